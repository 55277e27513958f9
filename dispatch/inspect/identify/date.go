package identify

import (
	"fmt"
	"time"
)

// birthDate is a date of birth as read.
type birthDate struct {
	span
	text  string    // YYYY-MM-DD, even when there is no such day
	born  time.Time // zero: no such day, or not a possible day of birth
	other time.Time // the day when month and day may also be the other way round
}

// is tells whether t may be the date.
func (d birthDate) is(t time.Time) bool {
	return !t.IsZero() && (d.born.Equal(t) || d.other.Equal(t))
}

var months = map[string]int{
	"janvier": 1, "janv": 1, "jan": 1, "january": 1, "fevrier": 2, "fevr": 2, "fev": 2, "feb": 2, "february": 2,
	"mars": 3, "mar": 3, "march": 3, "avril": 4, "avr": 4, "apr": 4, "april": 4, "mai": 5, "may": 5,
	"juin": 6, "jun": 6, "june": 6, "juillet": 7, "juil": 7, "jul": 7, "july": 7, "aout": 8, "aou": 8, "aug": 8,
	"august": 8, "septembre": 9, "september": 9, "sept": 9, "sep": 9, "octobre": 10, "october": 10, "oct": 10,
	"novembre": 11, "november": 11, "nov": 11, "decembre": 12, "december": 12, "dec": 12,
}

// datePart is a number, or the name of a month.
type datePart struct {
	value  int
	digits int // 0: the name of a month
	sep    byte
	end    int
}

const dateParts = 3

// dateAt reads a date that begins at i: numbers, or with the month in letters, French or English.
func dateAt(low []byte, i, end int, now time.Time) (birthDate, bool) {
	start := i
	parts := make([]datePart, 0, dateParts)
	for i < end && len(parts) < dateParts {
		p, next, ok := partAt(low, i, end)
		if !ok {
			break
		}
		parts = append(parts, p)
		i = next
	}
	if len(parts) == 0 || alphanumeric(low, parts[len(parts)-1].end) {
		return birthDate{}, false
	}
	d, ok := interpret(parts, now)
	d.span = span{start, parts[len(parts)-1].end}
	return d, ok
}

// partAt reads a part and skips what may stand before the next.
func partAt(low []byte, i, end int) (datePart, int, bool) {
	from := i
	p := datePart{}
	for i < end && isDigit(digitFor(low[i])) && (isDigit(low[i]) || digitsNear(low, i) && !isMonthAt(low, i)) {
		p.value, p.digits, i = p.value*10+int(digitFor(low[i])-'0'), p.digits+1, i+1
		if p.digits > 8 {
			return p, i, false
		}
	}
	if i == from {
		for i < end && isLetter(low[i]) {
			i++
		}
		p.value = months[string(low[from:i])]
		if p.value == 0 {
			return p, from, false
		}
	}
	p.end = i
	next, sep := skipDate(low, i, end)
	p.sep = sep
	return p, next, true
}

func isMonthAt(low []byte, i int) bool {
	return i+2 < len(low) && isLetter(low[i]) && isLetter(low[i+1]) && isLetter(low[i+2])
}

// skipDate skips separators, ordinals (1er, 2nd) and the words de and of.
func skipDate(low []byte, i, end int) (int, byte) {
	var sep byte
	for skipped := 0; i < end && skipped < 2*widestGap; skipped++ {
		switch b := low[i]; {
		case b == ' ' || b == '/' || b == '-' || b == '.' || b == ',' || b == '\t':
			if sep == 0 || sep == ' ' {
				sep = b
			}
			i++
		case i+2 <= end && ordinal(string(low[i:i+2])) && !alphanumeric(low, i+2):
			i += 2
		default:
			return i, sep
		}
	}
	return i, sep
}

func ordinal(text string) bool {
	switch text {
	case "er", "re", "st", "nd", "rd", "th", "de", "of":
		return true
	}
	return false
}

// interpret puts year, month and day in order. Day before month, unless it cannot be; two-digit years stand
// first when parted by hyphens.
func interpret(p []datePart, now time.Time) (birthDate, bool) {
	if len(p) < dateParts {
		return compact(p, now)
	}
	word := -1
	for i, part := range p {
		if part.digits == 0 {
			if word >= 0 {
				return birthDate{}, false
			}
			word = i
		} else if part.digits == 3 || part.digits > 4 {
			return birthDate{}, false
		}
	}
	if word >= 0 {
		return written(p, word, now)
	}
	return numeric(p, now)
}

