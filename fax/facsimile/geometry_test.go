package facsimile_test

import (
	"image"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/fax/facsimile"
)

func TestWhereAPageLies(t *testing.T) {
	const inch = 72
	for _, c := range []struct {
		name          string
		width, height float64
		lines         int
		landscape     bool
		frame         image.Rectangle
	}{
		{"Letter", 612, 792, 2156, false, image.Rect(0, 0, 1728, 2156)},
		{"Letter, turned", 792, 612, 2156, true, image.Rect(0, 0, 1728, 2156)},
		{"Legal", 612, 1008, 2744, false, image.Rect(0, 0, 1728, 2744)},
		{"Legal, turned", 1008, 612, 2744, true, image.Rect(0, 0, 1728, 2744)},
		{"A4 is shrunk to Letter", 595.28, 841.89, 2156, false, image.Rect(73, 0, 1654, 2156)},
		{"A4, turned", 841.89, 595.28, 2156, true, image.Rect(73, 0, 1654, 2156)},
		{"A3 is shrunk to Letter", 841.89, 1190.55, 2156, false, image.Rect(73, 0, 1654, 2156)},
		{"Tabloid is shrunk to Legal", 792, 1224, 2744, false, image.Rect(0, 0, 1728, 2575)},
		{"A prescription pad keeps its size", 4.25 * inch, 5.5 * inch, 2156, false, image.Rect(432, 0, 1296, 1078)},
		{"A5 across needs no turning", 595.28, 419.53, 2156, false, image.Rect(23, 0, 1704, 1142)},
		{"A health card needs no turning", 243, 153, 2156, false, image.Rect(521, 0, 1207, 417)},
		{"A long strip", 3 * inch, 14 * inch, 2744, false, image.Rect(559, 0, 1169, 2744)},
		{"A poster is shrunk", 2384, 3370, 2156, false, image.Rect(73, 0, 1655, 2156)},
		{"No size", 0, 0, 2156, false, image.Rect(0, 0, 1728, 2156)},
		{"A size that is no number", math.NaN(), 792, 2156, false, image.Rect(0, 0, 1728, 2156)},
		{"An endless page", 612, math.Inf(1), 2156, false, image.Rect(0, 0, 1728, 2156)},
	} {
		t.Run(c.name, func(t *testing.T) {
			lines, landscape := facsimile.Fit(c.width, c.height)
			if lines != c.lines || landscape != c.landscape {
				t.Errorf("%d lines, turned %t", lines, landscape)
			}
			if got := facsimile.Frame(c.width, c.height); got != c.frame {
				t.Errorf("drawn at %v, want %v", got, c.frame)
			}
		})
	}
}

func TestEveryPageLiesOnThePaper(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width, height := rapid.Float64().Draw(t, "width"), rapid.Float64().Draw(t, "height")
		lines, _ := facsimile.Fit(width, height)
		frame := facsimile.Frame(width, height)
		if frame.Empty() || !frame.In(image.Rect(0, 0, facsimile.Width, lines)) {
			t.Fatalf("%v × %v is drawn at %v of %d lines", width, height, frame, lines)
		}
	})
}
