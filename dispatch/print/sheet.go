package print

import (
	"bytes"
	"io"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// sheet is what a page or a letter says, before it is known what it is written as.
type sheet []block

// block is a part of a sheet.
type block struct {
	kind blockKind
	text string
	rows [][]string // of a table; the first is its head
	wide []float64  // shares of its columns
}

type blockKind uint8

const (
	blockHeading blockKind = iota
	blockParagraph
	blockTable
)

func (s *sheet) heading(text string) { *s = append(*s, block{kind: blockHeading, text: text}) }

func (s *sheet) paragraph(text string) { *s = append(*s, block{kind: blockParagraph, text: text}) }

// part is a heading and what stands below it.
func (s *sheet) part(title, text string) {
	s.heading(title)
	s.paragraph(text)
}

func (s *sheet) table(wide []float64, rows ...[]string) {
	*s = append(*s, block{kind: blockTable, rows: rows, wide: wide})
}

// draw sets the sheet on a page.
func (s sheet) draw(p page) {
	for _, b := range s {
		switch b.kind {
		case blockHeading:
			p.heading(b.text)
		case blockTable:
			p.table(b.wide, b.rows)
		default:
			p.paragraph(b.text)
		}
	}
}

// writeText writes the sheet as plain text under its title, to go on with in any program.
func (s sheet) writeText(w io.Writer, title string) error {
	var whole bytes.Buffer
	whole.WriteString(title + "\n")
	for _, b := range s {
		whole.WriteString("\n")
		if b.kind == blockTable {
			for _, row := range b.rows {
				whole.WriteString(strings.Join(row, "\t") + "\n")
			}
			continue
		}
		whole.WriteString(b.text + "\n")
	}
	if _, err := w.Write(whole.Bytes()); err != nil {
		return &dispatch.Error{Op: "print", Kind: dispatch.KindStorage, Code: "page_not_written", Certainty: dispatch.Unsent}
	}
	return nil
}

// Measures of a table.
const (
	tableSize   = 9
	tableHeight = 4.4 // of a line, in millimetres
	cellPadding = 1.2
)

// table draws rows whose cells wrap; a row never breaks over two pages, and the head stands again on each.
func (p page) table(wide []float64, rows [][]string) {
	p.pdf.Ln(lineHeight / 3)
	for i, row := range rows {
		lines := p.cells(wide, row, i == 0)
		if _, height := p.pdf.GetPageSize(); p.pdf.GetY()+rowHeight(lines) > height-margin && i > 0 {
			p.pdf.AddPage()
			p.row(wide, p.cells(wide, rows[0], true), true)
		}
		p.row(wide, p.cells(wide, row, i == 0), i == 0)
	}
	p.pdf.Ln(lineHeight / 2)
}

func (p page) widths(wide []float64) []float64 {
	total, all := p.width(), 0.0
	for _, share := range wide {
		all += share
	}
	widths := make([]float64, len(wide))
	for i, share := range wide {
		widths[i] = total * share / all
	}
	return widths
}

func (p page) width() float64 {
	width, _ := p.pdf.GetPageSize()
	return width - 2*margin
}

func (p page) tableFont(head bool) {
	style := ""
	if head {
		style = "B"
	}
	p.pdf.SetFont("text", style, tableSize)
}

// cells breaks the texts of a row into lines.
func (p page) cells(wide []float64, row []string, head bool) [][]string {
	p.tableFont(head)
	widths, cells := p.widths(wide), make([][]string, len(row))
	for i, text := range row {
		cells[i] = p.pdf.SplitText(text, widths[i]-2*cellPadding)
	}
	return cells
}

func rowHeight(cells [][]string) float64 {
	most := 1
	for _, lines := range cells {
		most = max(most, len(lines))
	}
	return float64(most)*tableHeight + 2*cellPadding
}

func (p page) row(wide []float64, cells [][]string, head bool) {
	p.tableFont(head)
	x, y := margin, p.pdf.GetY()
	widths, height := p.widths(wide), rowHeight(cells)
	for i, lines := range cells {
		for n, line := range lines {
			p.pdf.SetXY(x, y+cellPadding+float64(n)*tableHeight)
			p.pdf.CellFormat(widths[i], tableHeight, line, "", 0, "L", false, 0, "")
		}
		x += widths[i]
	}
	p.pdf.Line(margin, y+height, margin+p.width(), y+height)
	p.pdf.SetXY(margin, y+height)
}
