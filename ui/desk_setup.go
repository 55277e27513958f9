package ui

// deskSetup is what a first start leaves to be done.
type deskSetup interface{}
