package convert

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A text is set on Letter in a typewriter face, whose letters are all as wide as 0.6 of their size.
const (
	textSize    = 10.0 // points
	textLeading = 12.0
	textMargin  = 54.0
	textColumns = 84 // (612 - 2 × 54) / 6
	textLines   = 57 // (792 - 2 × 54) / 12
	tabStop     = 8
	maxText     = 32 << 20 // bytes; 2,000 full pages of letters of three bytes
)

// PlainText writes a PDF with the lines of a text, in UTF-8, UTF-16 or Windows-1252. Form feeds begin a page.
func PlainText(w io.Writer, r io.Reader) error {
	content, err := io.ReadAll(io.LimitReader(r, maxText+1))
	switch {
	case err != nil:
		return refuse("text", "file_unreadable", nil)
	case len(content) > maxText:
		return refuse("text", "too_many_pages", nil)
	}
	out := newPDFWriter(w)
	switch err := addText(out, decoded(content)); {
	case errors.Is(err, errTooMany), errors.Is(out.err, errOutput):
		return refuse("text", "too_many_pages", nil)
	default:
		return err
	}
}

func addText(out *pdfWriter, text []byte) error {
	face := &typeface{object: out.reserve()}
	typesetter := &typesetter{out: out, face: face}
	for page := range bytes.SplitSeq(bytes.TrimRight(text, "\f\r\n\t "), []byte("\f")) {
		if err := typesetter.section(page); err != nil {
			return err
		}
	}
	if err := face.write(out); err != nil {
		return err
	}
	return out.close()
}

// typesetter fills pages with lines.
type typesetter struct {
	out   *pdfWriter
	face  *typeface
	lines []string
}

// section sets what stands between two form feeds, on one page at least.
func (t *typesetter) section(text []byte) error {
	for line := range textualLines(text) {
		for _, part := range wrap(expandTabs(line), textColumns) {
			if len(t.lines) == textLines {
				if err := t.turn(); err != nil {
					return err
				}
			}
			t.lines = append(t.lines, part)
		}
	}
	return t.turn()
}

// turn writes the page and begins another.
func (t *typesetter) turn() error {
	if len(t.out.pages) == maxPages {
		return errTooMany
	}
	content, err := t.out.packed("", func(w io.Writer) error {
		_, err := io.WriteString(w, t.content())
		return err
	})
	if err != nil {
		return err
	}
	t.lines = t.lines[:0]
	t.out.page(letterWidth, letterHeight, fmt.Sprintf("/Font<</F %d 0 R>>", t.face.object), content)
	return t.out.err
}

func (t *typesetter) content() string {
	var b strings.Builder
	fmt.Fprintf(&b, "BT /F %s Tf %s TL %s %s Td\n", number(textSize), number(textLeading), number(textMargin),
		number(letterHeight-textMargin-textSize))
	for _, line := range t.lines {
		fmt.Fprintf(&b, "<%s> Tj T*\n", t.face.encode(line))
	}
	b.WriteString("ET")
	return b.String()
}

// textualLines gives the lines of a text, however its system ends them, composed and without what has no
// shape.
func textualLines(text []byte) func(func(string) bool) {
	return func(yield func(string) bool) {
		for len(text) > 0 {
			line, rest := cutLine(text)
			if !yield(visible(norm.NFC.String(string(line)))) {
				return
			}
			text = rest
		}
	}
}

func cutLine(text []byte) (line, rest []byte) {
	at := bytes.IndexAny(text, "\r\n\u0085\u2028\u2029")
	if at < 0 {
		return text, nil
	}
	if bytes.HasPrefix(text[at:], []byte("\r\n")) {
		return text[:at], text[at+2:]
	}
	_, size := utf8.DecodeRune(text[at:])
	return text[:at], text[at+size:]
}

// visible drops marks without a width, and shows other control characters as what they are: not text.
func visible(line string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 0xfeff || r == 0x200b || r == 0xad:
			return -1
		case r != '\t' && unprintable(r):
			return utf8.RuneError
		}
		return r
	}, line)
}

func expandTabs(line string) string {
	if !strings.Contains(line, "\t") {
		return line
	}
	var b strings.Builder
	column := 0
	for _, r := range line {
		if r != '\t' {
			b.WriteRune(r)
			column++
			continue
		}
		width := tabStop - column%tabStop
		b.WriteString(strings.Repeat(" ", width))
		column += width
	}
	return b.String()
}

// wrap breaks a line at spaces, which are dropped there, and inside a word only when it is longer than a line.
func wrap(line string, columns int) []string {
	letters := []rune(strings.TrimRight(line, " "))
	var parts []string
	for len(letters) > columns {
		cut := lastSpace(letters[:columns+1])
		switch {
		case cut < 0:
			cut = columns
		case strings.Trim(string(letters[:cut]), " ") == "": // an indent before a word that fills the line
			letters = unindented(letters)
			continue
		}
		parts = append(parts, strings.TrimRight(string(letters[:cut]), " "))
		letters = unindented(letters[cut:])
	}
	return append(parts, string(letters))
}

func lastSpace(letters []rune) int {
	for i := len(letters) - 1; i >= 0; i-- {
		if letters[i] == ' ' {
			return i
		}
	}
	return -1
}

func unindented(letters []rune) []rune {
	for len(letters) > 0 && letters[0] == ' ' {
		letters = letters[1:]
	}
	return letters
}
