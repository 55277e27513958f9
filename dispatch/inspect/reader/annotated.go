package reader

import (
	"math"
	"strings"

	"github.com/souspli/souspli/dispatch/inspect/layout"
)

// withNotes adds what the page's fields and annotations say, unless its lines say so at the same place.
func withNotes(lines []layout.Line, notes []note, p paper) []layout.Line {
	all := lines
	for _, n := range notes {
		box := p.box(n.box)
		if box.W > 0 && box.H > 0 && says(textAt(lines, box), n.text) {
			continue
		}
		all = append(all, linesOf(n.text, box)...)
	}
	return all
}

// box is a rectangle of the PDF on the page as it is read.
func (p paper) box(box [4]float64) layout.Line {
	if box == [4]float64{} {
		return layout.Line{}
	}
	x1, y1 := p.seen(box[0], box[1])
	x2, y2 := p.seen(box[2], box[3])
	return layout.Line{X: min(x1, x2), Y: min(y1, y2), W: math.Abs(x1 - x2), H: math.Abs(y1 - y2)}
}

// textAt is the text of all lines that are in a box, if only partly.
func textAt(lines []layout.Line, box layout.Line) string {
	var text strings.Builder
	for _, line := range lines {
		if line.X < box.X+box.W && box.X < line.X+line.W && line.Y < box.Y+box.H && box.Y < line.Y+line.H {
			text.WriteString(line.Text + "\n")
		}
	}
	return text.String()
}

// linesOf shares a box out among the lines of a text.
func linesOf(text string, box layout.Line) []layout.Line {
	var lines []layout.Line
	texts := strings.Split(text, "\n")
	height := box.H / float64(len(texts))
	for i, text := range texts {
		lines = append(lines, layout.Line{Text: text, X: box.X, Y: box.Y + height*float64(i), W: box.W, H: height})
	}
	return lines
}
