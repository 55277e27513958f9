package facsimile

import (
	"image"
	"image/color"
)

// Bitmap is a page of dots, one bit each, 1 for black. Rows begin at a byte and their first dot is its
// highest bit. It is an image.PalettedImage, so that image/png writes it with one bit a pixel.
type Bitmap struct {
	Pix    []byte
	Stride int // bytes a row
	Rect   image.Rectangle
}

// NewBitmap is a white page of width × height dots.
func NewBitmap(width, height int) *Bitmap {
	stride := (width + 7) / 8
	return &Bitmap{Pix: make([]byte, stride*height), Stride: stride, Rect: image.Rect(0, 0, width, height)}
}

// ColorModel is white and black, in this order.
func (b *Bitmap) ColorModel() color.Model { return inks() }

// Bounds begin at (0, 0).
func (b *Bitmap) Bounds() image.Rectangle { return b.Rect }

// At is the colour of a dot; outside the page it is white.
func (b *Bitmap) At(x, y int) color.Color {
	if b.Black(x, y) {
		return color.Black
	}
	return color.White
}

// ColorIndexAt is 1 for black.
func (b *Bitmap) ColorIndexAt(x, y int) uint8 {
	if b.Black(x, y) {
		return 1
	}
	return 0
}

// Black reports whether a dot is printed; outside the page none is.
func (b *Bitmap) Black(x, y int) bool {
	return image.Pt(x, y).In(b.Rect) && b.Pix[y*b.Stride+x>>3]>>(7-x&7)&1 == 1
}

// SetBlack prints a dot; outside the page it does nothing.
func (b *Bitmap) SetBlack(x, y int) {
	if image.Pt(x, y).In(b.Rect) {
		b.Pix[y*b.Stride+x>>3] |= 0x80 >> (x & 7)
	}
}

// Gray is the same page with a byte a dot, for programs that scale or draw it: they are several times
// faster with it.
func (b *Bitmap) Gray() *image.Gray {
	g := image.NewGray(b.Rect)
	for y := range b.Rect.Dy() {
		row, dots := b.row(y), g.Pix[y*g.Stride:][:b.Rect.Dx()]
		for x := range dots {
			dots[x] = row[x>>3]>>(7-x&7)&1 - 1
		}
	}
	return g
}

func (b *Bitmap) row(y int) []byte { return b.Pix[y*b.Stride:][:b.Stride] }

func inks() color.Palette { return color.Palette{color.White, color.Black} }
