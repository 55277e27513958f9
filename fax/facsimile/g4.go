package facsimile

import (
	"encoding/binary"
	"io"
	"math/bits"
)

// EncodeG4 writes the page in ITU-T T.6 (Group 4) and returns how many bytes it wrote. Its only errors are
// those of w.
func EncodeG4(w io.Writer, b *Bitmap) (int64, error) {
	e := encoder{w: w, width: b.Rect.Dx()}
	e.above = e.end(nil)
	for y := range b.Rect.Dy() {
		e.line = e.end(changes(e.line[:0], b.row(y), e.width))
		e.encodeLine()
		e.above, e.line = e.line, e.above
	}
	e.put(endOfLine)
	e.put(endOfLine)
	e.finish()
	return e.written, e.err
}

// encoder codes a line by its difference from the one above.
type encoder struct {
	w           io.Writer
	width       int
	above, line []int // where the colour changes, from white; ends with the width three times or more

	bits    uint64 // the lowest n are still to be written
	n       uint
	buffer  []byte
	written int64
	err     error
}

// end adds what lies right of a line: imaginary changes at its width. Three are as many as are looked at.
func (e *encoder) end(line []int) []int { return append(line, e.width, e.width, e.width) }

// changes appends where the row's colour changes, beginning with white.
func changes(at []int, row []byte, width int) []int {
	var last uint64 // the dot before, in the highest bit
	for x := 0; x < width; x += 64 {
		word := wordAt(row, x/8)
		for diff := word ^ (word>>1 | last); diff != 0; {
			i := bits.LeadingZeros64(diff)
			if x+i >= width {
				return at
			}
			at = append(at, x+i)
			diff &^= 1 << 63 >> i
		}
		last = word << 63
	}
	return at
}

// wordAt is the 64 dots from byte i on, white after the row's end.
func wordAt(row []byte, i int) uint64 {
	if len(row)-i >= 8 {
		return binary.BigEndian.Uint64(row[i:])
	}
	var tail [8]byte
	copy(tail[:], row[i:])
	return binary.BigEndian.Uint64(tail[:])
}

// encodeLine uses the names of the standard: a0 is where coding stands, a1 and a2 the next changes of this
// line, b1 the next change to the other colour in the line above, b2 the one after it.
func (e *encoder) encodeLine() {
	a, b := 0, 0 // a1 and b1 as places in their lists; even ones turn black
	for a0 := -1; a0 < e.width; {
		b = next(e.above, b, a&1, a0, e.width)
		a1, b1, b2 := e.line[a], e.above[b], e.above[b+1]
		switch distance := a1 - b1; {
		case b2 < a1:
			e.put(modePass)
			a0 = b2
		case -3 <= distance && distance <= 3:
			e.put(modeVertical[distance+3])
			a0 = a1
			a++
		default:
			a2 := e.line[a+1]
			e.put(modeHorizontal)
			e.putRun(a&1, a1-max(a0, 0))
			e.putRun(a&1^1, a2-a1)
			a0 = a2
			a += 2
		}
	}
}

// next is the first change above, of the wanted parity and right of a0; the search begins near the one
// before, at most one too far.
func next(above []int, b, parity, a0, width int) int {
	if b > 0 {
		b--
	}
	if b&1 != parity {
		b++
	}
	for above[b] <= a0 && above[b] < width {
		b += 2
	}
	return b
}

func (e *encoder) putRun(colour, length int) {
	runs, longest := whiteRuns, 2560
	if colour == 1 {
		runs = blackRuns
	}
	for ; length > longest; length -= longest {
		e.put(runs[len(runs)-1])
	}
	if length >= 64 {
		e.put(runs[63+length/64])
	}
	e.put(runs[length%64])
}

func (e *encoder) put(c code) {
	e.bits = e.bits<<c.length | uint64(c.bits)
	if e.n += uint(c.length); e.n >= 32 {
		e.n -= 32
		e.buffer = binary.BigEndian.AppendUint32(e.buffer, uint32(e.bits>>e.n)) //nolint:gosec // the upper bits are written already
		if len(e.buffer) >= 16<<10 {
			e.flush()
		}
	}
}

// finish fills the last byte with zeros.
func (e *encoder) finish() {
	for e.bits <<= (8 - e.n%8) % 8; e.n > 0; {
		e.n = (e.n - 1) / 8 * 8
		e.buffer = append(e.buffer, byte(e.bits>>e.n)) //nolint:gosec // the upper bits are written already
	}
	e.flush()
}

func (e *encoder) flush() {
	if e.err == nil {
		var n int
		n, e.err = e.w.Write(e.buffer)
		e.written += int64(n)
	}
	e.buffer = e.buffer[:0]
}
