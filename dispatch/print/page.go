package print

import (
	"bytes"
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"

	"github.com/souspli/souspli/dispatch"
)

// Measures of a page, in millimetres: letter paper, as offices in Québec have it.
const (
	margin     = 20.0
	lineHeight = 5.6
	monoHeight = 4.8
)

// Sizes of type, in points.
const (
	titleSize = 18
	headSize  = 12
	largeSize = 12.5
	bodySize  = 10.5
	monoSize  = 10
)

// page is a PDF in the making.
type page struct{ pdf *fpdf.Fpdf }

func newPage(title string, at time.Time) page {
	pdf := fpdf.New("P", "mm", "Letter", "")
	// Copies: the library writes into the bytes of a typeface, which several pages would share.
	pdf.AddUTF8FontFromBytes("text", "", bytes.Clone(goregular.TTF))
	pdf.AddUTF8FontFromBytes("text", "B", bytes.Clone(gobold.TTF))
	pdf.AddUTF8FontFromBytes("mono", "", bytes.Clone(gomono.TTF))
	pdf.SetMargins(margin, margin, margin)
	pdf.SetAutoPageBreak(true, margin)
	pdf.SetTitle(title, true)
	pdf.SetProducer("Souspli", true)
	pdf.SetCreationDate(at.UTC())
	pdf.SetModificationDate(at.UTC())
	pdf.SetCatalogSort(true)
	pdf.AddPage()
	p := page{pdf}
	p.title(title)
	return p
}

func (p page) title(text string) { p.write("text", "B", titleSize, lineHeight*1.6, text) }

// rule draws a line across the page, between two things that stand alone.
func (p page) rule() {
	y := p.pdf.GetY() + lineHeight
	width, _ := p.pdf.GetPageSize()
	p.pdf.Line(margin, y, width-margin, y)
	p.pdf.Ln(lineHeight * 2.5)
}

// large is a paragraph for whoever reads with difficulty.
func (p page) large(text string) {
	p.write("text", "", largeSize, lineHeight*1.15, text)
	p.pdf.Ln(lineHeight / 2)
}

func (p page) heading(text string) {
	p.pdf.Ln(lineHeight / 2)
	p.write("text", "B", headSize, lineHeight*1.2, text)
}

func (p page) paragraph(text string) {
	p.write("text", "", bodySize, lineHeight, text)
	p.pdf.Ln(lineHeight / 3)
}

// exact is text to be typed again: every letter apart from the others.
func (p page) exact(text string) { p.write("mono", "", monoSize, monoHeight, text) }

func (p page) write(family, style string, size, height float64, text string) {
	p.pdf.SetFont(family, style, size)
	p.pdf.MultiCell(0, height, text, "", "L", false)
}

// finish writes the page to w, once it is whole.
func (p page) finish(w io.Writer) error {
	var whole bytes.Buffer
	if err := p.pdf.Output(&whole); err != nil {
		return &dispatch.Error{Op: "print", Kind: dispatch.KindInternal, Code: "page_not_made", Certainty: dispatch.Unsent, Err: err}
	}
	if _, err := w.Write(whole.Bytes()); err != nil {
		return &dispatch.Error{Op: "print", Kind: dispatch.KindStorage, Code: "page_not_written", Certainty: dispatch.Unsent}
	}
	return nil
}
