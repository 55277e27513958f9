package identify

import (
	"bytes"
	"slices"
)

// emails finds e-mail addresses and strikes them out.
func (f *Finder) emails(l *line) {
	for at := 0; ; at++ {
		next := bytes.IndexByte(l.low[at:], '@')
		if next < 0 {
			return
		}
		at += next
		s, ok := emailAt(l.low, at)
		if !ok {
			continue
		}
		f.keep(l, s, Identifier{Type: Email, Valid: true, value: string(l.low[s.start:s.end])})
	}
}

// longestMailPart is that of RFC 5321: 64 octets before the sign, 255 after it.
const (
	longestLocal  = 64
	longestDomain = 255
)

func emailAt(low []byte, at int) (span, bool) {
	s := span{at, at + 1}
	for s.start > 0 && at-s.start < longestLocal && mailLetter(low[s.start-1]) {
		s.start--
	}
	for s.end < len(low) && s.end-at < longestDomain && (alphanumeric(low, s.end) || low[s.end] == '.' || low[s.end] == '-') {
		s.end++
	}
	for s.end > at+1 && !alphanumeric(low, s.end-1) {
		s.end--
	}
	return s, s.start < at && topLevel(low[at+1:s.end])
}

// topLevel tells whether a domain ends in a dot and two letters or more.
func topLevel(domain []byte) bool {
	dot := bytes.LastIndexByte(domain, '.')
	if dot < 1 || len(domain)-dot < len(".ca") {
		return false
	}
	for _, b := range domain[dot+1:] {
		if !isLetter(b) {
			return false
		}
	}
	return true
}

func mailLetter(b byte) bool {
	return isLetter(b) || isDigit(b) || b == '.' || b == '_' || b == '%' || b == '+' || b == '-'
}

// postalCodes finds Canadian postal codes and strikes them out (A9A 9A9; D F I O Q U are in none, W and Z
// not first).
func (f *Finder) postalCodes(l *line) {
	for i := 0; i+6 <= len(l.low); i++ {
		s, ok := postalAt(l.low, i)
		if !ok || alphanumeric(l.low, i-1) || f.cueOf(l, i) == cueOther && !postalBlank(l, s) {
			continue
		}
		if s.end-s.start == 6 && !isCapital(l.plain[i]) {
			continue // a1b2c3 is as often a code of something else
		}
		code := string(l.low[s.start:s.start+3]) + string(l.low[s.end-3:s.end])
		f.keep(l, s, Identifier{Type: PostalCode, Valid: true, value: string(bytes.ToUpper([]byte(code)))})
		i = s.end - 1
	}
}

func postalBlank(l *line, s span) bool { return l.low[s.start+3] == ' ' && isCapital(l.plain[s.start]) }

func postalAt(low []byte, i int) (span, bool) {
	if !postalLetter(low[i]) || low[i] == 'w' || low[i] == 'z' || !isDigit(low[i+1]) || !postalLetter(low[i+2]) {
		return span{}, false
	}
	j := i + 3
	if low[j] == ' ' || low[j] == '-' {
		j++
	}
	if j+3 > len(low) || !isDigit(low[j]) || !postalLetter(low[j+1]) || !isDigit(low[j+2]) || alphanumeric(low, j+3) {
		return span{}, false
	}
	return span{i, j + 3}, true
}

func postalLetter(b byte) bool {
	return isLetter(b) && b != 'd' && b != 'f' && b != 'i' && b != 'o' && b != 'q' && b != 'u'
}

// phoneNumber is a number of the North American plan, ten digits.
type phoneNumber struct {
	span
	digits string
	loose  bool // without anything between its digits
}

const phoneLength = 10

// phoneOf reads a telephone number at the head of a number's groups.
func phoneOf(n figures) (phoneNumber, bool) {
	digits, groups := n.digits, 0
	p := phoneNumber{span: n.span}
	switch {
	case n.starts(3, 3, 4):
		groups = 3
	case n.starts(1, 3, 3, 4) && digits[0] == '1':
		digits, groups = digits[1:], 4
	case n.is(10):
		groups, p.loose = 1, true
	case n.is(3, 7):
		groups, p.loose = 2, true
	case n.is(11) && digits[0] == '1':
		digits, groups, p.loose = digits[1:], 1, true
	default:
		return p, false
	}
	if !northAmerican(digits[:phoneLength]) {
		return p, false
	}
	p.digits = string(digits[:phoneLength])
	p.end = n.ends[groups-1]
	return p, true
}

// northAmerican tells whether the area and the exchange may be dialled.
func northAmerican(digits []byte) bool {
	return digits[0] >= '2' && digits[3] >= '2' && (digits[1] != '1' || digits[2] != '1') && digits[1] != '9'
}

// phone keeps a telephone or fax number and strikes it out. Ten digits in one need a word beside them.
func (f *Finder) phone(l *line, n figures, p phoneNumber) {
	kind := f.cueOf(l, n.start)
	if p.loose && kind != cuePhone && kind != cueFax && (n.start == 0 || l.low[n.start-1] != '+') {
		return
	}
	if kind == cueOther && p.loose || alphanumeric(l.low, p.end) {
		return
	}
	found := Identifier{Type: Phone, Valid: true, value: p.digits}
	if kind == cueFax || faxAfter(l, p.end) {
		found.Type = Fax
	}
	f.keep(l, p.span, found)
}

// faxAfter tells whether the word fax stands right after a number: 514 555-0142 (téléc.).
func faxAfter(l *line, end int) bool {
	i, _ := slices.BinarySearchFunc(l.cues, end, func(c cue, at int) int { return c.start - at })
	if i == len(l.cues) {
		return false
	}
	c := l.cues[i]
	return c.kind == cueFax && c.start-end <= 2 && !c.colon
}
