package identify

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/souspli/souspli/dispatch"
)

// profile is a person, made ready to be compared.
type profile struct {
	name   fullName
	number string
	born   time.Time
}

func profileOf(p Person) profile {
	if !healthShaped(p.Number) {
		p.Number = ""
	}
	return profile{parseName(p.Name), p.Number, p.Born}
}

// match compares with a name, or a health insurance number, or both, as somebody wrote them.
func (p profile) match(text string) dispatch.Truth {
	text, number := takeNumber(text)
	if number != "" {
		if t := p.matchNumber(number); t != dispatch.Unknown {
			return t
		}
	}
	other := parseName(text)
	if other.organisation() {
		return dispatch.Unknown
	}
	return p.matchName(other)
}

func (p profile) matchName(other fullName) dispatch.Truth {
	letters := other.agreesWith(p.number)
	if len(p.name.words) == 0 {
		return letters
	}
	byName := compareNames(p.name, other)
	switch {
	case byName == dispatch.Unknown && letters == dispatch.True:
		return dispatch.True
	case byName == dispatch.False && letters == dispatch.True && p.name.agreesWith(p.number) != dispatch.True:
		return dispatch.Unknown // the name that was read is not the one on the card
	}
	return byName
}

// typingErrors is how many characters of two health insurance numbers may differ by typing errors.
const typingErrors = 2

func (p profile) matchNumber(other string) dispatch.Truth {
	if p.number != "" {
		return sameNumber(p.number, other)
	}
	letters := p.name.agreesWith(other)
	if p.born.IsZero() {
		return letters
	}
	differing := 0
	for i, digit := range []byte(p.born.Format("060102")) {
		differing += differs(digit, birthDigits(other)[i])
	}
	switch {
	case differing == 0 && letters != dispatch.False:
		return dispatch.True
	case differing > typingErrors, differing > 0 && letters == dispatch.False:
		return dispatch.False
	}
	return dispatch.Unknown
}

func sameNumber(a, b string) dispatch.Truth {
	differing := 0
	for i := range healthLength {
		differing += differs(a[i], b[i])
	}
	switch {
	case differing == 0:
		return dispatch.True
	case differing > typingErrors:
		return dispatch.False
	}
	return dispatch.Unknown
}

// birthDigits are year, month and day of a health insurance number, for a woman as for a man.
func birthDigits(text string) string {
	if month := number(text[6:8]); month > womensMonths {
		return text[4:6] + twoDigits(month-womensMonths) + text[8:10]
	}
	return text[4:10]
}

func twoDigits(n int) string { return fmt.Sprintf("%02d", n) }

// takeNumber takes a health insurance number out of a text.
func takeNumber(text string) (rest, number string) {
	text = text[:min(len(text), longestName)]
	l := newLine(text)
	for i := 0; i+healthLength <= len(l.plain); i++ {
		c, found, ok := candidateAt(l.plain, l.low, i)
		if ok && c.strict && healthShaped(string(found[:])) && dayShaped(string(found[6:10])) {
			return l.written(span{0, c.start}) + " " + l.written(span{c.end, len(l.plain)}), string(found[:])
		}
	}
	return text, ""
}

// dayShaped tells whether four digits may be the month and day of a health insurance number.
func dayShaped(digits string) bool {
	month, day := number(digits[:2]), number(digits[2:])
	return month >= 1 && month <= 12+womensMonths && (month <= 12 || month > womensMonths) && day >= 1 && day <= 31
}

// NameIn tells whether a file's name names one of the people: True. False: it names somebody else, beyond
// doubt. Unknown: it names nobody, or it cannot be told. Names of clinics and streets are people's names
// too, so False wants a frequent given name or surname, and no word that says it is a place.
func NameIn(fileName string, people []Person) dispatch.Truth {
	words := fileWords(fileName)
	_, number := takeNumber(strings.ReplaceAll(fileName, "_", " "))
	all := dispatch.Unknown
	for i, p := range people {
		t := profileOf(p).inFile(words, number)
		switch {
		case t == dispatch.True:
			return dispatch.True
		case i == 0:
			all = t
		case t != all:
			all = dispatch.Unknown
		}
	}
	return all
}

