package reader

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

// TestNoLetterIsLost holds for letters anywhere: each is in the lines once, the lines go downwards, and no
// line is outside of its letters.
func TestNoLetterIsLost(t *testing.T) {
	t.Parallel()
	draw := rapid.Custom(func(t *rapid.T) letter {
		size := rapid.Float64Range(0, 40).Draw(t, "size")
		left, base := rapid.Float64Range(-50, 900).Draw(t, "left"), rapid.Float64Range(-50, 900).Draw(t, "base")
		return letter{
			rune: rapid.RuneFrom([]rune("abcé7ﬁ-")).Draw(t, "rune"), left: left, right: left + size/2, top: base - size,
			bottom: base + size/4, base: base, size: size, spaced: rapid.Bool().Draw(t, "spaced"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.SliceOfN(draw, 0, 60).Draw(t, "letters")
		var want, got []rune
		right, bottom := math.Inf(-1), math.Inf(-1)
		for _, l := range letters {
			want = append(want, []rune(cmp.Or(ligatures[l.rune], string(l.rune)))...)
			right, bottom = max(right, l.right), max(bottom, l.bottom)
		}
		for _, line := range composeLines(letters) {
			if strings.TrimSpace(line.Text) == "" || line.W < 0 || line.H < 0 || line.X+line.W > right+1e-6 || line.Y+line.H > bottom+1e-6 {
				t.Fatalf("%+v", line)
			}
			for _, r := range line.Text {
				if !unicode.IsSpace(r) {
					got = append(got, r)
				}
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("%q, want %q", string(got), string(want))
		}
	})
}

// TestTurns holds for every point: a page turned around and back is as it was.
func TestTurns(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		x, y := rapid.Float64Range(0, 612).Draw(t, "x"), rapid.Float64Range(0, 792).Draw(t, "y")
		quarters := rapid.IntRange(0, 3).Draw(t, "quarters")
		width, height := 612.0, 792.0
		u, v := upright(x, y, width, height, quarters)
		if quarters%2 == 1 {
			width, height = height, width
		}
		if u < 0 || u > width || v < 0 || v > height {
			t.Fatalf("%v, %v is off the page", u, v)
		}
		if a, b := upright(u, v, width, height, (4-quarters)%4); math.Abs(a-x) > 1e-9 || math.Abs(b-y) > 1e-9 {
			t.Fatalf("%v, %v became %v, %v", x, y, a, b)
		}
	})
}
