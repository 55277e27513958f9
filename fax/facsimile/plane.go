package facsimile

import (
	"bytes"
	"encoding/binary"
	"image"
)

// plane is a page at half its size: what lies around a pixel is looked up there, in a quarter of the time.
type plane struct {
	width, height int
	pix           []uint8
}

func newPlane(width, height int) plane {
	return plane{width, height, make([]uint8, width*height)}
}

func (p plane) row(y int) []uint8 { return p.pix[y*p.width:][:p.width] }

func (p plane) clone() plane { return plane{p.width, p.height, bytes.Clone(p.pix)} }

// halve makes two planes: the mean of each four pixels and the darkest of them.
func halve(page *image.Gray) (mean, darkest plane) {
	width, height := page.Rect.Dx(), page.Rect.Dy()
	mean, darkest = newPlane((width+1)/2, (height+1)/2), newPlane((width+1)/2, (height+1)/2)
	for y := range mean.height {
		upper, lower := greys(page, 2*y), greys(page, min(2*y+1, height-1))
		means, darks := mean.row(y), darkest.row(y)
		for x := range width / 2 {
			a, b, c, d := upper[2*x], upper[2*x+1], lower[2*x], lower[2*x+1]
			means[x] = uint8((uint(a) + uint(b) + uint(c) + uint(d)) / 4) //nolint:gosec // a mean of bytes
			darks[x] = min(a, b, c, d)
		}
		if last := mean.width - 1; width%2 == 1 {
			darks[last] = min(upper[2*last], lower[2*last])
			means[last] = darks[last]
		}
	}
	return mean, darkest
}

// lighten gives each cell the lightest of those up to r away, left, right, above and below.
func (p plane) lighten(r int) {
	p.lightenRows(r)
	p.lightenColumns(r)
}

// darken gives each cell the darkest of those up to r away.
func (p plane) darken(r int) {
	p.invert()
	p.lighten(r)
	p.invert()
}

func (p plane) invert() {
	for i := range p.pix {
		p.pix[i] = ^p.pix[i]
	}
}

func (p plane) lightenRows(r int) {
	padded := make([]uint8, p.width+2*r)
	for y := range p.height {
		clear(padded)
		copy(padded[r:], p.row(y))
		forSpans(2*r+1, func(step int) { lightest(padded, padded[step:]) })
		copy(p.row(y), padded)
	}
}

func (p plane) lightenColumns(r int) {
	padded := newPlane(p.width, p.height+2*r)
	copy(padded.pix[r*p.width:], p.pix)
	forSpans(2*r+1, func(step int) { lightest(padded.pix, padded.pix[step*p.width:]) })
	copy(p.pix, padded.pix)
}

// forSpans says by how much to shift and compare, so that in the end each place has seen n in a row: the
// span seen doubles each time.
func forSpans(n int, shift func(step int)) {
	seen := 1
	for ; 2*seen <= n; seen *= 2 {
		shift(seen)
	}
	if seen < n {
		shift(n - seen)
	}
}

// lightest keeps the lighter of each pair, from the first on, eight at a time.
func lightest(into, from []uint8) {
	into = into[:len(from)]
	for len(from) >= 8 {
		a, b := binary.LittleEndian.Uint64(into), binary.LittleEndian.Uint64(from)
		binary.LittleEndian.PutUint64(into, lighterBytes(a, b))
		into, from = into[8:], from[8:]
	}
	for i, v := range from {
		into[i] = max(into[i], v)
	}
}

// lighterBytes is the larger of each two bytes. Bytes are compared by subtracting their lower seven bits,
// with the eighth set so that nothing is borrowed from the next byte.
func lighterBytes(a, b uint64) uint64 {
	const eighths = 0x8080808080808080
	lower := (a | eighths) - (b &^ eighths)
	atLeast := (a&^b | ^(a^b)&lower) & eighths
	fromA := atLeast >> 7 * 0xff
	return a&fromA | b&^fromA
}
