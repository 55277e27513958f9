package facsimile_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math/bits"
	"testing"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/fax/facsimile"
)

// unlike is how many dots of two pages differ, for each dot of ink that the second has.
func unlike(got, want *facsimile.Bitmap) float64 {
	other, ink := 0, 0
	for i := range want.Pix {
		other += bits.OnesCount8(got.Pix[i] ^ want.Pix[i])
		ink += bits.OnesCount8(want.Pix[i])
	}
	return float64(other) / float64(ink)
}

// What a clean drawing of the same page, black on white, comes out as is what a prepared page should be.
// The same bound fails for the unprepared page, but where the page is fine already.
func TestPreparedPagesLookAsIfDrawnInBlackOnWhite(t *testing.T) {
	for _, c := range []struct {
		page, like page
		bound      float64
		fine       bool
	}{
		{dense, dense, 0.05, true},
		{letter, letter, 0.05, true},
		{sized(5), sized(5), 0.15, true},
		{greyBack, dense, 0.05, false},
		{paleSmall, sized(7), 0.05, false},
		{colours, colourless, 0.25, false},
		{reversed, unreversed, 0.05, false},
		{scanned, scannedWell, 0.25, false},
	} {
		t.Run(c.page.name, func(t *testing.T) {
			page, want := sample(t, c.page), facsimile.Rasterise(sample(t, c.like), facsimile.Plain)
			if n := unlike(facsimile.Rasterise(page, facsimile.Optimised), want); n > c.bound {
				t.Errorf("prepared: %.3f of the ink differs, at most %.3f", n, c.bound)
			}
			if n := unlike(facsimile.Rasterise(page, facsimile.Plain), want); (n <= c.bound) != c.fine {
				t.Errorf("unprepared: %.3f of the ink differs", n)
			}
		})
	}
}

func TestPreparedPagesAreNoLonger(t *testing.T) {
	for _, p := range table() {
		page := sample(t, p)
		plain := encodedSize(t, facsimile.Rasterise(page, facsimile.Plain))
		prepared := encodedSize(t, facsimile.Rasterise(page, facsimile.Optimised))
		if prepared > plain {
			t.Errorf("%s: %d bytes prepared, %d unprepared", p.name, prepared, plain)
		}
	}
}

// A photograph stays one: its greys come out as shares of black, part for part.
func TestPhotographKeepsItsTones(t *testing.T) {
	page := sample(t, photograph)
	prepared := facsimile.Rasterise(page, facsimile.Optimised).Gray()
	const side = 64
	wrong, seen := 0, 0
	for y := 200; y < 1000; y += side {
		for x := 260; x < 1450; x += side {
			part := image.Rect(x, y, x+side, y+side)
			difference := meanTone(page, part) - meanTone(prepared, part)
			if seen++; difference < -25 || difference > 25 {
				wrong++
			}
		}
	}
	if wrong*10 > seen {
		t.Fatalf("%d of %d parts have another tone", wrong, seen)
	}
}

func meanTone(g *image.Gray, part image.Rectangle) float64 {
	sum := 0.
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			sum += float64(g.GrayAt(x, y).Y)
		}
	}
	return sum / float64(part.Dx()*part.Dy())
}

// noisy gives a page the grain of a scan.
func noisy(g *image.Gray) *image.Gray {
	return scanner{paper: 240, ink: 20, grain: 6}.see(g)
}

func white(width, height int) *image.Gray {
	g := image.NewGray(image.Rect(0, 0, width, height))
	for i := range g.Pix {
		g.Pix[i] = 255
	}
	return g
}

func blackDots(b *facsimile.Bitmap) int {
	n := 0
	for _, dots := range b.Pix {
		n += bits.OnesCount8(dots)
	}
	return n
}

