package fax

import (
	"io"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// style is a weight of the page's one typeface.
type style string

const (
	regular style = ""
	bold    style = "B"
)

const (
	margin  = 18.0        // mm: faxes lose the edges of a page
	spacing = 0.45        // mm of line height for each point of type
	frame   = 0.6         // mm
	family  = "Helvetica" // one of the fonts that every PDF reader has
)

// page sets text on Letter paper, from the top down, in millimetres.
type page struct {
	pdf      *fpdf.Fpdf
	left     float64
	y        float64
	width    float64
	measured bool // only moves y
	breaks   bool // goes on to another page at the end of this one
}

func newPage(at time.Time) *page {
	pdf := fpdf.New("P", "mm", "Letter", "")
	pdf.SetProducer("Souspli", true)
	pdf.SetCreationDate(at.UTC())
	pdf.SetModificationDate(at.UTC())
	pdf.SetCatalogSort(true)
	pdf.SetMargins(margin, margin, margin)
	pdf.SetAutoPageBreak(false, margin)
	pdf.SetCellMargin(0)
	pdf.SetDrawColor(0, 0, 0)
	pdf.SetTextColor(0, 0, 0)
	pdf.AddPage()
	width, _ := pdf.GetPageSize()
	return &page{pdf: pdf, left: margin, y: margin, width: width - 2*margin}
}

func (p *page) write(w io.Writer) error { return p.pdf.Output(w) }

// text sets at most two lines; what does not fit ends in an ellipsis.
func (p *page) text(x, width float64, s style, size float64, text string) {
	p.pdf.SetFont(family, string(s), size)
	lines := p.lines(text, width)
	if len(lines) > 2 {
		lines = []string{lines[0], lines[1] + latin("…")}
	}
	p.set(x, width, size, lines)
}

// paragraph sets as many lines as it takes.
func (p *page) paragraph(x, width float64, s style, size float64, text string) {
	p.pdf.SetFont(family, string(s), size)
	p.set(x, width, size, p.lines(text, width))
}

// right sets one line against the right margin.
func (p *page) right(s style, size float64, text string) {
	p.pdf.SetFont(family, string(s), size)
	line := latin(text)
	p.set(p.left+p.width-p.pdf.GetStringWidth(line), p.width, size, []string{line})
}

func (p *page) set(x, width, size float64, lines []string) {
	for _, line := range lines {
		p.turn(size * spacing)
		if !p.measured {
			p.pdf.SetXY(x, p.y)
			p.pdf.CellFormat(width, size*spacing, line, "", 0, "L", false, 0, "")
		}
		p.y += size * spacing
	}
}

// turn begins a new page when this one has no room for height.
func (p *page) turn(height float64) {
	_, bottom := p.pdf.GetPageSize()
	if p.breaks && p.y+height > bottom-margin {
		p.pdf.AddPage()
		p.y = margin
	}
}

// lines breaks text at spaces, and inside a word only when it is wider than the line.
func (p *page) lines(text string, width float64) []string {
	var lines []string
	for source := range strings.Lines(latin(text)) {
		line := ""
		for word := range strings.FieldsSeq(source) {
			if line != "" && p.pdf.GetStringWidth(line+" "+word) <= width {
				line += " " + word
				continue
			}
			if line != "" {
				lines = append(lines, line)
			}
			for p.pdf.GetStringWidth(word) > width {
				cut := p.fitting(word, width)
				lines, word = append(lines, word[:cut]), word[cut:]
			}
			line = word
		}
		lines = append(lines, line)
	}
	return lines
}

// fitting is how many bytes of a long word fill the width: one at least, for a byte is a letter here.
func (p *page) fitting(word string, width float64) int {
	cut := 1
	for cut < len(word) && p.pdf.GetStringWidth(word[:cut+1]) <= width {
		cut++
	}
	return cut
}

// rule draws a line across the page and leaves room under it.
func (p *page) rule(thickness float64) {
	const room = 4
	p.pdf.SetLineWidth(thickness)
	p.pdf.Line(p.left, p.y, p.left+p.width, p.y)
	p.y += room
}

// fromBottom sets content so that it ends at the lower margin, and returns where it begins.
func (p *page) fromBottom(content func()) float64 {
	p.measured, p.y = true, 0
	content()
	_, height := p.pdf.GetPageSize()
	top := height - margin - p.y
	p.measured, p.y = false, top
	content()
	return top
}

// frame draws around what was set from top to here.
func (p *page) frame(top float64) {
	p.pdf.SetLineWidth(frame)
	p.pdf.Rect(p.left, top, p.width, p.y-top, "D")
}

// latin encodes text for the fonts of a PDF reader (Windows-1252). A letter that they lack loses its
// accents, or becomes a question mark.
func latin(text string) string {
	var out strings.Builder
	for _, r := range norm.NFC.String(text) {
		out.WriteByte(latinByte(r))
	}
	return out.String()
}

func latinByte(r rune) byte {
	switch r {
	case '\u202f', '\u2009', '\u2007':
		r = '\u00a0'
	case '\u2010', '\u2011', '\u2212':
		r = '-'
	case '\t':
		r = ' '
	}
	if b, ok := charmap.Windows1252.EncodeRune(r); ok {
		return b
	}
	base := []rune(norm.NFKD.String(string(r)))[0]
	if b, ok := charmap.Windows1252.EncodeRune(base); ok {
		return b
	}
	return '?'
}
