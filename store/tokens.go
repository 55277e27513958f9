package store

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A word is found by its beginnings of shortest to longest letters. One shorter than shortest is found
// only whole; two that agree in their first longest letters are not told apart.
const (
	shortest = 3
	longest  = 12
)

const (
	maxTerms      = 2000 // of one row
	maxQueryWords = 16
)

var ligatures = strings.NewReplacer("œ", "oe", "æ", "ae", "ß", "ss", "ø", "o", "ł", "l", "đ", "d")

// fold writes a text without accents, case and ligatures, so that "Lœwe-Bélanger" is found as
// "loewe belanger".
func fold(text string) string {
	unmarked := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(text))
	return ligatures.Replace(unmarked)
}

// words cuts a folded text at everything that is neither letter nor digit.
func words(folded string) []string {
	return strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// cut is a word as far as it is looked at.
func cut(word string) string {
	if letters := []rune(word); len(letters) > longest {
		return string(letters[:longest])
	}
	return word
}

// beginnings are the forms that a word is found by.
func beginnings(word string) []string {
	letters := []rune(word)
	if len(letters) < shortest {
		return []string{word}
	}
	var all []string
	for n := shortest; n <= min(longest, len(letters)); n++ {
		all = append(all, string(letters[:n]))
	}
	return all
}

// phonePattern matches digits as people group them: (514) 555-0142, +1 514.555.0142, 514-555 0142.
var phonePattern = regexp.MustCompile(`[0-9][0-9 ().+\-]*[0-9]`)

const (
	phoneShortest = 7
	phoneWhole    = 10 // with its area code
	phoneLongest  = 15 // E.164
)

// phones are the numbers in a folded text, without separators. A North American one loses its country
// code.
func phones(folded string) []string {
	var all []string
	for _, match := range phonePattern.FindAllString(folded, -1) {
		digits := strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, match)
		if len(digits) == 11 && digits[0] == '1' {
			digits = digits[1:]
		}
		if len(digits) >= phoneShortest && len(digits) <= phoneLongest {
			all = append(all, digits)
		}
	}
	return all
}

// terms are all forms that texts are found by, each once.
func terms(texts ...string) []string {
	seen := map[string]bool{}
	for _, text := range texts {
		folded := fold(text)
		all := words(folded)
		for _, number := range phones(folded) {
			all = append(all, number, number[len(number)-7:], number[len(number)-4:])
		}
		for _, word := range all {
			for _, form := range beginnings(word) {
				seen[form] = true
			}
		}
	}
	all := make([]string, 0, len(seen))
	for form := range seen {
		all = append(all, form)
	}
	slices.Sort(all) // before cutting, so that the same row gives the same terms
	return all[:min(len(all), maxTerms)]
}

// indexed is what the search index holds of texts: keyed hashes, in an order that says nothing.
func (s *Store) indexed(texts ...string) string {
	tokens := terms(texts...)
	for i, term := range tokens {
		tokens[i] = s.sealer.Token(term)
	}
	slices.Sort(tokens)
	return strings.Join(tokens, " ")
}

// match writes a query for the search index: all words, and a number also without its separators. It is
// empty when the query has no word.
func (s *Store) match(query string) string {
	folded := fold(query)
	var clauses []string
	for _, piece := range pieces(folded) {
		parts := words(piece)
		clause := s.allOf(parts)
		if numbers := phones(piece); len(parts) > 1 && len(numbers) == 1 {
			clause = s.number(numbers[0], clause)
		}
		clauses = append(clauses, clause)
		if len(clauses) == maxQueryWords {
			break
		}
	}
	return strings.Join(clauses, " AND ")
}

// number asks for a number without its separators. One that is not whole may also be words that only
// look like a number; for a whole one they are not asked for: almost every row has an area code.
func (s *Store) number(digits, asWords string) string {
	if len(digits) == phoneWhole {
		return s.allOf([]string{digits})
	}
	return "(" + s.allOf([]string{digits}) + " OR (" + asWords + "))"
}

// pieces cuts a folded query into words, and leaves numbers with their separators whole.
func pieces(folded string) []string {
	var all []string
	rest := folded
	for _, at := range phonePattern.FindAllStringIndex(folded, -1) {
		number := folded[at[0]:at[1]]
		if len(phones(number)) == 1 {
			before := len(folded) - len(rest)
			all = append(append(all, words(folded[before:at[0]])...), number)
			rest = folded[at[1]:]
		}
	}
	return append(all, words(rest)...)
}

func (s *Store) allOf(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = `"` + s.sealer.Token(cut(word)) + `"`
	}
	return strings.Join(quoted, " AND ")
}
