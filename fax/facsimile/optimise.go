package facsimile

import (
	"image"
)

// The reach of a look around, in cells of two pixels.
const (
	ground     = 5 // strokes up to 22 pixels wide are not part of their ground
	groundEdge = 1 // a ground's level reaches so far beyond it, so that its edge does not look like a stroke
	core       = 1 // from a letter's soft edge to its core
	gap        = 2 // light strokes up to 10 pixels wide are letters
)

// solid is what is ink on any ground.
const solid = 96

// cleaner decides of each pixel whether it is ink, by what lies around it.
type cleaner struct {
	page   *image.Gray
	paper  paper
	tiles  tiles
	ground plane // the level without strokes
	core   plane // the darkest nearby
	behind plane // the level without light strokes; empty where nothing is reversed
}

// optimise prints strokes that differ from their ground, however pale, and nothing of the ground.
// Photographs become dots.
func optimise(b *Bitmap, page *image.Gray) {
	c := newCleaner(page)
	for y := range b.Rect.Dy() {
		c.inkRow(b.row(y), y)
	}
	if c.paper.grain > leastGrain {
		removeSpecks(b, c.tiles)
	}
}

func newCleaner(page *image.Gray) cleaner {
	mean, darkest := halve(page)
	c := cleaner{page: page, paper: examine(page), core: darkest}
	c.tiles = survey(mean, c.paper.fill())
	c.core.darken(core)
	if c.tiles.reversed() {
		c.behind = mean.clone()
		c.behind.darken(gap)
		c.behind.lighten(gap + groundEdge)
	}
	c.ground = mean
	c.ground.lighten(ground)
	c.ground.darken(ground + groundEdge)
	return c
}

func (c cleaner) inkRow(dots []byte, y int) {
	row, tiles, screen := greys(c.page, y), c.tiles.rowOf(y/2), &thresholds()[y%screenSize]
	grounds, cores := c.ground.row(y/2), c.core.row(y/2)
	for x, v := range row {
		if v > nearWhite && !tiles[x/2/tileCells].reversed {
			continue
		}
		ink := false
		switch t := &tiles[x/2/tileCells]; {
		case t.photo:
			ink = v < nearBlack || v < screen[x%screenSize]
		case t.reversed && c.onFill(x, y):
			ink = c.light(v, c.behind.row(y / 2)[x/2])
		default:
			ink = v < solid || c.dark(v, grounds[x/2], cores[x/2])
		}
		if ink {
			dots[x>>3] |= 0x80 >> (x & 7)
		}
	}
}

// dark reports whether a pixel belongs to a stroke: it is on the darker side of the way from the ground to
// the core.
func (c cleaner) dark(v, ground, core uint8) bool {
	half := (int(ground) - int(core)) / 2
	return int(v) < int(ground)-max(c.paper.contrast, half)
}

// onFill reports whether a pixel lies on a grey ground, letters on it included.
func (c cleaner) onFill(x, y int) bool {
	behind := c.behind.row(y / 2)[x/2]
	return solid <= behind && behind < c.paper.fill()
}

// light reports whether a pixel belongs to a letter lighter than its ground.
func (c cleaner) light(v, behind uint8) bool {
	third := (int(c.paper.level) - int(behind)) / 3
	return int(v) > int(behind)+max(c.paper.contrast, third)
}

// leastGrain is the noise under which a page was not scanned, and its single dots are decimal points.
const leastGrain = 3

// removeSpecks takes away dots that stand alone, but none of a photograph.
func removeSpecks(b *Bitmap, t tiles) {
	empty, above, row := make([]byte, b.Stride), make([]byte, b.Stride), make([]byte, b.Stride)
	for y := range b.Rect.Dy() {
		below := empty
		if y+1 < b.Rect.Dy() {
			below = b.row(y + 1)
		}
		copy(row, b.row(y))
		tiles := t.rowOf(y / 2)
		for i, dots := range row {
			if dots != 0 && !tiles[i*8/2/tileCells].photo {
				b.row(y)[i] &^= alone(above, row, below, i)
			}
		}
		above, row = row, above
	}
}

// alone are the dots of byte i that touch no other.
func alone(above, row, below []byte, i int) byte {
	beside := sides(row, i)
	return row[i] &^ (beside | above[i] | sides(above, i) | below[i] | sides(below, i))
}

// sides are the dots of byte i that have one to their left or right.
func sides(row []byte, i int) byte {
	left, right := row[i]>>1, row[i]<<1
	if i > 0 {
		left |= row[i-1] << 7
	}
	if i+1 < len(row) {
		right |= row[i+1] >> 7
	}
	return left | right
}
