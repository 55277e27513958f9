package facsimile

import "image"

// Rasterise turns a page into dots, one for each of its pixels. The page is drawn for the geometry of a
// fax, Width pixels wide, so that nothing is scaled twice; it is not changed.
func Rasterise(page *image.Gray, mode Mode) *Bitmap {
	b := NewBitmap(page.Rect.Dx(), page.Rect.Dy())
	if b.Rect.Empty() {
		return b
	}
	if mode == Optimised {
		optimise(b, page)
		return b
	}
	for y := range b.Rect.Dy() {
		plainRow(b.row(y), rowsAround(page, y), y)
	}
	return b
}

// What prints as it is, whatever lies around it.
const (
	nearBlack = 48
	nearWhite = 240
	middle    = 128
)

// threeRows are a row of a page and its neighbours; at the page's edges a row is its own neighbour.
type threeRows struct{ above, row, below []uint8 }

func rowsAround(page *image.Gray, y int) threeRows {
	last := page.Rect.Dy() - 1
	return threeRows{greys(page, max(y-1, 0)), greys(page, y), greys(page, min(y+1, last))}
}

func greys(page *image.Gray, y int) []uint8 { return page.Pix[y*page.Stride:][:page.Rect.Dx()] }

// plainRow does what a provider's program does, which draws letters without soft edges and greys as dots.
func plainRow(dots []byte, rows threeRows, y int) {
	screen := &thresholds()[y%screenSize]
	for x, v := range rows.row {
		if v > nearWhite {
			continue
		}
		ink := v < screen[x%screenSize]
		if solid := v < middle; ink != solid && (v < nearBlack || softEdge(rows, x)) {
			ink = solid
		}
		if ink {
			dots[x>>3] |= 0x80 >> (x & 7)
		}
	}
}

// softEdge tells a pixel half covered by a letter from one that is grey: it lies between ink and paper.
func softEdge(rows threeRows, x int) bool {
	left, right := rows.row[max(x-1, 0)], rows.row[min(x+1, len(rows.row)-1)]
	up, down := rows.above[x], rows.below[x]
	return min(left, right, up, down) < nearBlack && max(left, right, up, down) > nearWhite
}
