package ui

// deskFigures is what the log tells in figures.
type deskFigures interface{}
