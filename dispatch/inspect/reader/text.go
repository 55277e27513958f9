package reader

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"unicode"
	"unicode/utf16"

	"github.com/souspli/souspli/dispatch/inspect/layout"
)

// maxLetters bounds what is read of one page.
const maxLetters = 200_000

// text reads a page, from 1.
func (d *pdfDocument) text(number int) (layout.Page, error) {
	page := layout.Page{Number: number}
	var lies paper
	err := d.openPage(number, func(handle uint64) (err error) {
		page.Width, page.Height = d.library.pageSize(handle)
		if !finite(page.Width) || !finite(page.Height) {
			return refusal(codeDamaged)
		}
		lies = d.library.paper(handle)
		page.Hidden = d.library.hidden(handle)
		if !d.extras.drawn[number] {
			page.Lines, err = d.library.lines(handle, lies)
		}
		return err
	})
	if err == nil && d.extras.drawn[number] {
		page.Lines, err = d.drawnLines(number, lies)
	}
	page.Lines = withNotes(page.Lines, d.extras.notes[number], lies)
	return page, err
}

// lines reads what is drawn on a page.
func (l *library) lines(page uint64, p paper) ([]layout.Line, error) {
	letters := l.call("FPDFText_LoadPage", page)
	if letters == 0 {
		return nil, refusal(codeDamaged)
	}
	defer l.call("FPDFText_ClosePage", letters)
	reading := textReading{library: l, letters: letters, paper: p}
	return reading.lines(), nil
}

func finite(v float64) bool { return !math.IsNaN(v) && math.Abs(v) < 1e6 }

// paper is how a page lies: its box in PDF's coordinates, and its turns by 90° clockwise.
type paper struct {
	left, top, right, bottom float64
	turns                    int
}

func (l *library) paper(page uint64) paper {
	p := paper{turns: l.integer("FPDFPage_GetRotation", page) & 3}
	if l.integer("FPDF_GetPageBoundingBox", page, uint64(l.scratch)) != 0 {
		b := l.floats(4)
		p.left, p.top, p.right, p.bottom = b[0], b[1], b[2], b[3]
	}
	return p
}

// floats reads what PDFium answered into the scratch memory.
func (l *library) floats(n int) [6]float64 {
	var values [6]float64
	for i := range n {
		bits, _ := l.module.Memory().ReadUint32Le(l.scratch + uint32(4*i)) //nolint:gosec // at most 6
		values[i] = float64(math.Float32frombits(bits))
	}
	return values
}

// size is the width and height of the page as it is read.
func (p paper) size() (width, height float64) {
	if p.turns%2 == 1 {
		return p.top - p.bottom, p.right - p.left
	}
	return p.right - p.left, p.top - p.bottom
}

// seen turns a point of the PDF into one from the upper left corner of the page as it is read.
func (p paper) seen(x, y float64) (float64, float64) {
	switch p.turns {
	case 1:
		return y - p.bottom, x - p.left
	case 2:
		return p.right - x, y - p.bottom
	case 3:
		return p.top - y, p.right - x
	}
	return x - p.left, p.top - y
}

// upright turns a point of the page so that text written with so many quarter turns stands upright.
func upright(x, y, width, height float64, quarters int) (float64, float64) {
	switch quarters {
	case 1: // upwards
		return height - y, x
	case 2: // upside down
		return width - x, height - y
	case 3: // downwards
		return y, width - x
	}
	return x, y
}

// textReading reads the letters of one page. Most letters stand as the one before did, so that what a call
// into PDFium would tell of them is known.
type textReading struct {
	library  *library
	letters  uint64
	paper    paper
	box      [6]float64 // of the letter before
	size     float64    // of its font
	quarters int        // by which it is turned against the clock
	base     float64    // of its line, in the frame in which it stands upright
}

// lines reads upright text before what stands sideways, unless most of the page does.
func (t *textReading) lines() []layout.Line {
	var ways [4][]letter
	t.each(func(quarters int, l letter) { ways[quarters] = append(ways[quarters], l) })
	order := []int{0, 1, 2, 3}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(len(ways[b]), len(ways[a])) })
	width, height := t.paper.size()
	var lines []layout.Line
	for _, quarters := range order {
		for _, line := range composeLines(ways[quarters]) {
			lines = append(lines, layBack(line, width, height, quarters))
		}
	}
	return lines
}

