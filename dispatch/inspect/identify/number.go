package identify

// figures is a number in groups of digits, as people write it.
type figures struct {
	span
	digits  []byte
	lengths []int // of its groups
	ends    []int // where they end
	seps    []byte
}

const mostGroups = 5

// figuresAt reads a number that begins at i. recognised reads letters that recognition may have taken for
// digits as these.
func figuresAt(low []byte, i, end int, recognised bool) figures {
	n := figures{span: span{i, i}}
	if i > 0 && low[i-1] == '(' {
		n.start--
	}
	for len(n.lengths) < mostGroups {
		from := i
		for i < end && (isDigit(low[i]) || recognised && isDigit(digitFor(low[i])) && digitsNear(low, i)) {
			n.digits = append(n.digits, digitFor(low[i]))
			i++
		}
		if i == from {
			break
		}
		n.lengths, n.ends, n.end = append(n.lengths, i-from), append(n.ends, i), i
		next, sep := separator(low, i, end)
		n.seps = append(n.seps, sep)
		if next == i || next >= end {
			break
		}
		i = next
	}
	return n
}

// digitsNear tells whether a digit stands beside i, so that a letter there may be one too.
func digitsNear(low []byte, i int) bool {
	return i > 0 && isDigit(low[i-1]) || i+1 < len(low) && isDigit(low[i+1])
}

// separator skips one blank, hyphen, dot, or the bracket of an area code, with a blank beside it.
func separator(low []byte, i, end int) (int, byte) {
	start, sep := i, byte(0)
	for i < end && i-start < widestGap {
		switch b := low[i]; b {
		case ' ', '(':
			if sep == 0 {
				sep = ' '
			}
		case '-', '.', ')':
			if sep == '-' || sep == '.' {
				return start, 0
			}
			sep = b
		default:
			return i, sep
		}
		i++
	}
	return i, sep
}

// starts tells whether the groups begin with these lengths, and more groups may follow.
func (n figures) starts(lengths ...int) bool {
	if len(n.lengths) < len(lengths) {
		return false
	}
	for i, length := range lengths {
		if n.lengths[i] != length {
			return false
		}
	}
	return true
}

// is tells whether the groups have exactly these lengths.
func (n figures) is(lengths ...int) bool {
	return len(n.lengths) == len(lengths) && n.starts(lengths...)
}

