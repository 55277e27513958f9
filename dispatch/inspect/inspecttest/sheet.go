package inspecttest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch/inspect/layout"
)

// A sheet is US Letter, in points from the upper left corner.
const (
	sheetWidth  = 612.0
	sheetHeight = 792.0
)

// sheet is what is printed on a page.
type sheet struct {
	runs  []run
	marks []mark
}

// run is letters set side by side; y is their baseline.
type run struct {
	x, y, size float64
	face       face
	text       string
	white      bool
}

// mark is a rectangle: a frame, or filled when grey is above zero (1 black to 255 white).
type mark struct {
	x, y, w, h float64
	grey       int
}

func (s *sheet) write(x, y, size float64, f face, text string) {
	if text != "" {
		s.runs = append(s.runs, run{x: x, y: y, size: size, face: f, text: text})
	}
}

func (s *sheet) writeRight(x, y, size float64, f face, text string) {
	s.write(x-width(f, size, text), y, size, f, text)
}

func (s *sheet) writeCentred(x, y, size float64, f face, text string) {
	s.write(x-width(f, size, text)/2, y, size, f, text)
}

func (s *sheet) frame(x, y, w, h float64) { s.marks = append(s.marks, mark{x, y, w, h, 0}) }

func (s *sheet) fill(x, y, w, h float64, grey int) {
	s.marks = append(s.marks, mark{x, y, w, h, grey})
}

func (s *sheet) line(x, y, w float64) { s.fill(x, y, w, 0.6, 1) }

func pages(sheets []sheet) []layout.Page {
	all := make([]layout.Page, len(sheets))
	for i, s := range sheets {
		all[i] = layout.Page{Number: i + 1, Width: sheetWidth, Height: sheetHeight, Lines: lines(s.runs)}
	}
	return all
}

// lines joins the runs of one baseline, as a reader does: cells that are far apart by a tab.
func lines(runs []run) []layout.Line {
	sorted := slices.Clone(runs)
	slices.SortStableFunc(sorted, func(a, b run) int {
		return cmp.Or(cmp.Compare(a.y, b.y), cmp.Compare(a.x, b.x))
	})
	var all []layout.Line
	for start := 0; start < len(sorted); {
		end := start + 1
		for end < len(sorted) && sorted[end].y-sorted[start].y < 1.5 {
			end++
		}
		all = append(all, joined(sorted[start:end]))
		start = end
	}
	return all
}

func joined(runs []run) layout.Line {
	slices.SortStableFunc(runs, func(a, b run) int { return cmp.Compare(a.x, b.x) })
	var text strings.Builder
	line := layout.Line{X: runs[0].x}
	for i, r := range runs {
		if i > 0 {
			text.WriteString(gap(r.x-line.X-line.W, r.size))
		}
		text.WriteString(r.text)
		line.W = r.x + width(r.face, r.size, r.text) - line.X
		if r.size > line.Size {
			line.Size, line.H, line.Y = r.size, r.size*1.2, r.y-r.size
		}
	}
	line.Text = text.String()
	return line
}

func gap(points, size float64) string {
	if points > size {
		return "\t"
	}
	return " "
}