// layBack gives a line that was read upright its place on the page.
func layBack(line layout.Line, width, height float64, quarters int) layout.Line {
	if quarters%2 == 1 {
		width, height = height, width // the page was turned as well
	}
	back := (4 - quarters) % 4
	x1, y1 := upright(line.X, line.Y, width, height, back)
	x2, y2 := upright(line.X+line.W, line.Y+line.H, width, height, back)
	line.X, line.W = min(x1, x2), math.Abs(x1-x2)
	line.Y, line.H = min(y1, y2), math.Abs(y1-y2)
	return line
}

func (t *textReading) each(emit func(quarters int, l letter)) {
	spaced, high := true, rune(0)
	count := min(t.library.integer("FPDFText_CountChars", t.letters), maxLetters)
	for i := range max(count, 0) {
		r := rune(t.library.integer("FPDFText_GetUnicode", t.letters, uint64(i))) //nolint:gosec // an index
		switch {
		case utf16.IsSurrogate(r) && high == 0:
			high = r
			continue
		case utf16.IsSurrogate(r):
			r = utf16.DecodeRune(high, r)
		case r == 0x02 || r == 0xFFFE: // how PDFium marks the hyphen that divides a word
			r = '-'
		}
		high = 0
		if unicode.IsSpace(r) || unicode.IsControl(r) || !unicode.IsPrint(r) {
			spaced = spaced || unicode.IsSpace(r)
			continue
		}
		if quarters, l, ok := t.letter(i, spaced); ok {
			l.rune, l.spaced = r, spaced
			emit(quarters, l)
			spaced = false
		}
	}
}

// letter measures a letter in the frame in which it stands upright.
func (t *textReading) letter(index int, first bool) (quarters int, l letter, ok bool) {
	lib, i := t.library, uint64(index) //nolint:gosec // an index
	if lib.integer("FPDFText_GetLooseCharBox", t.letters, i, uint64(lib.scratch)) == 0 {
		return 0, l, false
	}
	box := lib.floats(4)
	if first || !stands(box, t.box) {
		if !t.stand(i) {
			return 0, l, false
		}
	}
	t.box = box
	x1, y1 := t.turned(box[0], box[1])
	x2, y2 := t.turned(box[2], box[3])
	l = letter{
		left: min(x1, x2), right: max(x1, x2), top: min(y1, y2), bottom: max(y1, y2), base: t.base, size: t.size,
	}
	return t.quarters, l, finite(l.left) && finite(l.right) && finite(l.top) && finite(l.bottom)
}

// stands reports whether two letters are as high, and stand on one line, along or across the page.
func stands(a, b [6]float64) bool {
	return a[1] == b[1] && a[3] == b[3] || a[0] == b[0] && a[2] == b[2]
}

// stand measures how a letter stands; false when that makes no sense.
func (t *textReading) stand(i uint64) bool {
	lib, answer := t.library, uint64(t.library.scratch)
	angle := float64(math.Float32frombits(uint32(lib.call("FPDFText_GetCharAngle", t.letters, i)))) //nolint:gosec // a float
	if lib.integer("FPDFText_GetCharOrigin", t.letters, i, answer, answer+8) == 0 {
		return false
	}
	x, y := lib.double(0), lib.double(8)
	t.size = t.letterSize(i)
	if !finite(angle) || !finite(x) || !finite(y) || !finite(t.size) {
		return false
	}
	t.quarters = -(int(math.Round(angle/(math.Pi/2))) + t.paper.turns) & 3 // the angle goes with the clock
	_, t.base = t.turned(x, y)
	return true
}

// turned is a point of the PDF in the frame in which the letter stands upright.
func (t *textReading) turned(x, y float64) (float64, float64) {
	width, height := t.paper.size()
	x, y = t.paper.seen(x, y)
	return upright(x, y, width, height, t.quarters)
}

// double reads a C double that PDFium answered into the scratch memory.
func (l *library) double(at uint32) float64 {
	view, ok := l.module.Memory().Read(l.scratch+at, 8)
	if !ok {
		return 0
	}
	return math.Float64frombits(binary.LittleEndian.Uint64(view))
}

// letterSize is the size of the font as it is seen: the file's size times its matrix.
func (t *textReading) letterSize(i uint64) float64 {
	size := math.Float64frombits(t.library.call("FPDFText_GetFontSize", t.letters, i))
	if t.library.integer("FPDFText_GetMatrix", t.letters, i, uint64(t.library.scratch)) != 0 {
		m := t.library.floats(6)
		size *= math.Hypot(m[2], m[3])
	}
	return math.Abs(size)
}
