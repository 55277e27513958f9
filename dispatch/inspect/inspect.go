// Package inspect reads a document before anything is decided about it.
//
// Promise: it says only what it saw, never changes a file, and leaves nothing of it on the disk; whatever a
// file holds, it can cost no more than the reader's limits. Failure policy: what cannot be read is an error
// with a code for people; nothing is guessed, and unknown counts as protected.
package inspect

import (
	"context"
	"image"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect/convert"
	"github.com/souspli/souspli/dispatch/inspect/layout"
	"github.com/souspli/souspli/dispatch/inspect/reader"
)

// MaxSize is the largest document that is read, in bytes.
const MaxSize = 100 << 20

// Reader opens documents: a reader.Engine.
type Reader interface {
	Open(ctx context.Context, s reader.Source) (*reader.Document, error)
}

// Office converts office documents to PDF: a convert.Office.
type Office interface {
	Installed() bool
	Convert(ctx context.Context, path string, f convert.Format) ([]byte, error)
}

// Recogniser reads the text of pictures: a recognise.Tesseract.
type Recogniser interface {
	Installed() bool
	Page(ctx context.Context, number int, picture image.Image, dpi int) (layout.Page, error)
}

// Config is what an Inspector works with. All fields are required.
type Config struct {
	Reader     Reader
	Office     Office
	Recogniser func(context.Context) Recogniser // looked up when a picture first needs it
	Now        func() time.Time
}

// Inspector reads documents. It is safe for concurrent use.
type Inspector struct {
	config Config
	opened shelf
}

// New returns an Inspector over c.
func New(c Config) *Inspector { return &Inspector{config: c} }

// File inspects the file at path. password opens an encrypted PDF, and is kept nowhere. Its errors are of
// KindInvalid with one of the codes file_not_found, file_unreadable, file_empty, file_too_large,
// file_changed, not_a_file, pdf_encrypted, pdf_password_wrong, pdf_damaged, pdf_no_pages, and those of
// packages reader and convert.
func (i *Inspector) File(ctx context.Context, path, password string) (Report, error) {
	file, err := open(ctx, path)
	if err != nil {
		return Report{}, err
	}
	defer file.Close()
	source, err := i.source(ctx, file, password)
	if err != nil {
		return Report{}, err
	}
	doc, err := i.config.Reader.Open(ctx, source)
	if err != nil {
		return Report{}, err
	}
	report, err := i.report(ctx, file, doc, source)
	if file.format.Office() && file.misnamed() {
		report.Warnings = append(report.Warnings, WrongExtension)
	}
	if err == nil {
		err = file.unchanged()
	}
	if err != nil {
		doc.Close()
		return Report{}, err
	}
	i.opened.put(report, doc)
	return report, nil
}

// source is what the reader opens: the file itself, or the PDF that LibreOffice makes of it.
func (i *Inspector) source(ctx context.Context, file *file, password string) (reader.Source, error) {
	if !file.format.Office() {
		return reader.Source{Path: file.path, Name: file.name, Password: password}, nil
	}
	if !i.config.Office.Installed() {
		return reader.Source{}, refuse("office_absent", nil)
	}
	pdf, err := i.config.Office.Convert(ctx, file.path, file.format)
	return reader.Source{Data: pdf, Name: "document.pdf"}, err
}

// refuse keeps the cause without its path, which may name a person.
func refuse(code string, cause error) error {
	return &dispatch.Error{
		Op: "inspect", Kind: dispatch.KindInvalid, Code: code, Certainty: dispatch.Unsent, Err: withoutPath(cause),
	}
}
