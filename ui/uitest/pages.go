package uitest

import (
	"hash/fnv"
	"image"
	"math/rand/v2"
	"strconv"

	"github.com/souspli/souspli/dispatch/inspect"
)

// The inks of a page.
const (
	paper  = 0xff
	ink    = 0x30
	pale   = 0xb0
	shaded = 0xe4
)

// sheet is a Letter page to draw on, in points.
type sheet struct {
	picture *image.Gray
	scale   float64
	random  *rand.Rand
}

// draw makes a page that looks written: a head, a box, paragraphs of words without letters.
func draw(r inspect.Report, page, width, height int) *image.Gray {
	scale := min(float64(width)/612, float64(height)/792)
	bounds := image.Rect(0, 0, max(1, int(612*scale+0.5)), max(1, int(792*scale+0.5)))
	seed := fnv.New64a()
	_, _ = seed.Write([]byte(r.Name + strconv.Itoa(page)))
	s := sheet{image.NewGray(bounds), scale, rand.New(rand.NewPCG(seed.Sum64(), 1))} //nolint:gosec // a drawing
	s.fill(0, 0, 612, 792, paper)
	s.fill(54, 48, 54+float64(len(r.Name))*9, 16, ink)
	s.fill(54, 72, 150, 6, pale)
	s.fill(400, 48, 158, 6, ink)
	s.fill(400, 60, 120, 6, ink)
	s.fill(54, 96, 504, 60, shaded)
	s.words(64, 108, 480)
	s.words(64, 126, 300)
	for y, left := 190.0, 5; y < 700; y += 15 {
		if left--; left == 0 {
			left = 4 + s.random.IntN(4)
			y += 14
			s.fill(54, y, 120+float64(s.random.IntN(80)), 9, ink)
			y += 20
		}
		s.words(54, y, 504-float64(s.random.IntN(60)))
	}
	s.fill(54, 740, 200, 1, ink)
	return s.picture
}

// words fills a line with words of several lengths.
func (s sheet) words(x, y, width float64) {
	for end := x + width; x < end; {
		length := min(12+float64(s.random.IntN(38)), end-x)
		s.fill(x, y, length, 5, ink+uint8(s.random.IntN(0x40))) //nolint:gosec // below 0x40
		x += length + 5
	}
}

func (s sheet) fill(x, y, width, height float64, shade uint8) {
	at := func(v float64) int { return int(v*s.scale + 0.5) }
	area := image.Rect(at(x), at(y), at(x+width), max(at(y+height), at(y)+1)).Intersect(s.picture.Bounds())
	if area.Empty() {
		return
	}
	row := func(y int) []uint8 { return s.picture.Pix[s.picture.PixOffset(area.Min.X, y):][:area.Dx()] }
	first := row(area.Min.Y)
	for x := range first {
		first[x] = shade
	}
	for y := area.Min.Y + 1; y < area.Max.Y; y++ {
		copy(row(y), first)
	}
}

// asFax leaves black and white in a page, with dots for what is between if they are wanted.
func asFax(page *image.Gray, dots bool) *image.Gray {
	for y := range page.Rect.Dy() {
		for x, shade := range page.Pix[y*page.Stride:][:page.Rect.Dx()] {
			switch {
			case shade == paper:
			case shade < 0x80, dots && shade < 0xf0 && (x+2*y)%5 == 0:
				page.Pix[y*page.Stride+x] = 0
			default:
				page.Pix[y*page.Stride+x] = paper
			}
		}
	}
	return page
}
