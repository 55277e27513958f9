package identify

import (
	"bytes"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

const (
	mostNameWords   = 6
	shortestSurname = 3
	longestInitial  = 2 // J. or Ph.
	linesOfARecord  = 4 // a name, a number and a date so near each other are one person's, unless they disagree
)

// credentials after a name say that it is a professional's.
var credentials = setOf(`md inf infirmiere infirmier ps pharm bpharm pharmacien pharmacienne phd ips np rn dmd dmv pht ergo ts
	frcpc frcsc cmfc ccmf msc medecin physician sage dt np rph notaire avocat avocate directeur directrice agente agent
	secretaire adjointe adjoint`)

// halfName is a surname that waits for its given name, or the other way round.
type halfName struct {
	last, first string
	line        int // of the first of the two
}

// names finds the names of those whom the document is about.
func (f *Finder) names(l *line) {
	if f.people.line-f.half.line > linesOfARecord {
		f.completeHalf()
	}
	for i, c := range l.cues {
		switch c.kind {
		case cueName, cueLast, cueFirst, cueSubject:
			if name, ok := l.nameAfter(i); ok {
				f.keepName(l, c.kind, name)
			}
		case cueTitle:
			f.titled(l, i)
		}
	}
	f.commaName(l)
}

// keepName keeps a name that stands beside a cue, or under it.
func (f *Finder) keepName(l *line, kind cueKind, name readName) {
	switch kind {
	case cueName:
		if name.words > 1 || lexical().surname[name.first] {
			l.clues = append(l.clues, clue{name: name.text})
		}
	case cueSubject:
		if name.words > 1 && name.known > 0 {
			l.clues = append(l.clues, clue{name: name.text})
		}
	case cueLast:
		f.beginHalf(f.half.last != "")
		f.half.last = name.text
	case cueFirst:
		f.beginHalf(f.half.first != "")
		f.half.first = name.text
	}
	if f.half.last != "" && f.half.first != "" {
		l.clues = append(l.clues, clue{name: f.half.whole()})
		f.half = halfName{}
	}
}

func (h halfName) whole() string {
	if h.first == "" || h.last == "" {
		return h.last
	}
	return h.last + ", " + h.first
}

// beginHalf begins another name when the half is there already.
func (f *Finder) beginHalf(full bool) {
	if full {
		f.completeHalf()
	}
	if f.half.last == "" && f.half.first == "" {
		f.half.line = f.people.line
	}
}

// completeHalf gives up waiting for the other half of a name. One word alone has to be a frequent surname:
// medicines have names too.
func (f *Finder) completeHalf() {
	name := parseName(f.half.last)
	if len(name.words) > 1 || len(name.words) == 1 && lexical().surname[name.words[0]] {
		f.people.addFrom(f.half.line, clue{name: f.half.last})
	}
	f.half = halfName{}
}

// titled keeps a name after M., Mme and the like. Letters name many people so: the most frequent is kept,
// and only where nothing names the person better.
func (f *Finder) titled(l *line, i int) {
	c := l.cues[i]
	if aside(f.table.kindAt(l, c.start)) || i > 0 && (aside(l.cues[i-1].kind) && c.start-l.cues[i-1].end < reach || l.titleOf(i)) {
		return
	}
	if l.low[c.start] == 'm' && c.start+1 < len(l.low) && !isLetter(l.low[c.start+1]) && l.low[c.start+1] != '.' {
		return // the sex
	}
	if name, ok := l.readName(c.end, len(l.plain)); ok && len(name.first) >= shortestSurname && !name.professional {
		f.weak.add(name.text)
	}
}

// titleOf tells whether the ith cue is the title of a name that was read with the cue before it.
func (l *line) titleOf(i int) bool {
	return l.cues[i-1].kind == cueName && l.cues[i].start-l.cues[i-1].end < widestGap
}

func aside(kind cueKind) bool { return kind == cuePractitioner || kind == cueRecipient }

// commaName keeps TREMBLAY, Jean at the beginning of a line, with a frequent given name.
func (f *Finder) commaName(l *line) {
	if len(l.words) < 2 || len(l.cues) > 0 && l.cues[0].start <= l.words[0].start || aside(f.table.kindAt(l, 0)) {
		return
	}
	comma := bytes.IndexByte(l.plain, ',')
	if comma < shortestSurname || comma > reach || bytes.ContainsAny(l.plain[:comma], "\t.:;(") || !capitals(l.plain[:comma]) {
		return
	}
	name, ok := l.readName(l.words[0].start, len(l.plain))
	if !ok || name.words < 2 || name.professional || name.end <= comma {
		return
	}
	given := parseName(string(l.plain[comma:name.end]))
	if len(given.words) > 0 && lexical().given[given.words[0]] {
		f.weak.add(name.text)
	}
}

func capitals(text []byte) bool {
	for _, b := range text {
		if isLetter(b) {
			return false
		}
	}
	return true
}

// readName is a name as it stands on a line.
type readName struct {
	span
	text         string // as written
	first        string // its first word
	words        int
	known        int  // of its words, frequent names
	initial      bool // its last word
	professional bool // credentials follow
}

// nameAfter reads the name beside the ith cue, after its title.
func (l *line) nameAfter(i int) (readName, bool) {
	from, next := l.cues[i].end, i+1
	if next < len(l.cues) && l.cues[next].kind == cueTitle && l.cues[next].start-from < widestGap {
		from, next = l.cues[next].end, next+1
	}
	to := len(l.plain)
	if next < len(l.cues) {
		to = l.cues[next].start
	}
	return l.readName(from, to)
}

// readName reads words that begin with capitals, with particles between them.
func (l *line) readName(from, to int) (readName, bool) {
	var n readName
	n.start, n.end = from, from
	for i := l.wordFrom(from); i < len(l.words); i++ {
		w := l.words[i]
		if w.start >= to || n.words == mostNameWords || !nameGap(l.plain[n.end:w.start], n.words == 0, n.initial) {
			break
		}
		word := string(l.low[w.start:w.end])
		if credentials[word] {
			n.professional = n.words > 0
			break
		}
		if !l.nameWord(w, word) || l.looseParticle(i, n.words == 0) {
			break
		}
		n.take(w, word)
	}
	if n.words == 0 || lexical().facility[n.first] || codeAfter(l.low, n.end) {
		return n, false
	}
	n.text = l.written(n.span)
	return n, n.words > 1 || n.known > 0 || len(n.first) >= shortestSurname
}

// looseParticle tells whether a small de or la stands first, or last: then it is an ordinary word.
func (l *line) looseParticle(i int, first bool) bool {
	w := l.words[i]
	return (first || i+1 == len(l.words)) && !isCapital(l.plain[w.start]) && particles[string(l.low[w.start:w.end])]
}

// codeAfter tells whether a word goes on as a code does: AH-216, B12.
func codeAfter(low []byte, end int) bool {
	return alphanumeric(low, end) || end+1 < len(low) && low[end] == '-' && isDigit(low[end+1])
}

func (n *readName) take(w span, word string) {
	if n.words == 0 {
		n.start, n.first = w.start, word
	}
	n.words++
	n.initial = len(word) <= longestInitial
	n.end = w.end
	if lexical().name(word) {
		n.known++
	}
}

// nameWord tells whether a word may be part of a name.
func (l *line) nameWord(w span, word string) bool {
	x := lexical()
	if x.word[word] && !x.name(word) || months[word] > 0 && !x.name(word) && l.digits > 0 {
		return false
	}
	return isCapital(l.plain[w.start]) || particles[word] || x.name(word) && len(word) > shortestSurname
}

// wordFrom is the index of the first word that begins at or after a place.
func (l *line) wordFrom(from int) int {
	low, high := 0, len(l.words)
	for low < high {
		middle := (low + high) / 2
		if l.words[middle].start < from {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

// nameGap tells whether what stands before a word leaves it part of the name, or at its beginning.
func nameGap(gap []byte, first, afterInitial bool) bool {
	if first {
		return len(gap) <= reach && len(bytes.Trim(gap, " :.-_#*=\"\t")) == 0 && tabs(gap) <= cells
	}
	switch string(gap) {
	case " ", "-", "'", ", ", ",", "  ", " - ", "- ":
		return true
	case ". ", ".":
		return afterInitial
	}
	return false
}

// wanted is a health insurance number whose name may stand on one of the next lines.
type wanted struct {
	number string
	age    int
}

const mostWanted = 8

func (f *Finder) want(n healthNumber) {
	if len(f.wanted) < mostWanted {
		f.wanted = append(f.wanted, wanted{number: n.text})
	}
}

// namesBeside looks for the names of numbers found on this line or the last ones: two words whose letters
// are those of the number.
func (f *Finder) namesBeside(l *line) {
	kept := f.wanted[:0]
	for _, w := range f.wanted {
		if !f.people.nameless(w.number) {
			continue
		}
		name := l.nameFor(w.number)
		for i := len(f.past) - 1; i >= 0 && w.age == 0 && name == ""; i-- {
			name = f.past[i].nameFor(w.number)
		}
		if name != "" {
			f.people.name(w.number, name)
			continue
		}
		if w.age++; w.age <= linesRemembered {
			kept = append(kept, w)
		}
	}
	f.wanted = kept
}

// nameFor finds the name that a number's letters stand for.
func (l *line) nameFor(number string) string {
	surname, initial := strings.ToLower(number[:3]), lower(number[3])
	for i, w := range l.words {
		if l.low[w.start] != surname[0] || !isCapital(l.plain[w.start]) || !l.surnameAt(i, surname) {
			continue
		}
		for _, step := range [...]int{1, -1, -2, 2, -3, 3} {
			j := i + step
			if j < 0 || j >= len(l.words) || l.low[l.words[j].start] != initial || !l.oneName(min(i, j), max(i, j)) {
				continue
			}
			name := l.written(l.doubleName(min(i, j), max(i, j)))
			if parseName(name).agreesWith(number) == dispatch.True {
				return strings.NewReplacer("\t", " ", ";", " ").Replace(name)
			}
		}
	}
	return ""
}

// doubleName is the span of the words from i to j with the other halves of double names: Pierre-Louis.
func (l *line) doubleName(i, j int) span {
	for i > 0 && l.hyphened(i) {
		i--
	}
	for j+1 < len(l.words) && l.hyphened(j+1) {
		j++
	}
	return span{l.words[i].start, l.words[j].end}
}

// hyphened tells whether the ith word is capitalised and bound to the one before by a hyphen.
func (l *line) hyphened(i int) bool {
	before, w := l.words[i-1], l.words[i]
	return w.start-before.end == 1 && l.plain[before.end] == '-' && isCapital(l.plain[w.start]) && isCapital(l.plain[before.start])
}

// surnameAt tells whether the three letters begin at the ith word, over a blank where it is shorter.
func (l *line) surnameAt(i int, surname string) bool {
	word := string(l.low[l.words[i].start:l.words[i].end])
	if saints[word] {
		return surname[:2] == "st"
	}
	if surnamePart(word) == surname {
		return true
	}
	return i+1 < len(l.words) && len(word) < len(surname) &&
		surnamePart(word+string(l.low[l.words[i+1].start:l.words[i+1].end])) == surname
}

// oneName tells whether the words from i to j are capitalised, beside each other, and no other words.
func (l *line) oneName(i, j int) bool {
	if c, ok := l.cueBefore(l.words[i].start); ok && aside(c.kind) && l.words[i].start-c.end < reach {
		return false
	}
	for k := i; k <= j; k++ {
		w := l.words[k]
		word := string(l.low[w.start:w.end])
		if !isCapital(l.plain[w.start]) || !l.nameWord(w, word) || lexical().facility[word] {
			return false
		}
		gap := l.plain[l.words[max(k-1, 0)].end:max(w.start, l.words[max(k-1, 0)].end)]
		if k > i && !nameGap(gap, false, true) && string(gap) != "\t" && string(gap) != ";" {
			return false
		}
	}
	return true
}
