package facsimile

import (
	"image"
	"math"
)

// Dots an inch at fine resolution, and points an inch.
const (
	dotsAcross = 204
	dotsDown   = 196
	points     = 72
)

// Sheets, in points.
const (
	letterWidth  = 612
	letterHeight = 792
	isoHeight    = 867 // of A4 and A3 as wide as Letter; shrunk to Letter, the paper in the machines here
)

// Fit says how a page of some size in points lies on a fax page: how many lines that has, and whether the
// page is turned a quarter, because it is wider than tall and wider than the paper. Letter and A4 and what
// has their shape become Letter, longer pages Legal. A size that makes no sense lies as Letter does.
func Fit(widthPt, heightPt float64) (height int, landscape bool) {
	if !sensible(widthPt, heightPt) {
		return LetterHeight, false
	}
	if widthPt > heightPt && widthPt > letterWidth+1 {
		widthPt, heightPt, landscape = heightPt, widthPt, true
	}
	if shrunk := heightPt * min(1, letterWidth/widthPt); shrunk > isoHeight {
		return LegalHeight, landscape
	}
	return LetterHeight, landscape
}

// Frame is where the page that Fit was asked about is drawn, turned if Fit says so: as large as on paper,
// or smaller when it would not fit; from the top, in the middle. The pixels are not square.
func Frame(widthPt, heightPt float64) image.Rectangle {
	lines, landscape := Fit(widthPt, heightPt)
	if !sensible(widthPt, heightPt) {
		return image.Rect(0, 0, Width, lines)
	}
	if landscape {
		widthPt, heightPt = heightPt, widthPt
	}
	across, down := widthPt*Width/letterWidth, heightPt*dotsDown/points
	scale := min(1, Width/across, float64(lines)/down)
	width, height := dots(across*scale, Width), dots(down*scale, lines)
	left := (Width - width) / 2
	return image.Rect(left, 0, left+width, height)
}

func dots(n float64, most int) int { return min(max(int(math.Round(n)), 1), most) }

func sensible(sizes ...float64) bool {
	for _, size := range sizes {
		if !(size > 0) || math.IsInf(size, 1) {
			return false
		}
	}
	return true
}
