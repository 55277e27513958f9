package print

import (
	"bytes"
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

// pdfPen draws into a PDF.
type pdfPen struct{ pdf *fpdf.Fpdf }

func newPDFPen(title string, at time.Time) pdfPen {
	pdf := fpdf.New("P", "pt", "Letter", "")
	// Copies: the library writes into the bytes of a typeface, which several pages would share.
	pdf.AddUTF8FontFromBytes("text", "", bytes.Clone(goregular.TTF))
	pdf.AddUTF8FontFromBytes("text", "B", bytes.Clone(gobold.TTF))
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetTitle(title, true)
	pdf.SetProducer("Souspli", true)
	pdf.SetCreationDate(at.UTC())
	pdf.SetModificationDate(at.UTC())
	pdf.SetCatalogSort(true)
	pdf.AddPage()
	return pdfPen{pdf}
}

func (p pdfPen) box(x, y, width, height, shade float64) {
	grey := int(shade*255 + 0.5)
	p.pdf.SetFillColor(grey, grey, grey)
	p.pdf.Rect(x, y, width, height, "F")
}

func (p pdfPen) line(x1, y1, x2, y2, thick float64) {
	p.pdf.SetLineWidth(thick)
	p.pdf.Line(x1, y1, x2, y2)
}

func (p pdfPen) text(x, y float64, t typeface, words string) {
	p.set(t)
	p.pdf.Text(x, y, drawable(words))
}

func (p pdfPen) width(t typeface, words string) float64 {
	p.set(t)
	return p.pdf.GetStringWidth(drawable(words))
}

func (p pdfPen) set(t typeface) {
	style := ""
	if t.bold {
		style = "B"
	}
	p.pdf.SetFont("text", style, t.size)
}

func (p pdfPen) finish(w io.Writer) error { return page(p).finish(w) }
