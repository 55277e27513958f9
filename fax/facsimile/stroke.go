package facsimile

import (
	"encoding/binary"
	"image"
)

// stroke is a connected piece of ink: mostly a letter, or a word whose letters touch.
type stroke struct {
	minX, maxX, minY, maxY int
	darkest                uint8
	runs, crisp            int // pieces of rows; those that end in paper at once
}

func (s stroke) width() int  { return s.maxX - s.minX + 1 }
func (s stroke) height() int { return s.maxY - s.minY + 1 }

// letters estimates how many letters a stroke is: none when it is no writing but a speck, a rule or a
// picture.
func (s stroke) letters() int {
	const lowest, highest, longestWord = 5, 80, 15
	if s.height() < lowest || s.height() > highest || s.width() < 2 || s.width() > longestWord*s.height() {
		return 0
	}
	return max(1, s.width()/s.height())
}

// isolated reports whether a stroke lies on paper: what rises slowly from shade or a picture does not.
func (s stroke) isolated() bool { return 4*s.crisp >= 3*s.runs }

func (s stroke) with(o stroke) stroke {
	return stroke{
		min(s.minX, o.minX), max(s.maxX, o.maxX), min(s.minY, o.minY), max(s.maxY, o.maxY),
		min(s.darkest, o.darkest), s.runs + o.runs, s.crisp + o.crisp,
	}
}

// run is a piece of a row of pixels that touch.
type run struct {
	stroke int // its index among the open ones
	minX   int
	maxX   int
}

// tracer joins the runs of each row to those of the row above. It keeps the strokes that reach that row,
// however tall the page is.
type tracer struct {
	ink, paper uint8  // what is darker is ink; what is as light is paper
	light      uint64 // the upper bits that are all set in eight pixels none of which is ink
	open       []stroke
	parents    []int // of open strokes; the first of those that touch is its own
	places     []int // of open strokes after this row, or -1
	above, row []run
	done       func(stroke)
}

// trace finds the strokes of what is darker than ink.
func trace(page *image.Gray, ink, paper uint8, done func(stroke)) {
	t := tracer{ink: ink, paper: paper, light: upperBits(ink), done: done}
	for y := range page.Rect.Dy() {
		t.findRuns(greys(page, y), y)
		t.closeRow()
	}
	t.closeRow()
}

// upperBits are as few of a byte's upper bits as make it at least ink when they are set, eight times over.
func upperBits(ink uint8) uint64 {
	set := uint8(0x80)
	for set < ink {
		set = set>>1 | 0x80
	}
	return uint64(set) * 0x0101010101010101
}

// findRuns opens a stroke for each run of the row.
func (t *tracer) findRuns(row []uint8, y int) {
	for x := t.nextInk(row, 0); x < len(row); x = t.nextInk(row, x) {
		s := stroke{minX: x, minY: y, maxY: y, darkest: row[x], runs: 1}
		for x++; x < len(row) && row[x] < t.ink; x++ {
			s.darkest = min(s.darkest, row[x])
		}
		s.maxX = x - 1
		if t.onPaper(row, s) {
			s.crisp = 1
		}
		t.row = append(t.row, run{len(t.open), s.minX, s.maxX})
		t.open = append(t.open, s)
	}
}

// nextInk is where the next run begins, or the row's end. It skips eight light pixels at a time.
func (t *tracer) nextInk(row []uint8, x int) int {
	for x < len(row) && row[x] >= t.ink {
		x++
		for len(row)-x > 8 && binary.LittleEndian.Uint64(row[x:])&t.light == t.light {
			x += 8
		}
	}
	return x
}

// onPaper reports whether a run ends within two pixels at both sides.
func (t *tracer) onPaper(row []uint8, s stroke) bool {
	const edge = 2
	return row[max(s.minX-edge, 0)] >= t.paper && row[min(s.maxX+edge, len(row)-1)] >= t.paper
}

// closeRow joins what touches the row above, hands on what ended there and makes this row the one above.
func (t *tracer) closeRow() {
	t.parents = t.parents[:0]
	for i := range t.open {
		t.parents = append(t.parents, i)
	}
	t.joinRows()
	t.places = t.places[:0]
	for i := range t.open {
		t.places = append(t.places, -1)
		if first := t.first(i); first != i {
			t.open[first] = t.open[first].with(t.open[i])
		}
	}
	t.keepTouched()
	t.above, t.row = t.row, t.above[:0]
}

func (t *tracer) joinRows() {
	i := 0
	for _, r := range t.row {
		for i < len(t.above) && t.above[i].maxX < r.minX-1 {
			i++
		}
		for j := i; j < len(t.above) && t.above[j].minX <= r.maxX+1; j++ {
			a, b := t.first(t.above[j].stroke), t.first(r.stroke)
			t.parents[max(a, b)] = min(a, b)
		}
	}
}

func (t *tracer) first(i int) int {
	for t.parents[i] != i {
		t.parents[i] = t.parents[t.parents[i]]
		i = t.parents[i]
	}
	return i
}

// keepTouched leaves open only what has a run in this row.
func (t *tracer) keepTouched() {
	for i := range t.row {
		t.places[t.first(t.row[i].stroke)] = 0
	}
	kept := 0
	for i, s := range t.open {
		switch {
		case t.places[i] == 0:
			t.places[i] = kept
			t.open[kept] = s
			kept++
		case t.parents[i] == i:
			t.done(s)
		}
	}
	for i := range t.row {
		t.row[i].stroke = t.places[t.first(t.row[i].stroke)]
	}
	t.open = t.open[:kept]
}
