package inspecttest

import (
	"fmt"
	"io"

	"codeberg.org/go-pdf/fpdf"
)

// writePDF writes the sheets as a PDF whose text can be selected. It names no author and no time but the
// epoch, so that the same seed gives the same bytes.
func writePDF(w io.Writer, sheets []sheet) error {
	pdf := newPDF()
	for f := range face(faces) {
		if uses(sheets, f) {
			pdf.AddUTF8FontFromBytes(f.name(), "", f.bytes())
		}
	}
	for _, s := range sheets {
		pdf.AddPage()
		for _, m := range s.marks {
			drawMark(pdf, m)
		}
		for _, r := range s.runs {
			drawRun(pdf, r)
		}
	}
	return output(pdf, w)
}

func newPDF() *fpdf.Fpdf {
	pdf := fpdf.New("P", "pt", "Letter", "")
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(epoch)
	pdf.SetModificationDate(epoch)
	pdf.SetMargins(0, 0, 0)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetLineWidth(0.6)
	return pdf
}

func uses(sheets []sheet, f face) bool {
	for _, s := range sheets {
		for _, r := range s.runs {
			if r.face == f {
				return true
			}
		}
	}
	return false
}

func drawMark(pdf *fpdf.Fpdf, m mark) {
	if m.grey == 0 {
		pdf.Rect(m.x, m.y, m.w, m.h, "D")
		return
	}
	pdf.SetFillColor(m.grey, m.grey, m.grey)
	pdf.Rect(m.x, m.y, m.w, m.h, "F")
}

func drawRun(pdf *fpdf.Fpdf, r run) {
	ink := 0
	if r.white {
		ink = 255
	}
	pdf.SetTextColor(ink, ink, ink)
	pdf.SetFont(r.face.name(), "", r.size)
	pdf.Text(r.x, r.y, r.text)
}

func output(pdf *fpdf.Fpdf, w io.Writer) error {
	if err := pdf.Output(w); err != nil {
		return fmt.Errorf("write the specimen: %w", err)
	}
	return nil
}
