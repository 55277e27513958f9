package identify

import (
	"bytes"
	"slices"
	"strings"
	"time"
)

const (
	// shortestLong is how many digits beside each other are masked though nothing names them.
	shortestLong = 9
	// calendarDigits is a date without separators.
	calendarDigits = 8
)

// Masked is a text, such as the name of a file, with the numbers and dates of birth in it masked where they
// stand, and everything else as it is. It masks more than a Finder reports: also what has a wrong check digit,
// and what stands inside another word. A date counts beside a word that names it on the same line, or a
// health number that says the same day. Time and memory grow with the text, and with nothing else.
func Masked(text string) string {
	var masked strings.Builder
	for each := range strings.Lines(text) {
		maskLine(&masked, each)
	}
	return masked.String()
}

func maskLine(masked *strings.Builder, text string) {
	l := newLine(strings.ReplaceAll(text, "_", " ")) // as long as before, so that places stay
	if l.digits > 0 {
		f := New(lastDay())
		f.healthNumbers(l)
		f.numbers(l)
		f.suspects(l)
	}
	slices.SortFunc(l.marks, func(a, b mark) int { return a.start - b.start })
	done := 0
	for _, m := range l.marks {
		if !m.Type.Personal() {
			continue
		}
		if l.plain[m.start] == '(' {
			m.start++ // a bracket before a number belongs to it, but shows nothing
		}
		masked.WriteString(text[done:l.place(m.start)])
		masked.WriteString(mask(m.Type, m.value))
		done = l.place(m.end)
	}
	masked.WriteString(text[done:])
}

// lastDay stands for today: whether a date is in the future does not matter here, and of two possible
// centuries those of the living are tried.
func lastDay() time.Time { return time.Date(2049, time.December, 31, 0, 0, 0, 0, time.UTC) }

// suspects marks what a Finder does not believe, and what it does not look for.
func (f *Finder) suspects(l *line) {
	for i := 0; i < len(l.low); i++ {
		switch {
		case isLetter(l.low[i]):
			if s, value, ok := suspectAt(l.low, i); ok {
				f.keep(l, s, Identifier{Type: QuebecHealthNumber, value: value})
			}
		case isDigit(l.low[i]):
			n := figuresAt(l.low, i, len(l.low), false)
			if longNumber(&n) {
				f.keep(l, n.span, Identifier{Type: OtherProvinceHealth, value: string(n.digits)})
			}
			i = max(i, n.ends[0]-1)
		}
	}
}

// suspectAt reads four letters and eight digits in the form of a health insurance number. Inside a longer
// word they stand together; a word before a date is none.
func suspectAt(low []byte, i int) (span, string, bool) {
	s, compact := span{start: i}, true
	text := make([]byte, 0, healthLength)
	for n := range healthLength {
		if i < len(low) && (n == healthLetters || n == 2*healthLetters) && bytes.IndexByte([]byte(" -."), low[i]) >= 0 {
			compact = false
			i++
		}
		if !alphanumeric(low, i) {
			return s, "", false
		}
		text = append(text, upper(low[i]))
		i++
	}
	s.end = i
	inside := s.start > 0 && isLetter(low[s.start-1])
	if i < len(low) && isDigit(low[i]) || inside && !compact || !healthShaped(string(text)) {
		return s, "", false
	}
	word := strings.ToLower(string(text[:healthLetters]))
	return s, string(text), !labels[word] && !calendar(text[healthLetters:])
}

// longNumber tells whether digits may be somebody's number: a long run that is no time of a clock, or the
// form and check digit of a health card. It leaves only that run of n.
func longNumber(n *figures) bool {
	if n.is(4, 3, 3) && (ontario(n.digits) || britishColumbia(n.digits)) {
		return true
	}
	run := n.digits[:n.lengths[0]]
	n.digits, n.end = run, n.ends[0]
	if len(run) < shortestLong {
		return false
	}
	return !calendar(run[:calendarDigits]) && !calendar(run[len(run)-calendarDigits:]) || len(run) == sinLength && issued(run)
}

// calendar tells whether eight digits are a day of the last century or this one: YYYYMMDD.
func calendar(digits []byte) bool {
	for _, b := range digits {
		if !isDigit(b) {
			return false
		}
	}
	year := number(string(digits[:4]))
	_, exists := dateOf(year, number(string(digits[4:6])), number(string(digits[6:])))
	return exists && year/100 >= 19 && year/100 <= 20
}
