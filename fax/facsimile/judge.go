package facsimile

import (
	"image"
	"io"
	"math/bits"
)

// Judge finds what may hurt a page on its way. The page is the drawing, plain what Rasterise made of it in
// Plain mode: what is told is what happens to an unprepared page.
func Judge(page *image.Gray, plain *Bitmap) Findings {
	return Findings{
		GreyShare: greyShare(page),
		LightText: lightText(page),
		TinyText:  tinyText(page),
		Dark:      blackShare(plain) > mostBlack,
		Bytes:     size(plain),
	}
}

// greyShare leaves the soft edges of letters out: a pixel is grey ground when those beside it are of
// nearly the same level. It looks at every fourth row.
func greyShare(page *image.Gray) float64 {
	const every = 4
	grey, seen := 0, 0
	for y := 0; y < page.Rect.Dy(); y += every {
		rows := rowsAround(page, y)
		seen += len(rows.row)
		for x := 1; x < len(rows.row)-1; x++ {
			if v := rows.row[x]; v >= nearBlack && v <= nearWhite && flat(rows, x) {
				grey++
			}
		}
	}
	return float64(grey) / float64(max(seen, 1))
}

func flat(rows threeRows, x int) bool {
	const alike = 40
	v := rows.row[x]
	return distance(v, rows.row[x-1]) < alike && distance(v, rows.row[x+1]) < alike &&
		distance(v, rows.above[x]) < alike && distance(v, rows.below[x]) < alike
}

// lightText finds letters without a dark core. Measured: black letters of 5 pt have a core of 69 or less,
// pure red is 76 and comes out broken, 40 % grey is 153 and comes out as dots.
func lightText(page *image.Gray) bool {
	const darkEnough, fewest = 72, 24 // letters; a line or so
	letters := 0
	p := examine(page)
	trace(page, p.fill(), p.clean(), func(s stroke) {
		if s.darkest > darkEnough && s.isolated() {
			letters += s.letters()
		}
	})
	return letters >= fewest
}

// tinyText finds pages of which a good part is set under about 6 pt.
func tinyText(page *image.Gray) bool {
	const smallest, fewest, share = 8, 100, 25 // pixels; letters; per cent of all letters
	tiny, all := 0, 0
	trace(page, middle, middle, func(s stroke) {
		n := s.letters()
		all += n
		if s.height() <= smallest {
			tiny += n
		}
	})
	return tiny >= fewest && tiny*100 >= all*share
}

// mostBlack is four times what a dense page of text has. At least one provider refuses pages for being too
// dark (Sfax, error 7500) without saying how dark: this limit is a guess.
const mostBlack = 0.4

func blackShare(b *Bitmap) float64 {
	black := 0
	for _, dots := range b.Pix {
		black += bits.OnesCount8(dots)
	}
	return float64(black) / float64(max(b.Rect.Dx()*b.Rect.Dy(), 1))
}

// size is how many bytes a page takes in Group 4.
func size(b *Bitmap) int {
	n, _ := EncodeG4(io.Discard, b) // which never fails
	return int(n)
}
