package ui

// deskPages is the pages of a document before it is sent.
type deskPages interface{}