func numeric(p []datePart, now time.Time) (birthDate, bool) {
	a, b, c := p[0], p[1], p[2]
	switch {
	case b.digits > 2 || a.digits > 2 && c.digits > 2:
		return birthDate{}, false
	case a.digits == 4:
		return dateFrom(a, b.value, c.value, now), true
	case c.digits == 4:
		return dayFirst(a, b, c, now), true
	case a.digits == 2 && (a.value > 31 || c.digits == 1 || a.sep == '-' && c.value <= 31):
		return dateFrom(a, b.value, c.value, now), true
	case c.digits == 2:
		return dayFirst(a, b, c, now), true
	}
	return birthDate{}, false
}

func dayFirst(day, month, year datePart, now time.Time) birthDate {
	if month.value > 12 && day.value <= 12 {
		return dateFrom(year, day.value, month.value, now)
	}
	d := dateFrom(year, month.value, day.value, now)
	if day.value <= 12 && !d.born.IsZero() {
		d.other = dateFrom(year, day.value, month.value, now).born
	}
	return d
}

// written reads a date whose month is a word: 14 mars 1958, March 14, 1958, 1958 mars 14.
func written(p []datePart, word int, now time.Time) (birthDate, bool) {
	numbers := make([]datePart, 0, 2)
	for i, part := range p {
		if i != word {
			numbers = append(numbers, part)
		}
	}
	day, year := numbers[0], numbers[1]
	if day.digits == 4 {
		day, year = year, day
	}
	if day.digits > 2 || year.digits != 4 && year.digits != 2 {
		return birthDate{}, false
	}
	return dateFrom(year, p[word].value, day.value, now), true
}

// compact reads a date without separators: 19580314, 580314.
func compact(p []datePart, now time.Time) (birthDate, bool) {
	v := p[0].value
	switch p[0].digits {
	case 8:
		d := dateFrom(datePart{value: v / 10000, digits: 4}, v/100%100, v%100, now)
		if d.born.IsZero() {
			reversed := dateFrom(datePart{value: v % 10000, digits: 4}, v/10000%100, v/1000000, now)
			if !reversed.born.IsZero() {
				return reversed, len(p) == 1
			}
		}
		return d, len(p) == 1
	case 6:
		return dateFrom(datePart{value: v / 10000, digits: 2}, v/100%100, v%100, now), len(p) == 1
	}
	return birthDate{}, false
}

// dateFrom makes a date of birth. A year of two digits is the latest that is not in the future.
func dateFrom(year datePart, month, day int, now time.Time) birthDate {
	y := year.value
	if year.digits == 2 {
		y += now.Year() / 100 * 100
		if t, ok := dateOf(y, month, day); ok && t.After(now) || y > now.Year() {
			y -= 100
		}
	}
	d := birthDate{text: fmt.Sprintf("%04d-%02d-%02d", y, month, day)}
	if t, ok := dateOf(y, month, day); ok && !t.After(now) && now.Year()-y <= oldest {
		d.born = t
	}
	return d
}

// birth finds a date of birth in a span beside a cue and strikes it out.
func (f *Finder) birth(l *line, s span) {
	d, ok := firstDate(l.low, s, len(l.low), f.now)
	if !ok {
		return
	}
	f.addBirth(l, d)
}

func (f *Finder) addBirth(l *line, d birthDate) {
	f.keep(l, d.span, Identifier{Type: DateOfBirth, Valid: !d.born.IsZero(), value: d.text})
	f.found.births.add(d.text)
	if !d.born.IsZero() {
		l.clues = append(l.clues, clue{born: d.born, other: d.other})
	}
}

// firstDate reads the first date that begins in a span. Words before it do not matter, another number does.
func firstDate(low []byte, s span, end int, now time.Time) (birthDate, bool) {
	for i := s.start; i < s.end; i++ {
		if !alphanumeric(low, i) || i > s.start && alphanumeric(low, i-1) {
			continue // a cue may stand right before: DDN1958-03-14
		}
		if d, ok := dateAt(low, i, end, now); ok {
			return d, true
		}
		if isDigit(low[i]) {
			return birthDate{}, false
		}
	}
	return birthDate{}, false
}

// birthOfNumber finds, on the line of a health insurance number, the date that the number says, without a
// word beside it: so it stands in lists and on labels.
func (f *Finder) birthOfNumber(l *line) {
	var numbers []healthNumber
	for _, c := range l.clues {
		if c.number.dated {
			numbers = append(numbers, c.number)
		}
	}
	const most = 4 // more numbers than that on a line are no label
	if len(numbers) == 0 || len(numbers) > most {
		return
	}
	for i := 0; i < len(l.low); i++ {
		if !isDigit(l.low[i]) || alphanumeric(l.low, i-1) {
			continue
		}
		d, ok := dateAt(l.low, i, len(l.low), f.now)
		for _, n := range numbers {
			if ok && d.is(n.born) {
				d.born, d.text = n.born, n.born.Format(time.DateOnly)
				f.addBirth(l, d)
				ok = false
			}
		}
	}
}
