package identify

import "bytes"

// labels are four letters that stand before other numbers than a person's. Somebody may be called so: then
// a word that names the number has to stand beside it, or the person's name or date of birth.
var labels = setOf(`anne annu aout auto avis bill born bulk case cell chap chum code colo cmde comm copi cost ctrl date desk docs
	dose edit etat exam expi expl fact file fisc form gene game guid heur hour iban isbn issn item juil juin july june kilo lead
	list long lots mars memo mode mois mont nais note nove numb octo offr orde ordr page paie part pati plan port post prix proc
	prod proj qnty quan ramq rapp reco rede refe refs requ rest revi salt sale seri serv sept serial sess size skus spec stat suit
	scan labo echo surf talk taux taxe tele text time titr tota type unit util vers vide vols volu year zone`)

// candidate is what may be a health insurance number.
type candidate struct {
	healthNumber
	span
	boxed    bool // the letters are parted, as a form's boxes part them
	capitals bool // the letters are written in capitals
	compact  bool // without anything between
	strict   bool // 4-4-4 or 4-8, on one line and in one cell, nothing repaired
	apart    bool // the year is parted from the month
	year     bool // 4-4-2-2: rather a word and a date
}

// healthNumbers finds Québec health insurance numbers and strikes them out.
func (f *Finder) healthNumbers(l *line) {
	for i := 0; i+healthLength <= len(l.plain); i++ {
		if !likeLetter(l.low[i]) || alphanumeric(l.low, i-1) || alphanumeric(l.low, i+1) && !likeLetter(l.low[i+1]) {
			continue
		}
		c, ok := f.healthAt(l.plain, l.low, i)
		if !ok || !f.believed(l, c) {
			continue
		}
		f.addHealth(l, c)
		i = c.end - 1
	}
}

func (f *Finder) addHealth(l *line, c candidate) {
	f.keep(l, c.span, Identifier{Type: QuebecHealthNumber, Valid: c.valid, value: c.text})
	f.found.numbers.add(c.text)
	l.clues = append(l.clues, clue{number: c.healthNumber})
	f.want(c.healthNumber)
}

// believed weighs a candidate: the check digit speaks for it, so does a word beside it, so does the form.
func (f *Finder) believed(l *line, c candidate) bool {
	kind := f.cueOf(l, c.start)
	named := kind == cueHealth || kind == cueOtherHealth
	switch {
	case labels[string(l.low[c.start:c.start+healthLetters])]:
		return f.believedLabel(l, c, named)
	case named:
		return c.valid || c.strict
	case c.valid:
		return c.capitals && !c.year || c.compact && c.strict
	}
	return c.strict && c.capitals && c.dated && kind != cueOther
}

// believedLabel weighs a candidate that begins as other numbers do. Born 1958-03-14 is none, even when the
// word for the number stands further left.
func (f *Finder) believedLabel(l *line, c candidate, named bool) bool {
	switch {
	case c.year:
		return false
	case named:
		return c.valid || c.strict
	}
	return c.valid && c.strict && c.capitals && f.ownerNear(l, c)
}

// ownerNear tells whether the date of birth that a number says stands behind it, or its person's name beside it.
func (f *Finder) ownerNear(l *line, c candidate) bool {
	if d, ok := firstDate(l.low, span{c.end, min(len(l.low), c.end+reach)}, len(l.low), f.now); ok && d.is(c.born) {
		return true
	}
	for _, near := range append(f.past[max(0, len(f.past)-1):len(f.past):len(f.past)], l) {
		if len(near.plain) <= longestRecord && near.nameFor(c.text) != "" {
			return true
		}
	}
	return false
}

// longestRecord is in bytes. On a longer line a name may be anybody's.
const longestRecord = 400

// acrossLines finds a number that is broken at the end of the line before. It must be whole and right.
func (f *Finder) acrossLines(l *line) {
	if len(f.past) == 0 || len(l.plain) == 0 {
		return
	}
	before := f.past[len(f.past)-1]
	const reach = healthLength + 6
	tail := before.plain[max(0, len(before.plain)-reach):]
	head := l.plain[:min(len(l.plain), reach)]
	if len(tail) == 0 || !alphanumeric(before.low, len(before.low)-1) && tail[len(tail)-1] != '-' && tail[len(tail)-1] != ' ' {
		return
	}
	joined := append(append(append(make([]byte, 0, 2*reach+1), tail...), '\n'), head...)
	low := append(append(append(make([]byte, 0, 2*reach+1), before.low[len(before.low)-len(tail):]...), '\n'), l.low[:len(head)]...)
	for i := range tail {
		if c, ok := f.healthAt(joined, low, i); ok && c.valid && c.capitals && c.end > len(tail)+1 {
			c.span = span{0, c.end - len(tail) - 1}
			f.addHealth(l, c)
			return
		}
	}
}

