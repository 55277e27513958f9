package facsimile

import (
	"bytes"
	"image"
	"testing"

	"pgregory.net/rapid"
)

// A plane is lightened and darkened as the words say, cell by cell, edges included.
func TestLightenAndDarkenLookAsFarAsTheyShould(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := newPlane(rapid.IntRange(1, 40).Draw(t, "width"), rapid.IntRange(1, 20).Draw(t, "height"))
		copy(p.pix, rapid.SliceOfN(rapid.Byte(), len(p.pix), len(p.pix)).Draw(t, "cells"))
		r := rapid.IntRange(1, 7).Draw(t, "reach")
		light, dark := p.clone(), p.clone()
		light.lighten(r)
		dark.darken(r)
		wantLight, wantDark := newPlane(p.width, p.height), newPlane(p.width, p.height)
		for i := range p.pix {
			wantLight.pix[i], wantDark.pix[i] = p.around(i%p.width, i/p.width, r)
		}
		if !bytes.Equal(light.pix, wantLight.pix) || !bytes.Equal(dark.pix, wantDark.pix) {
			t.Fatalf("another cell was looked at, or one too few")
		}
	})
}

// around looks at each cell, for comparison.
func (p plane) around(x, y, r int) (lightest, darkest uint8) {
	darkest = 255
	for cy := max(y-r, 0); cy <= min(y+r, p.height-1); cy++ {
		for cx := max(x-r, 0); cx <= min(x+r, p.width-1); cx++ {
			lightest, darkest = max(lightest, p.row(cy)[cx]), min(darkest, p.row(cy)[cx])
		}
	}
	return lightest, darkest
}

// However strokes are drawn, as many are found as flooding finds, and each once.
func TestTraceFindsEachStrokeOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, want := drawStrokes(t)
		ink := rapid.Uint8Range(lightestInk+1, lightestPaper).Draw(t, "darker is ink")
		found := map[[4]int]int{}
		trace(g, ink, middle, func(s stroke) { found[[4]int{s.minX, s.minY, s.maxX, s.maxY}]++ })
		for box, n := range want {
			if found[box] != n {
				t.Fatalf("%d strokes at %v, want %d", found[box], box, n)
			}
			delete(found, box)
		}
		if len(found) > 0 {
			t.Fatalf("strokes that are none: %v", found)
		}
	})
}

const (
	lightestInk   = 100
	lightestPaper = 235 // and lighter
)

// drawStrokes draws lines of ink and paper, and counts the boxes of what is connected.
func drawStrokes(t *rapid.T) (*image.Gray, map[[4]int]int) {
	g := image.NewGray(image.Rect(0, 0, rapid.IntRange(1, 30).Draw(t, "width"), rapid.IntRange(1, 20).Draw(t, "height")))
	ink := rapid.SliceOfN(rapid.Bool(), len(g.Pix), len(g.Pix)).Draw(t, "ink")
	for i, black := range ink {
		g.Pix[i] = rapid.Uint8Range(lightestPaper, 255).Draw(t, "paper")
		if black {
			g.Pix[i] = rapid.Uint8Range(0, lightestInk).Draw(t, "ink")
		}
	}
	boxes := map[[4]int]int{}
	for i := range ink {
		if ink[i] {
			boxes[flood(g, ink, i, [4]int{g.Rect.Dx(), g.Rect.Dy(), 0, 0})]++
		}
	}
	return g, boxes
}

// flood takes away what is connected with a pixel and widens the box around it.
func flood(g *image.Gray, ink []bool, i int, box [4]int) [4]int {
	width := g.Rect.Dx()
	x, y := i%width, i/width
	ink[i] = false
	box = [4]int{min(box[0], x), min(box[1], y), max(box[2], x), max(box[3], y)}
	for cy := max(y-1, 0); cy <= min(y+1, g.Rect.Dy()-1); cy++ {
		for cx := max(x-1, 0); cx <= min(x+1, width-1); cx++ {
			if ink[cy*width+cx] {
				box = flood(g, ink, cy*width+cx, box)
			}
		}
	}
	return box
}
