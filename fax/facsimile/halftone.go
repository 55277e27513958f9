package facsimile

import (
	"cmp"
	"math"
	"slices"
	"sync"
)

const (
	// screenSize is the side of the square of thresholds that greys are compared with.
	screenSize = 16

	// waves is how often the wave that dots grow on repeats along that side: dots lie on diagonals,
	// screenSize/(waves·√2) = 3.8 apart, or 54 lines an inch. Of 2, 3 and 4 it comes nearest to what
	// Ghostscript's fax device prints, in size and to the eye.
	waves = 3
)

type screen [screenSize][screenSize]uint8

// thresholds make dots grow from points on diagonals, as a printer's screen does.
var thresholds = sync.OnceValue(newScreen)

func newScreen() *screen {
	places := make([]int, screenSize*screenSize)
	for i := range places {
		places[i] = i
	}
	slices.SortStableFunc(places, func(a, b int) int { return cmp.Compare(wave(b), wave(a)) })
	var s screen
	for rank, place := range places {
		s[place/screenSize][place%screenSize] = uint8(255 - rank) //nolint:gosec // 0 to 255
	}
	return &s
}

// wave is highest where a dot begins. It is moved by a part of a pixel, so that few places are equal.
func wave(place int) float64 {
	const turn = 2 * math.Pi * waves / screenSize
	x, y := float64(place%screenSize)+.37, float64(place/screenSize)+.41
	return math.Cos(turn*(x+y)) + math.Cos(turn*(x-y))
}