// healthAt reads a number that begins at i, with blanks and hyphens between its groups.
func (f *Finder) healthAt(plain, low []byte, i int) (candidate, bool) {
	c, text, ok := candidateAt(plain, low, i)
	return c, ok && f.decode(&c, text)
}

func candidateAt(plain, low []byte, i int) (c candidate, text [healthLength]byte, ok bool) {
	if !likeLetter(low[i]) || alphanumeric(low, i-1) {
		return c, text, false
	}
	c = candidate{span: span{start: i}, capitals: true, compact: true, strict: true}
	for n := range healthLength {
		if n > 0 {
			at := skipBetween(low, i)
			if !c.between(low[i:at], n) {
				return c, text, false
			}
			i = at
		}
		if i == len(low) || !alphanumeric(low, i) || n == healthLetters && !likeDigit(low[i]) {
			return c, text, false
		}
		if n < healthLetters && isLetter(low[i]) && !isCapital(plain[i]) {
			c.capitals = false
		}
		text[n], i = upper(low[i]), i+1
	}
	c.end = i
	return c, text, !alphanumeric(low, i) && digitsIn(text[healthLetters:]) >= fewestDigits
}

// between judges what stands before the nth character. The letters are one word, unless every character
// has a box of its own.
func (c *candidate) between(gap []byte, n int) bool {
	if n == 1 {
		c.boxed = len(gap) > 0
	}
	if c.boxed && (len(gap) == 0 || bytes.ContainsAny(gap, ".-")) || !c.boxed && n < healthLetters && len(gap) > 0 {
		return false
	}
	if len(gap) == 0 {
		return true
	}
	c.compact = false
	switch n {
	case healthLetters, healthLetters + 4:
		c.strict = c.strict && !bytes.ContainsAny(gap, "\t\n")
		return true
	case healthLetters + 2:
		c.apart = true
	case healthLetters + 6:
		c.year = !c.apart
	}
	c.strict = false
	return true
}

const (
	widestGap    = 3
	fewestDigits = 5 // of the eight, read as digits
)

func skipBetween(low []byte, i int) int {
	for end := i + widestGap; i < len(low) && i < end; i++ {
		switch low[i] {
		case ' ', '-', '\t', '\n', '.':
		default:
			return i
		}
	}
	return i
}

// decode reads the characters as they are, then as what recognition may have mistaken them for.
func (f *Finder) decode(c *candidate, text [healthLength]byte) bool {
	n, ok := parseHealth(string(text[:]), f.now)
	if ok && n.valid {
		c.healthNumber = n
		return true
	}
	for _, repaired := range repairs(text) {
		if r, fits := parseHealth(repaired, f.now); fits && r.valid {
			c.healthNumber, c.strict = r, false
			return true
		}
	}
	c.healthNumber = n
	return ok
}

func digitsIn(text []byte) int {
	n := 0
	for _, b := range text {
		if isDigit(b) {
			n++
		}
	}
	return n
}

// repairs gives the texts that recognition may have seen: letters among the digits, digits among the
// letters. The 11th character may be either.
func repairs(text [healthLength]byte) []string {
	repaired, changed := text, false
	for i, b := range text {
		switch {
		case i == healthLength-2:
			continue
		case i < healthLetters:
			repaired[i] = letterFor(b)
		default:
			repaired[i] = upper(digitFor(lower(b)))
		}
		changed = changed || repaired[i] != b
	}
	var texts []string
	if changed {
		texts = append(texts, string(repaired[:]))
	}
	if sequence := text[healthLength-2]; digitFor(lower(sequence)) != lower(sequence) {
		repaired[healthLength-2] = digitFor(lower(sequence))
		texts = append(texts, string(repaired[:]))
	}
	return texts
}

// digitFor is the digit that recognition may have taken for b, in lower case.
func digitFor(b byte) byte {
	switch b {
	case 'o', 'q':
		return '0'
	case 'i', 'l':
		return '1'
	case 's':
		return '5'
	case 'b':
		return '8'
	case 'z':
		return '2'
	}
	return b
}

func letterFor(b byte) byte {
	switch b {
	case '0':
		return 'O'
	case '1':
		return 'I'
	case '5':
		return 'S'
	case '8':
		return 'B'
	}
	return b
}

func likeDigit(b byte) bool  { return isDigit(digitFor(b)) }
func likeLetter(b byte) bool { return isLetter(b) || isCapital(letterFor(b)) }
