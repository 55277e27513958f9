package reader

import (
	"cmp"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch/inspect/layout"
)

// letter is a letter that stands upright, in points from the upper left corner.
type letter struct {
	rune                     rune
	left, right, top, bottom float64
	base                     float64 // of the line that it stands on
	size                     float64 // of the font
	spaced                   bool    // there is white space before it
}

// How far apart letters stand, in sizes of the font.
const (
	sameLine  = 0.35 // baselines: a raised 2 belongs to its line
	wordSpace = 0.3  // without a space between them in the file
	cellSpace = 1.6  // another cell
	nearCell  = 0.45 // perhaps another cell
	backwards = 0.5  // a kerned or overprinted letter
)

// run is letters that follow each other in the file and on the page.
type run struct {
	text                     strings.Builder
	left, right, top, bottom float64
	base, size               float64
	letters                  int
	spaced                   bool
}

// composeLines puts letters that stand beside each other into lines, from top to bottom. Neither the order
// nor the pieces in which a file gives them can be trusted.
func composeLines(letters []letter) []layout.Line {
	rows := composeRows(composeRuns(letters))
	columns := findColumns(rows, usualSpace(letters))
	lines := make([]layout.Line, len(rows))
	for i, row := range rows {
		lines[i] = joinRuns(row, columns)
	}
	return lines
}

// composeRows groups runs by their baseline, each row from left to right.
func composeRows(runs []*run) [][]*run {
	slices.SortStableFunc(runs, func(a, b *run) int { return cmp.Compare(a.base, b.base) })
	var rows [][]*run
	for start := 0; start < len(runs); {
		end := start + 1
		for end < len(runs) && runs[end].base-runs[start].base <= sameLine*max(runs[end].size, runs[start].size) {
			end++
		}
		row := runs[start:end]
		slices.SortStableFunc(row, func(a, b *run) int { return cmp.Compare(a.left, b.left) })
		rows = append(rows, row)
		start = end
	}
	return rows
}

func composeRuns(letters []letter) []*run {
	var runs []*run
	var current *run
	for _, l := range letters {
		if current == nil || !current.takes(l) {
			current = &run{left: l.left, top: l.top, right: l.right, bottom: l.bottom, base: l.base, size: l.size, spaced: l.spaced}
			runs = append(runs, current)
		}
		current.add(l)
	}
	return runs
}

func (r *run) takes(l letter) bool {
	size := max(r.size, l.size)
	apart, gap := l.base-r.base, l.left-r.right
	return max(apart, -apart) <= sameLine*size && gap >= -backwards*size && gap <= nearCell*size
}

func (r *run) add(l letter) {
	if r.letters > 0 && (l.spaced || l.left-r.right > wordSpace*r.size) {
		r.text.WriteByte(' ')
	}
	if whole, ok := ligatures[l.rune]; ok {
		r.text.WriteString(whole)
	} else {
		r.text.WriteRune(l.rune)
	}
	r.letters++
	r.left, r.right = min(r.left, l.left), max(r.right, l.right)
	r.top, r.bottom = min(r.top, l.top), max(r.bottom, l.bottom)
}

// ligatures are written as the letters that people would search for.
var ligatures = map[rune]string{'ﬀ': "ff", 'ﬁ': "fi", 'ﬂ': "fl", 'ﬃ': "ffi", 'ﬄ': "ffl", 'ﬅ': "st", 'ﬆ': "st"}

// usualSpace is the width of the narrower spaces between words, in sizes of the font. A typewriter's are
// wider than what parts the cells of a printed table.
func usualSpace(letters []letter) float64 {
	var gaps []float64
	for i := 1; i < len(letters); i++ {
		gap := (letters[i].left - letters[i-1].right) / letters[i].size
		if letters[i].spaced && gap > 0 && gap <= cellSpace {
			gaps = append(gaps, gap)
		}
	}
	if len(gaps) == 0 {
		return 0
	}
	slices.Sort(gaps)
	return gaps[len(gaps)/4]
}

// columns are the places where cells of several rows begin: cells of a narrow table stand little farther
// apart than words, but under each other.
type columns struct {
	at  map[int]bool // in steps of columnStep
	gap float64      // what parts cells at least, in sizes of the font
}

const (
	columnStep = 2.0 // points
	columnRows = 4   // fewer may be chance
	widerGap   = 1.4 // than the usual space
)

func columnOf(left float64) int { return int(left / columnStep) }

func findColumns(rows [][]*run, space float64) columns {
	found := columns{at: map[int]bool{}, gap: max(nearCell, widerGap*space)}
	rowsAt := map[int]int{}
	for _, row := range rows {
		for i, r := range row[1:] {
			if found.wide(r.left-row[i].right, max(row[i].size, r.size)) {
				rowsAt[columnOf(r.left)]++
			}
		}
	}
	for at, count := range rowsAt {
		if count+rowsAt[at+1] >= columnRows {
			found.at[at], found.at[at+1] = true, true
		}
	}
	return found
}

func (c columns) wide(gap, size float64) bool { return gap > c.gap*size }

// begins reports whether a cell begins at left, after a gap.
func (c columns) begins(left, gap, size float64) bool {
	return gap > cellSpace*size || c.at[columnOf(left)] && c.wide(gap, size)
}

// joinRuns makes the line of a row.
func joinRuns(row []*run, at columns) layout.Line {
	var text strings.Builder
	whole, longest := *row[0], row[0]
	for i, r := range row {
		if i > 0 {
			text.WriteString(separator(r, r.left-whole.right, max(whole.size, r.size), at))
		}
		text.WriteString(r.text.String())
		whole.right, whole.top, whole.bottom = max(whole.right, r.right), min(whole.top, r.top), max(whole.bottom, r.bottom)
		if r.letters > longest.letters {
			longest = r
		}
	}
	return layout.Line{
		Text: text.String(), X: whole.left, Y: whole.top,
		W: whole.right - whole.left, H: whole.bottom - whole.top, Size: longest.size,
	}
}

func separator(r *run, gap, size float64, at columns) string {
	switch {
	case at.begins(r.left, gap, size):
		return "\t"
	case r.spaced || gap > wordSpace*size:
		return " "
	}
	return ""
}