// luhn tells whether the last digit is the check digit of the others (ISO/IEC 7812-1).
func luhn(digits []byte) bool {
	sum := 0
	for i, b := range digits {
		d := int(b - '0')
		if (len(digits)-i)%2 == 0 {
			d *= 2
			if d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return len(digits) > 1 && sum%10 == 0
}

const (
	sinLength     = 9
	ontarioLength = 10
)

// issued tells whether nine digits are a social insurance number as it is issued: none begins with 0 or 8.
func issued(digits []byte) bool {
	return digits[0] != '0' && digits[0] != '8' && luhn(digits)
}

// ontario tells whether ten digits are a health card number of Ontario.
func ontario(digits []byte) bool { return len(digits) == ontarioLength && luhn(digits) }

// britishColumbia tells whether ten digits are a personal health number of British Columbia: a nine, eight
// digits that are weighed, and the check digit modulo 11.
func britishColumbia(digits []byte) bool {
	weights := [...]int{2, 4, 8, 5, 10, 9, 7, 3}
	if len(digits) != len(weights)+2 || digits[0] != '9' {
		return false
	}
	sum := 0
	for i, w := range weights {
		sum += int(digits[i+1]-'0') * w
	}
	return 11-sum%11 == int(digits[len(digits)-1]-'0')
}

// besideCues finds the numbers and dates that stand beside a word that names them, and strikes them out.
func (f *Finder) besideCues(l *line) {
	for i, c := range l.cues {
		switch c.kind {
		case cueSIN:
			f.sin(l, l.room(i))
		case cueOtherHealth:
			f.otherHealth(l, l.room(i), c.province)
		case cueBirth:
			f.birth(l, l.room(i))
		case cueChart:
			f.chart(l, l.room(i))
		case cueLicence:
			f.licence(l, l.room(i))
		}
	}
}

// figuresIn reads the first number of a span; words may stand before it, but no other value.
func figuresIn(l *line, s span, recognised bool) (figures, bool) {
	for i := s.start; i < s.end; i++ {
		if isDigit(l.low[i]) || recognised && isDigit(digitFor(l.low[i])) && i+1 < s.end && isDigit(l.low[i+1]) {
			if i > s.start && isLetter(l.low[i-1]) {
				return figures{}, false // in the middle of a word
			}
			return figuresAt(l.low, i, wordEnd(l.low, s.end), recognised), true
		}
	}
	return figures{}, false
}

// wordEnd moves the end of a span out of a number or a word.
func wordEnd(low []byte, end int) int {
	for alphanumeric(low, end) && alphanumeric(low, end-1) {
		end++
	}
	return end
}

func (f *Finder) sin(l *line, s span) {
	n, ok := figuresIn(l, s, true)
	if !ok || len(n.digits) != sinLength || len(n.lengths) > 3 || alphanumeric(l.low, n.end) {
		return
	}
	f.keep(l, n.span, Identifier{Type: SocialInsurance, Valid: luhn(n.digits), value: string(n.digits)})
	f.people.other()
}

// Lengths of the health numbers of other provinces: NT 7, PE 8, AB MB NB SK YT NU 8 or 9, NS 10, NL 12.
const (
	shortestHealth = 7
	longestHealth  = 12
)

func (f *Finder) otherHealth(l *line, s span, province Type) {
	n, ok := figuresIn(l, s, true)
	length := len(n.digits)
	if !ok || length < shortestHealth || length > longestHealth || length == 11 || n.starts(3, 3, 4) ||
		alphanumeric(l.low, n.end) || n.starts(4, 2, 2) {
		return
	}
	found := Identifier{Type: OtherProvinceHealth, Valid: true, value: string(n.digits)}
	switch {
	case britishColumbia(n.digits):
		found.Type = BritishColumbia
	case ontario(n.digits):
		found.Type = OntarioHealth
	case province != "" && length == ontarioLength:
		found.Type, found.Valid = province, false
	}
	f.keep(l, n.span, found)
	f.people.other()
}

// loose finds numbers by their form alone, with the nearest cue to tell them apart, and strikes them out.
func (f *Finder) loose(l *line) {
	f.forms(l)
	f.postalCodes(l)
	for i := 0; i < len(l.low); i++ {
		if !isDigit(l.low[i]) || alphanumeric(l.low, i-1) {
			continue
		}
		n := figuresAt(l.low, i, len(l.low), false)
		if p, ok := phoneOf(n); ok {
			f.phone(l, n, p)
			i = p.end - 1
			continue
		}
		f.looseSIN(l, n)
		i = max(i, n.start+n.lengths[0]-1)
	}
}

// looseSIN keeps a number in the form of a social insurance number, without a word beside it. One number in
// ten of that form has the right check digit, so it raises no alarm by itself: it counts only in a document
// that is about a person.
func (f *Finder) looseSIN(l *line, n figures) {
	if !n.is(3, 3, 3) || n.seps[0] != n.seps[1] || n.seps[0] != ' ' && n.seps[0] != '-' || !issued(n.digits) {
		return
	}
	if f.cueOf(l, n.start) == cueOther || amount(l.low, n) || alphanumeric(l.low, n.end) {
		return
	}
	f.keep(l, n.span, Identifier{Type: SocialInsurance, Valid: true, value: string(n.digits), loose: true})
}

// amount tells whether a number is money, or has decimals.
func amount(low []byte, n figures) bool {
	for i := n.end; i < min(len(low), n.end+2); i++ {
		switch low[i] {
		case ',', '.':
			if i+1 < len(low) && isDigit(low[i+1]) {
				return true
			}
		case '$', '%':
			return true
		}
	}
	return n.start > 0 && (low[n.start-1] == '$' || low[n.start-1] == '-' || low[n.start-1] == ',')
}
