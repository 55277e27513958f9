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
	runs := composeRuns(letters)
	slices.SortStableFunc(runs, func(a, b *run) int { return cmp.Compare(a.base, b.base) })
	var lines []layout.Line
	for start := 0; start < len(runs); {
		end := start + 1
		for end < len(runs) && runs[end].base-runs[start].base <= sameLine*max(runs[end].size, runs[start].size) {
			end++
		}
		lines = append(lines, joinRuns(runs[start:end]))
		start = end
	}
	return lines
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
	return max(apart, -apart) <= sameLine*size && gap >= -backwards*size && gap <= cellSpace*size
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

// joinRuns makes the line of runs that share a baseline.
func joinRuns(runs []*run) layout.Line {
	slices.SortStableFunc(runs, func(a, b *run) int { return cmp.Compare(a.left, b.left) })
	var text strings.Builder
	whole, longest := *runs[0], runs[0]
	for i, r := range runs {
		if i > 0 {
			text.WriteString(separator(r.left-whole.right, max(whole.size, r.size), r.spaced))
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

func separator(gap, size float64, spaced bool) string {
	switch {
	case gap > cellSpace*size:
		return "\t"
	case spaced || gap > wordSpace*size:
		return " "
	}
	return ""
}
