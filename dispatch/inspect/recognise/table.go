package recognise

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/souspli/souspli/dispatch/inspect/layout"
)

const (
	maxWords  = 50_000 // of a page
	wordLevel = "5"
	columns   = 12
	cellGap   = 1.5 // of the letter size: wider is another cell of a table
	minLetter = 3.0 // points
	maxLetter = 144.0
	maxCorner = 1 << 20 // dots
)

// word is one row of Tesseract's table. Lengths are in points.
type word struct {
	line       string // the block, paragraph and line that it belongs to
	x, y, w, h float64
	text       string
}

// readTable makes lines of Tesseract's table of words. Rows that make no sense are left out.
func readTable(table string, scale float64) []layout.Line {
	var lines []layout.Line
	var line []word
	words := 0
	for row := range strings.Lines(table) {
		w, ok := readWord(strings.TrimRight(row, "\r\n"), scale)
		if !ok {
			continue
		}
		if words++; words > maxWords {
			break
		}
		if len(line) > 0 && line[0].line != w.line {
			lines, line = append(lines, joined(line)), nil
		}
		line = append(line, w)
	}
	if len(line) > 0 {
		lines = append(lines, joined(line))
	}
	return lines
}

// readWord reads a row: level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
func readWord(row string, scale float64) (word, bool) {
	fields := strings.SplitN(row, "\t", columns)
	if len(fields) < columns || fields[0] != wordLevel {
		return word{}, false
	}
	text := strings.Map(plain, strings.ToValidUTF8(fields[11], ""))
	sure, err := strconv.ParseFloat(fields[10], 64)
	if err != nil || !(sure >= confidence) || text == "" {
		return word{}, false
	}
	var box [4]float64
	for i := range box {
		corner, err := strconv.Atoi(fields[6+i])
		if err != nil || corner < 0 || corner > maxCorner {
			return word{}, false
		}
		box[i] = float64(corner) * scale
	}
	return word{
		line: strings.Join(fields[2:5], "."), text: text,
		x: box[0], y: box[1], w: box[2], h: box[3],
	}, true
}

// plain keeps a word one word.
func plain(r rune) rune {
	if unicode.IsControl(r) || unicode.IsSpace(r) {
		return -1
	}
	return r
}

// joined is the words of a line beside each other, with a tab between the cells of a table.
func joined(words []word) layout.Line {
	line := layout.Line{X: words[0].x, Y: words[0].y, Size: letterSize(words)}
	right, bottom := words[0].x, words[0].y
	var text strings.Builder
	for i, w := range words {
		switch {
		case i == 0:
		case w.x-right > cellGap*line.Size:
			text.WriteByte('\t')
		default:
			text.WriteByte(' ')
		}
		text.WriteString(w.text)
		line.X, line.Y = min(line.X, w.x), min(line.Y, w.y)
		right, bottom = max(right, w.x+w.w), max(bottom, w.y+w.h)
	}
	line.Text, line.W, line.H = text.String(), right-line.X, bottom-line.Y
	return line
}

// letterSize is the middle of what the boxes of the words tell.
func letterSize(words []word) float64 {
	sizes := make([]float64, len(words))
	for i, w := range words {
		sizes[i] = w.h / share(w.text)
	}
	slices.Sort(sizes)
	return min(maxLetter, max(minLetter, sizes[len(sizes)/2]))
}

// share is how much of the letter size a word is tall, by what rises above and goes below its small letters.
// The shares are those of Helvetica and its like.
func share(text string) float64 {
	const small, rise, fall = 0.53, 0.19, 0.21
	tall := small
	if strings.ContainsFunc(text, rises) {
		tall += rise
	}
	if strings.ContainsAny(text, "gjpqyçQ,;()[]/|") {
		tall += fall
	}
	return tall
}

func rises(r rune) bool {
	return unicode.IsUpper(r) || unicode.IsDigit(r) || r >= utf8.RuneSelf || strings.ContainsRune("bdfhijklt()[]/|!?'\"%&", r)
}