// 1.5 mg is not 15 mg: a single dot is dust only where there is dust.
func TestSingleDotIsTakenForDustOnlyOnAScan(t *testing.T) {
	drawn := white(400, 400)
	drawn.SetGray(200, 200, color.Gray{})
	if n := blackDots(facsimile.Rasterise(drawn, facsimile.Optimised)); n != 1 {
		t.Errorf("a drawn page has %d dots, want the one that was drawn", n)
	}
	scan := noisy(white(400, 400))
	scan.SetGray(200, 200, color.Gray{Y: 20})
	if n := blackDots(facsimile.Rasterise(scan, facsimile.Optimised)); n != 0 {
		t.Errorf("a scan has %d dots, want none", n)
	}
	scan.SetGray(201, 200, color.Gray{Y: 20})
	if n := blackDots(facsimile.Rasterise(scan, facsimile.Optimised)); n != 2 {
		t.Errorf("a scan has %d dots, want both of a small point", n)
	}
}

// A grey box leaves nothing, not even its outline, wherever its edges lie.
func TestGreyGroundLeavesNothing(t *testing.T) {
	for _, level := range []uint8{100, 140, 180, 217} {
		g := white(400, 400)
		for y := 81; y < 262; y++ {
			for x := 93; x < 318; x++ {
				g.SetGray(x, y, color.Gray{Y: level})
			}
		}
		if n := blackDots(facsimile.Rasterise(g, facsimile.Optimised)); n != 0 {
			t.Errorf("a ground of %d leaves %d dots", level, n)
		}
	}
}

func TestPlainPrintsGreysAsTheirShareOfBlack(t *testing.T) {
	for _, level := range []uint8{60, 76, 128, 153, 217, 230} {
		g := white(320, 320)
		for i := range g.Pix {
			g.Pix[i] = level
		}
		want := 320 * 320 * (255 - int(level)) / 255
		if n := blackDots(facsimile.Rasterise(g, facsimile.Plain)); n < want*95/100 || n > want*105/100 {
			t.Errorf("level %d: %d dots, want about %d", level, n, want)
		}
	}
}

// Any size and any greys, parts of larger pages too: never a panic, the page's size, and the same for the
// same pixels.
func TestRasteriseTakesAnyPage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width, height := rapid.IntRange(0, 150).Draw(t, "width"), rapid.IntRange(0, 150).Draw(t, "height")
		levels := rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(t, "levels")
		large := image.NewGray(image.Rect(0, 0, width+9, height+5))
		for i := range large.Pix {
			large.Pix[i] = levels[i*i%len(levels)]
		}
		part := large.SubImage(image.Rect(7, 3, 7+width, 3+height)).(*image.Gray)
		moved := image.NewGray(image.Rect(0, 0, width, height))
		for y := range height {
			copy(moved.Pix[y*moved.Stride:], large.Pix[(y+3)*large.Stride+7:][:width])
		}
		for _, mode := range []facsimile.Mode{facsimile.Plain, facsimile.Optimised} {
			got, want := facsimile.Rasterise(part, mode), facsimile.Rasterise(moved, mode)
			if got.Rect.Size() != part.Bounds().Size() || !bytes.Equal(got.Pix, want.Pix) {
				t.Fatalf("mode %d: a part of a page prints differently", mode)
			}
			facsimile.Judge(part, got)
		}
	})
}

func TestBitmapIsAnImageOfOneBit(t *testing.T) {
	b := facsimile.NewBitmap(19, 3)
	b.SetBlack(0, 0)
	b.SetBlack(18, 2)
	b.SetBlack(19, 0) // outside
	b.SetBlack(0, -1)
	if n := blackDots(b); n != 2 || b.Black(19, 0) || b.Black(-1, 0) {
		t.Fatalf("%d dots", n)
	}
	var file bytes.Buffer
	ok(t, png.Encode(&file, b))
	const depth = 24 // in the header of a PNG file
	if file.Bytes()[depth] != 1 {
		t.Errorf("a PNG of %d bits a pixel", file.Bytes()[depth])
	}
	img, err := png.Decode(&file)
	ok(t, err)
	for y := range 3 {
		for x := range 19 {
			r, _, _, _ := img.At(x, y).RGBA()
			g := b.Gray().GrayAt(x, y).Y
			if (r == 0) != b.Black(x, y) || (g == 0) != b.Black(x, y) {
				t.Errorf("dot %d, %d differs", x, y)
			}
		}
	}
}