func (p profile) inFile(words []string, number string) dispatch.Truth {
	if number != "" && p.number != "" {
		if t := p.matchNumber(number); t != dispatch.Unknown {
			return t
		}
	}
	if p.hits(words) {
		return dispatch.True
	}
	result := dispatch.Unknown
	for _, name := range namesAmong(words) {
		switch p.matchName(parseName(strings.Join(name, " "))) {
		case dispatch.True:
			return dispatch.True
		case dispatch.Unknown:
			return dispatch.Unknown
		case dispatch.False:
			result = dispatch.False
		}
	}
	return result
}

// hits tells whether two words of the person's name are in the file's.
func (p profile) hits(words []string) bool {
	count := 0
	for _, word := range p.name.core {
		if len(word) > 1 {
			for _, w := range words {
				if w == word {
					count++
					break
				}
			}
		}
	}
	return count > 1
}

// longestFileName is in bytes: no system has longer ones, but titles may be anything.
const longestFileName = 255

// fileWords are the words of a file's name, with TremblayJean taken apart and Saint joined.
func fileWords(fileName string) []string {
	fileName = fileName[:min(len(fileName), longestFileName)]
	if i := strings.LastIndexByte(fileName, '.'); i > 0 && len(fileName)-i <= len(".docx") {
		fileName = fileName[:i]
	}
	var apart strings.Builder
	before := ' '
	for _, r := range fileName {
		if unicode.IsUpper(r) && unicode.IsLower(before) {
			apart.WriteByte(' ')
		}
		if r == '_' {
			r = ' '
		}
		apart.WriteRune(r)
		before = r
	}
	return parseFileName(apart.String())
}

func parseFileName(text string) []string {
	low := fold(text)
	var words []string
	for _, w := range wordsOf(low) {
		if alphanumeric(low, w.end) || w.start > 0 && isDigit(low[w.start-1]) {
			continue // scan0001
		}
		words = append(words, string(low[w.start:w.end]))
	}
	for i := 0; i+1 < len(words); i++ {
		if saints[words[i]] {
			words[i+1] = "st" + words[i+1]
			words = append(words[:i], words[i+1:]...)
		}
	}
	return words
}

// namesAmong are the names of people among words, beyond doubt: a frequent given name beside a frequent
// surname; or nothing but two or three words that are no others, one of them a frequent name.
func namesAmong(words []string) [][]string {
	x := lexical()
	if anyOf(words, func(w string) bool { return x.facility[w] }) {
		return nil
	}
	var rest []string
	given, known := 0, 0
	for _, word := range words {
		if x.other(word) {
			continue
		}
		rest = append(rest, word)
		if x.name(word) {
			known++
		}
		if x.onlyGiven(word) {
			given++
		}
	}
	if len(rest) == 2 && (given > 0 || known > 1) || len(rest) == 3 && known > 1 {
		return [][]string{rest}
	}
	return frequentPairs(words)
}

// other tells whether a word of a file's name is no part of a person's.
func (x lexicon) other(word string) bool {
	return len(word) < 2 || particles[word] || (x.word[word] || x.word[strings.TrimSuffix(word, "s")]) && !x.name(word) || months[word] > 0
}

// frequentPairs are a frequent given name and a frequent surname beside each other, in any order.
func frequentPairs(words []string) [][]string {
	x := lexical()
	var names [][]string
	for i := 1; i < len(words); i++ {
		a, b := words[i-1], words[i]
		if x.given[a] && x.surname[b] || x.surname[a] && x.given[b] {
			names = append(names, []string{a, b})
		}
	}
	return names
}

// namesInFile are the names in a file's name or title: only frequent ones beside each other.
func namesInFile(text string) [][]string {
	x := lexical()
	var names [][]string
	for _, name := range namesAmong(fileWords(text)) {
		if all(name, x.name) && anyOf(name, func(w string) bool { return x.given[w] }) && anyOf(name, func(w string) bool { return x.surname[w] }) {
			names = append(names, name)
		}
	}
	return names
}
