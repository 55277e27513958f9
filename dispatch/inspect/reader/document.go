package reader

import (
	"context"
	"encoding/json"
	"image"
	"io"

	"github.com/souspli/souspli/dispatch/inspect/layout"
)

// Source is a document to open.
type Source struct {
	Path     string // of the file; empty when Data is given
	Data     []byte // a PDF made from another format
	Name     string // the file's name, a hint to its format
	Password string // of an encrypted PDF
}

// Document is an open document. It outlives its child: a new child opens it again. Close it.
type Document struct {
	engine *Engine
	id     uint64
	info   Info

	// What follows is used in the engine's turn only.
	source Source
	stamp  stamp
	child  uint64 // the one that has it open
}

// Open opens a PDF, PNG, JPEG, TIFF or text file. Its errors are of dispatch.KindInvalid with a code:
// those of inspect.File, and pdf_encrypted, pdf_password_wrong, too_many_pages, document_damaged,
// document_too_complex, format_unknown, format_office (a format for LibreOffice: convert it first). A reader
// that cannot work at all is of dispatch.KindInternal: reader_failed.
func (e *Engine) Open(ctx context.Context, s Source) (*Document, error) {
	d := &Document{engine: e, id: e.documents.Add(1), source: s}
	limit := e.config.Limits.Time
	opened, err := e.run(ctx, "open", limit+limit/2, d.open)
	if err != nil {
		return nil, err
	}
	d.info = *opened.reply.Info
	return d, nil
}

// open is the job of opening, for the first time. The password is forgotten: of an encrypted document, the
// opened form is kept instead.
func (d *Document) open(limit context.Context, c *child) (answer, error) {
	a, err := d.ask(limit, c, request{Op: opOpen, Path: d.source.Path, Name: d.source.Name, Password: d.source.Password}, d.source.Data)
	if err != nil {
		return a, err
	}
	if a.reply.Info == nil || a.reply.Info.Pages < 1 || a.reply.Info.Pages > d.engine.config.Limits.Pages {
		return a, errFrame
	}
	d.source.Password = ""
	d.stamp, d.child = a.reply.Stamp, c.number
	if a.reply.Info.Unlocked {
		pdf, err := d.ask(limit, c, request{Op: opPDF}, nil)
		if err != nil {
			return a, err
		}
		d.source = Source{Data: pdf.payload, Name: d.source.Name}
	}
	return a, nil
}

// openAgain is for a child that does not have the document (any more).
func (d *Document) openAgain(limit context.Context, c *child) error {
	a, err := d.ask(limit, c, request{Op: opOpen, Path: d.source.Path, Name: d.source.Name}, d.source.Data)
	switch {
	case err != nil:
		return err
	case a.reply.Info == nil:
		return errFrame
	case d.source.Path != "" && a.reply.Stamp != d.stamp, a.reply.Info.Pages != d.info.Pages:
		return refusal(codeChanged)
	}
	d.child = c.number
	return nil
}

func (d *Document) ask(limit context.Context, c *child, r request, payload []byte) (answer, error) {
	r.Document = d.id
	answered, content, err := c.ask(limit, r, payload)
	switch {
	case err != nil:
		return answer{}, err
	case answered.Code != "":
		return answer{reply: answered}, codeOf(answered.Code)
	}
	return answer{answered, content}, nil
}

// request asks for something of the open document.
func (d *Document) request(ctx context.Context, r request) (answer, error) {
	return d.engine.run(ctx, string(r.Op), d.engine.config.Limits.Time, func(limit context.Context, c *child) (answer, error) {
		if d.child == c.number {
			if a, err := d.ask(limit, c, r, nil); err != nil || !a.reply.Gone {
				return a, err
			}
		}
		if err := d.openAgain(limit, c); err != nil {
			return answer{}, err
		}
		a, err := d.ask(limit, c, r, nil)
		if err == nil && a.reply.Gone {
			err = errFrame
		}
		return a, err
	})
}

// Info is what opening told.
func (d *Document) Info() Info { return d.info }

// Text reads a page's text, from 1. A page has at most 200,000 letters; more are left out.
func (d *Document) Text(ctx context.Context, page int) (layout.Page, error) {
	a, err := d.request(ctx, request{Op: opText, Page: page})
	if err != nil {
		return layout.Page{}, err
	}
	var text layout.Page
	if json.Unmarshal(a.payload, &text) != nil || text.Number != page {
		return layout.Page{}, refused("text", codeDamaged)
	}
	return text, nil
}

// Render draws a page, from 1: an *image.Gray, or an *image.RGBA. Annotations and the fields of forms are on
// it, as a viewer shows them.
func (d *Document) Render(ctx context.Context, page int, r Raster) (image.Image, error) {
	a, err := d.request(ctx, request{Op: opRender, Page: page, Raster: &r})
	if err != nil {
		return nil, err
	}
	width, height := a.reply.Size[0], a.reply.Size[1]
	if width < 1 || height < 1 || width > r.Width || height > r.Height {
		return nil, refused("render", codeDamaged)
	}
	bounds := image.Rect(0, 0, width, height)
	switch {
	case r.Gray && len(a.payload) == width*height:
		return &image.Gray{Pix: a.payload, Stride: width, Rect: bounds}, nil
	case !r.Gray && len(a.payload) == 4*width*height:
		return &image.RGBA{Pix: a.payload, Stride: 4 * width, Rect: bounds}, nil
	}
	return nil, refused("render", codeDamaged)
}

// PDF writes the PDF that was made of the document, or the opened form of an encrypted one; for any other PDF,
// the PDF itself.
func (d *Document) PDF(ctx context.Context, w io.Writer) error {
	a, err := d.request(ctx, request{Op: opPDF})
	if err != nil {
		return err
	}
	_, err = w.Write(a.payload)
	return err
}

// Close forgets the document, and lets a child that has it open forget it when it is free.
func (d *Document) Close() {
	e := d.engine
	select {
	case e.turn <- struct{}{}:
	default:
		return // the child forgets by itself what was not used for long
	}
	defer func() { <-e.turn }()
	if e.child == nil || e.child.number != d.child {
		return
	}
	limit, cancel := context.WithTimeout(e.running, patience)
	defer cancel()
	if _, err := d.ask(limit, e.child, request{Op: opClose}, nil); err != nil {
		_ = e.child.bury()
		e.child = nil
		return
	}
	e.rested()
}
