//go:build linux

package main

import (
	"cmp"
	"image"
	"image/color"
	"maps"
	"slices"
)

// readmePictures names a folder where the pictures of the README are made anew, in few colours so that they stay
// small.
const readmePictures = "SOUSPLI_PICTURES"

// forReadme are those pictures of the journeys that the README shows, by the names of their files.
var forReadme = map[string]string{
	"TestPrescriptionByFax/fr/1 suggestion":   "send",
	"TestResultByPortal/fr/2 call":            "call",
	"TestWrongNumber/fr/4 incident":           "incident",
	"TestSearchInALargeHistory/fr/2 one word": "history",
}

// fewColours draws a picture with 256 colours; each other one becomes the nearest of them.
func fewColours(full *image.NRGBA) *image.Paletted {
	counts := map[color.NRGBA]int{}
	bounds := full.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			counts[full.NRGBAAt(x, y)]++
		}
	}
	small := image.NewPaletted(bounds, mostFrequent(counts, 256))
	nearest := map[color.NRGBA]uint8{}
	for c := range counts {
		nearest[c] = uint8(small.Palette.Index(c)) //nolint:gosec // of 256
	}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			small.SetColorIndex(x, y, nearest[full.NRGBAAt(x, y)])
		}
	}
	return small
}

// mostFrequent gives one colour, the most frequent, of each kind of colours, those of the most dots first.
func mostFrequent(counts map[color.NRGBA]int, most int) (colours color.Palette) {
	kindOf := func(c color.NRGBA) color.NRGBA { return color.NRGBA{R: c.R &^ 15, G: c.G &^ 15, B: c.B &^ 15} }
	rank := func(c color.NRGBA) int { return int(c.R)<<16 | int(c.G)<<8 | int(c.B) }
	sums, first := map[color.NRGBA]int{}, map[color.NRGBA]color.NRGBA{}
	for c, n := range counts {
		kind := kindOf(c)
		sums[kind] += n
		if before, ok := first[kind]; !ok || cmp.Or(n-counts[before], rank(c)-rank(before)) > 0 {
			first[kind] = c
		}
	}
	kinds := slices.SortedFunc(maps.Keys(sums), func(a, b color.NRGBA) int { return cmp.Or(sums[b]-sums[a], rank(a)-rank(b)) })
	for _, kind := range kinds[:min(most, len(kinds))] {
		colours = append(colours, first[kind])
	}
	return colours
}
