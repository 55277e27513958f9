package reader

import (
	"github.com/souspli/souspli/dispatch/inspect/layout"
)

// operation is what the parent asks of the child.
type operation string

const (
	opStart   operation = "start"
	opOpen    operation = "open"
	opText    operation = "text"
	opRender  operation = "render"
	opPDF     operation = "pdf"
	opArrange operation = "arrange"
	opClose   operation = "close"
)

// request is the header of a frame to the child.
type request struct {
	Op       operation
	Document uint64  `json:",omitempty"` // chosen by the parent
	Page     int     `json:",omitempty"`
	Raster   *Raster `json:",omitempty"`
	Leaves   []Leaf  `json:",omitempty"` // of opArrange

	Path, Name, Password string `json:",omitempty"` // of opOpen; without a path the payload is the document

	Cache  string `json:",omitempty"` // of opStart
	Limits Limits `json:",omitzero"`
}

// reply is the header of a frame to the parent.
type reply struct {
	Code   string `json:",omitempty"` // of the refusal; empty: done
	Gone   bool   `json:",omitempty"` // the document is not open (any more)
	Retire bool   `json:",omitempty"` // the child wants to be replaced

	Info  *Info  `json:",omitempty"` // of opOpen
	Stamp stamp  `json:",omitzero"`  // of opOpen, of a file
	Size  [2]int `json:",omitzero"`  // of opRender, in pixels
}

// stamp tells whether a file is still the one that was opened.
type stamp struct{ Size, Modified int64 }

// Info is what opening a document tells.
type Info struct {
	MediaType      string // of what was opened
	Pages          int
	Properties     layout.Properties
	Converted      bool // the pages are those of a PDF made here: see PDF
	Unlocked       bool // it was encrypted, and the password opened it
	JavaScript     bool // or another action that starts something
	EmbeddedFiles  int
	Form           bool // with fields to fill
	XFA            bool // whose fields are described in XML, not on the pages: these may not show what it holds
	Signatures     int
	WrongExtension bool
}

// Raster says how a page is drawn: as large as fits in Width × Height pixels, on white, keeping its shape;
// Stretch fills them exactly, as a fax does.
type Raster struct {
	Width, Height int
	Stretch       bool
	Gray          bool
}
