package classify

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// text is a page or a property as tokens.
type text struct {
	tokens []token
	words  int

	dosed  []bool // by line: the strength of a drug stands in it
	ticked []bool // by line: boxes to tick stand in it

	measured int // lines with a value and its range

	addressed []bool // by line: the name of an organisation or a number stands in it
}

// boundary stands between the cells of a table: no term crosses it, though one may cross the end of a line.
var boundary = token{line: -1}

// read turns lines into tokens.
func (c *compiled) read(words *dictionary, lines []string) text {
	n := len(lines)
	t := text{dosed: make([]bool, n), ticked: make([]bool, n), addressed: make([]bool, n)}
	for i, line := range lines {
		t.ticked[i] = hasBox(line)
		if isMeasured(line) {
			t.measured++
		}
		for cell := range strings.SplitSeq(line, "\t") {
			c.readCell(&t, words, cell, i)
			if len(cell) < len(line) {
				t.tokens = append(t.tokens, boundary)
			}
		}
	}
	for i := range t.tokens {
		if c.strength(t.tokens[i:]) {
			t.dosed[t.tokens[i].line] = true
		}
	}
	return t
}

func (c *compiled) readCell(t *text, words *dictionary, cell string, line int) {
	buffer := make([]byte, 0, 32)
	for word := range tokens(normalise(cell)) {
		found := words.find(word, buffer)
		first, size := utf8.DecodeRuneInString(word)
		found.line, found.numeral = line, unicode.IsDigit(first)
		if unicode.IsLetter(first) && size < len(word) {
			t.words++
		}
		t.addressed[line] = t.addressed[line] || found.numeral || c.organisations[found.word]
		t.tokens = append(t.tokens, found)
	}
}

// hasBox reports whether a box to tick, drawn or typed, stands in a line.
func hasBox(line string) bool {
	if strings.ContainsAny(line, "□■☐☑☒▢") {
		return true
	}
	return slices.ContainsFunc([]string{"[ ]", "[x]", "[X]", "[]", "( )", "(x)", "(X)", "_X_", "_x_"}, func(box string) bool { return strings.Contains(line, box) })
}

// strength reports whether a text begins with the strength of a drug: "25 mg" or "5 ml", but not the
// concentration "5 mg/l".
func (c *compiled) strength(text []token) bool {
	if len(text) < 2 || !text[0].numeral || !c.units[text[1].word] || text[0].line != text[1].line {
		return false
	}
	return len(text) < 4 || text[2].word != c.slash || text[3].numeral
}

// holds reports whether a term that stands in [from, to) counts there.
func (c *compiled) holds(where condition, t text, from, to int) bool {
	switch where {
	case asHeading:
		return c.heading(t.tokens, from, to)
	case besideDose:
		return t.dosed[t.tokens[from].line]
	case besideBox:
		return t.ticked[t.tokens[from].line]
	case asTitle:
		return c.stands(t.tokens, from, to)
	default:
		return true
	}
}

// heading reports whether [from, to) stands before a colon or alone in its line or cell.
func (c *compiled) heading(tokens []token, from, to int) bool {
	if to < len(tokens) && tokens[to].word == c.colon {
		return true
	}
	return alone(tokens, from, to)
}

// alone reports whether nothing else stands in the line or cell of [from, to).
func alone(tokens []token, from, to int) bool {
	line := tokens[from].line
	return (from == 0 || tokens[from-1].line != line) && (to == len(tokens) || tokens[to].line != line)
}

const (
	coverTerms = 3   // a page with as many terms of covers
	coverWords = 150 // and no more words than these announces others by fax
)

// opens reports whether a page may tell what the document is: not an empty one, nor the cover of a fax.
func (c *compiled) opens(t text) bool {
	found := map[int]bool{}
	c.covers.each(t.tokens, func(terms []int, _, _ int) { found[terms[0]] = true })
	return t.words > 0 && (len(found) < coverTerms || t.words > coverWords)
}
