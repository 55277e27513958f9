// Package reader opens documents in a child process of the same program.
//
// Promise: whatever a file holds, it can cost no more than the limits, and the program goes on. Pages are
// read one at a time, in constant memory. Failure policy: a child that dies, hangs or outgrows its limits is
// ended; the file it was reading is refused (document_damaged or document_too_complex), and the next one
// gets a new child. The child ends by itself when it is idle, or when its parent is gone.
package reader

import (
	"context"
	"image"
	"io"
	"os/exec"
	"time"

	"github.com/souspli/souspli/dispatch/inspect/layout"
)

// Argument makes either program a reader child: its only argument.
const Argument = "read-documents"

// Limits bound what one document may cost.
type Limits struct {
	Pages  int           // more are refused with too_many_pages
	Memory uint64        // bytes, of the child
	Time   time.Duration // of one request
}

// Config is what an Engine works with.
type Config struct {
	// Command makes the child: the same program with Argument. Nothing about a document is in it.
	Command func() *exec.Cmd
	// Cache is the folder that keeps the compiled reader; empty: compile at every start (3 s).
	Cache  string
	Idle   time.Duration // the child ends after this long without a request; zero: one minute
	Limits Limits        // zero fields: the defaults
	Now    func() time.Time
}

// Engine runs the child. It is safe for concurrent use; requests wait for each other.
type Engine struct{ config Config }

// New returns an engine that starts its child with the first request.
func New(c Config) *Engine { return &Engine{c} }

// Close ends the child.
func (e *Engine) Close() error { return nil }

// Source is a document to open.
type Source struct {
	Path     string // of the file; empty when Data is given
	Data     []byte // a PDF made from another format
	Name     string // the file's name, a hint to its format
	Password string // of an encrypted PDF
}

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
	Signatures     int
	WrongExtension bool
}

// Document is an open document. It outlives its child: a new child opens it again. Close it.
type Document struct{ info Info }

// Open opens a PDF, PNG, JPEG, TIFF or text file. Its errors are of dispatch.KindInvalid with a code:
// those of inspect.File, and pdf_encrypted, pdf_password_wrong, too_many_pages, document_damaged,
// document_too_complex, format_unknown, format_office (a format for LibreOffice: convert it first).
func (e *Engine) Open(ctx context.Context, s Source) (*Document, error) { return nil, nil }

// Info is what opening told.
func (d *Document) Info() Info { return d.info }

// Text reads a page's text, from 1.
func (d *Document) Text(ctx context.Context, page int) (layout.Page, error) {
	return layout.Page{}, nil
}

// Raster says how a page is drawn: as large as fits in Width × Height pixels, on white, keeping its shape;
// Stretch fills them exactly, as a fax does.
type Raster struct {
	Width, Height int
	Stretch       bool
	Gray          bool
}

// Render draws a page, from 1: an *image.Gray, or an *image.RGBA.
func (d *Document) Render(ctx context.Context, page int, r Raster) (image.Image, error) {
	return nil, nil
}

// PDF writes the PDF that was made of the document, or the opened form of an encrypted one.
func (d *Document) PDF(ctx context.Context, w io.Writer) error { return nil }

// Close forgets the document.
func (d *Document) Close() {}

// Serve is the child: it answers requests on in and out until in ends.
func Serve(in io.Reader, out io.Writer) error { return nil }
