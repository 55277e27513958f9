package identify

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// line is a line of text in plain letters, with what was seen on it.
type line struct {
	text   string  // as written
	plain  []byte  // without accents; blanks and hyphens of any kind are the plain ones; the case stays
	low    []byte  // plain in lower case; what was understood is struck out
	at     []int32 // where each plain byte begins in text; nil: at the same place
	words  []span  // runs of letters
	cues   []cue
	clues  []clue
	marks  []mark
	digits int
}

// span is from start up to end, in plain bytes.
type span struct{ start, end int }

func newLine(text string) *line {
	l := &line{text: text}
	l.fold()
	l.low = make([]byte, len(l.plain))
	for i, b := range l.plain {
		l.low[i] = lower(b)
		if isDigit(b) {
			l.digits++
		}
	}
	l.words = wordsOf(l.low)
	l.cues = findCues(l)
	return l
}

func (l *line) fold() {
	l.plain = make([]byte, 0, len(l.text)+8)
	for i := 0; i < len(l.text); {
		r, size := rune(l.text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(l.text[i:])
			l.startMap(i)
		}
		before := len(l.plain)
		l.plain = appendPlain(l.plain, r)
		if l.at != nil {
			for range len(l.plain) - before {
				l.at = append(l.at, int32(i)) // #nosec G115 -- a line is smaller than the largest document
			}
		}
		i += size
	}
}

// startMap begins the map to the text as written at the first letter that is not ASCII.
func (l *line) startMap(upTo int) {
	if l.at != nil {
		return
	}
	l.at = make([]int32, upTo, len(l.text))
	for i := range l.at {
		l.at[i] = int32(i) // #nosec G115 -- as above
	}
}

// written is the text as written of a span.
func (l *line) written(s span) string { return l.text[l.place(s.start):l.place(s.end)] }

// place is where a plain byte begins in the text.
func (l *line) place(i int) int {
	switch {
	case l.at == nil:
		return i
	case i < len(l.at):
		return int(l.at[i])
	}
	return len(l.text)
}

// mark is where an identifier stands.
type mark struct {
	span
	Identifier
}

// strike takes a span out of what is still to be understood.
func (l *line) strike(s span) { clear(l.low[s.start:s.end]) }

var ligatures = map[rune]string{
	'œ': "oe", 'Œ': "OE", 'æ': "ae", 'Æ': "AE", 'ß': "ss", 'ø': "o", 'Ø': "O", 'ł': "l", 'Ł': "L", 'đ': "d", 'Đ': "D", 'ı': "i",
}

// appendPlain writes r without its accents. Marks that show nothing write nothing.
func appendPlain(b []byte, r rune) []byte {
	switch {
	case r == '\t' || r == '|':
		return append(b, '\t') // a drawn border parts cells as a tab does
	case r < ' ' || r == 0x7f:
		return append(b, ' ')
	case r < utf8.RuneSelf:
		return append(b, byte(r))
	case ligatures[r] != "":
		return append(b, ligatures[r]...)
	}
	return appendTypographic(b, r)
}

func appendTypographic(b []byte, r rune) []byte {
	switch {
	case r == 0xad || unicode.In(r, unicode.Mn, unicode.Cf):
		return b
	case unicode.IsSpace(r):
		return append(b, ' ')
	case unicode.Is(unicode.Pd, r) || r == '−':
		return append(b, '-')
	case r == '’' || r == 'ʼ' || r == '‘' || r == '´':
		return append(b, '\'')
	case r == '°' || r == 'º':
		return append(b, '.')
	case r >= '！' && r <= '～':
		return append(b, byte(r-'！'+'!')) // #nosec G115 -- full-width ASCII
	}
	return append(b, base(r))
}

// base is the letter under the accents of r, or a question mark.
func base(r rune) byte {
	var buffer [utf8.UTFMax]byte
	size := utf8.EncodeRune(buffer[:], r)
	if d := norm.NFD.Properties(buffer[:size]).Decomposition(); len(d) > 0 && isLetter(lower(d[0])) {
		return d[0]
	}
	return '?'
}

func wordsOf(low []byte) []span {
	var words []span
	for i := 0; i < len(low); i++ {
		if !isLetter(low[i]) {
			continue
		}
		start := i
		for i < len(low) && isLetter(low[i]) {
			i++
		}
		words = append(words, span{start, i})
	}
	return words
}

func lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}

func upper(b byte) byte {
	if isLetter(b) {
		return b - 'a' + 'A'
	}
	return b
}

func isLetter(b byte) bool  { return b >= 'a' && b <= 'z' } // of a lower-case text
func isCapital(b byte) bool { return b >= 'A' && b <= 'Z' }
func isDigit(b byte) bool   { return b >= '0' && b <= '9' }

// alphanumeric tells whether a letter or a digit stands at i.
func alphanumeric(low []byte, i int) bool {
	return i >= 0 && i < len(low) && (isLetter(low[i]) || isDigit(low[i]))
}

// fold is text in plain lower-case letters.
func fold(text string) []byte {
	plain := make([]byte, 0, len(text))
	for _, r := range text {
		plain = appendPlain(plain, r)
	}
	for i, b := range plain {
		plain[i] = lower(b)
	}
	return plain
}
