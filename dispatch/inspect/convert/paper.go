package convert

import (
	"fmt"
	"math"
)

const (
	letterWidth  = 612.0 // points
	letterHeight = 792.0
	pictureEdge  = 18.0 // points left white around a picture whose size on paper is not known

	minDensity = 50.0   // dots an inch
	maxDensity = 2400.0 //
	minPaper   = 72.0   // points a side: a card
	maxShort   = 864.0  // points: tabloid and A3 with their margins
	maxLong    = 1296.0
)

// density is how many dots make an inch. Zero: not known.
type density struct{ x, y float64 }

// aspect is how much taller than wide a dot is: 2.08 for a fax in standard resolution.
func (d density) aspect() float64 {
	if ratio := d.x / d.y; ratio > 0.2 && ratio < 5 {
		return ratio
	}
	return 1
}

func (d density) sane() bool {
	return d.x >= minDensity && d.x <= maxDensity && d.y >= minDensity && d.y <= maxDensity
}

// orientation says how a picture is turned to be upright, as EXIF and TIFF count: 1 is upright, 6 is turned
// to the right. What is not 1 to 8 is upright.
type orientation int

func (o orientation) sideways() bool { return o >= 5 && o <= 8 }

// placement is a page and the rectangle on it, from the lower left corner, that the upright picture fills.
type placement struct {
	width, height float64
	x, y, w, h    float64
	turn          orientation
}

// place lays a picture out in its own size when that is a size of paper, and fits it on Letter otherwise.
func place(width, height int, d density, turn orientation) placement {
	w, h := float64(width)*72/d.x, float64(height)*72/d.y
	if !d.sane() || !isPaper(w, h) {
		w, h = float64(width), float64(height)*d.aspect()
	} else if turn.sideways() {
		return placement{width: h, height: w, w: h, h: w, turn: turn}
	} else {
		return placement{width: w, height: h, w: w, h: h, turn: turn}
	}
	if turn.sideways() {
		w, h = h, w
	}
	return fit(w, h, turn)
}

func isPaper(w, h float64) bool {
	return min(w, h) >= minPaper && min(w, h) <= maxShort && max(w, h) <= maxLong
}

// fit centres a picture on a Letter page, upright or across by its shape. A small one isn't blown up.
func fit(w, h float64, turn orientation) placement {
	p := placement{width: letterWidth, height: letterHeight, turn: turn}
	if w > h {
		p.width, p.height = p.height, p.width
	}
	scale := math.Min(1, math.Min((p.width-2*pictureEdge)/w, (p.height-2*pictureEdge)/h))
	p.w, p.h = w*scale, h*scale
	p.x, p.y = (p.width-p.w)/2, (p.height-p.h)/2
	return p
}

// content draws the picture named P. The matrix takes the unit square, on which PDF draws a picture, to the
// page; the eight ways are those of the TIFF 6.0 specification, Orientation.
func (p placement) content() string {
	matrices := [...][4]float64{
		{p.w, 0, 0, p.h},
		{-p.w, 0, 0, p.h},
		{-p.w, 0, 0, -p.h},
		{p.w, 0, 0, -p.h},
		{0, -p.h, -p.w, 0},
		{0, -p.h, p.w, 0},
		{0, p.h, p.w, 0},
		{0, p.h, -p.w, 0},
	}
	m := matrices[0]
	if p.turn >= 1 && int(p.turn) <= len(matrices) {
		m = matrices[p.turn-1]
	}
	x, y := p.x-math.Min(0, m[0]+m[2]), p.y-math.Min(0, m[1]+m[3])
	return fmt.Sprintf("q %s %s %s %s %s %s cm /P Do Q",
		number(m[0]), number(m[1]), number(m[2]), number(m[3]), number(x), number(y))
}
