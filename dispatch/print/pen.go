package print

import (
	"math"
	"strings"
)

// pen draws on one page of letter paper, in points from its upper left corner: the same drawing becomes a PDF or
// a picture. Everything is black on white, so that a fax or a photocopy loses nothing.
type pen interface {
	// box fills a rectangle with a shade of grey, 0 black to 1 white.
	box(x, y, width, height, shade float64)
	line(x1, y1, x2, y2, thick float64)
	// text begins at x, with its feet at y.
	text(x, y float64, t typeface, words string)
	width(t typeface, words string) float64
}

const (
	paperWidth  = 612.0
	paperHeight = 792.0
	paperMargin = 54.0
)

// typeface is a size in points, bold or not.
type typeface struct {
	size float64
	bold bool
}

// drawable is a text in letters that the typefaces have: they lack the thin space.
func drawable(words string) string { return strings.ReplaceAll(words, "\u202f", "\u00a0") }

// right ends a text at x.
func right(p pen, x, y float64, t typeface, words string) { p.text(x-p.width(t, words), y, t, words) }

// centred stands a text around x.
func centred(p pen, x, y float64, t typeface, words string) {
	p.text(x-p.width(t, words)/2, y, t, words)
}

// fitted shortens a text to a width.
func fitted(p pen, t typeface, words string, width float64) string {
	if p.width(t, words) <= width {
		return words
	}
	runes := []rune(words)
	for len(runes) > 0 && p.width(t, string(runes)+"…") > width {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}

// outlined draws the edge of a rectangle.
func outlined(p pen, x, y, width, height float64) {
	const thick = 0.6
	p.line(x, y, x+width, y, thick)
	p.line(x, y+height, x+width, y+height, thick)
	p.line(x, y, x, y+height, thick)
	p.line(x+width, y, x+width, y+height, thick)
}

// hatched fills a rectangle with strokes that rise to the right, and draws its edge.
func hatched(p pen, x, y, width, height float64) {
	const apart, thick = 3.2, 0.7
	outlined(p, x, y, width, height)
	for at := math.Ceil((x+y)/apart) * apart; at < x+width+y+height; at += apart { // points with x+y = at
		x1, x2 := max(x, at-y-height), min(x+width, at-y)
		if x2 > x1 {
			p.line(x1, at-x1, x2, at-x2, thick)
		}
	}
}
