package identify

import (
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// comparison is what two names have in common.
type comparison struct {
	same     []string // in both
	initials int      // an initial in one, a word that begins so in the other
	near     int      // the same but for a typing error
	a, b     []string // in one alone
}

// compareNames tells whether two names are the same person's. False only when they are clearly two: names
// change with marriage, and are mistyped.
func compareNames(a, b fullName) dispatch.Truth {
	if a.whole() == 0 || b.whole() == 0 || len(a.core) < 2 || len(b.core) < 2 {
		return dispatch.Unknown
	}
	c := pair(a, b)
	switch {
	case c.near > 0:
		return dispatch.Unknown
	case len(c.a) == 0 || len(c.b) == 0:
		return c.contained()
	case related(c.a, c.b):
		return dispatch.Unknown
	case len(c.same) == 0:
		return falseIf(c.initials == 0 && a.whole() > 1 && b.whole() > 1)
	}
	return falseIf(c.otherGivenNames())
}

// contained judges names of which one has every word of the other: True, unless the words too many are
// another given name (Jean and Jean-Pierre are two).
func (c comparison) contained() dispatch.Truth {
	if len(c.same) == 0 || len(c.same)+c.initials < 2 {
		return dispatch.Unknown
	}
	for _, word := range append(slices.Clone(c.a), c.b...) {
		if lexical().onlyGiven(word) && !baptismal[word] {
			return dispatch.Unknown
		}
	}
	return dispatch.True
}

// otherGivenNames tells whether the surname is common and the given names differ.
func (c comparison) otherGivenNames() bool {
	x := lexical()
	if all(c.a, x.onlyGiven) && all(c.b, x.onlyGiven) {
		return true
	}
	return c.initials == 0 && len(c.same) == 1 && x.onlySurname(c.same[0]) && full(c.a) && full(c.b) &&
		!anyOf(c.a, x.onlySurname) && !anyOf(c.b, x.onlySurname)
}

func falseIf(different bool) dispatch.Truth {
	if different {
		return dispatch.False
	}
	return dispatch.Unknown
}

func all(words []string, is func(string) bool) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !is(w) })
}

func anyOf(words []string, is func(string) bool) bool { return slices.ContainsFunc(words, is) }

func full(words []string) bool {
	return all(words, func(w string) bool { return len(w) > 1 })
}

// pair lays the words of two names beside each other: the same ones first, then initials, then those that
// differ by a typing error.
func pair(a, b fullName) comparison {
	c := comparison{a: joined(a, b), b: joined(b, a)}
	c.take(func(x, y string) bool { return len(x) > 1 && x == y }, func(word string) { c.same = append(c.same, word) })
	c.take(initialOf, func(string) { c.initials++ })
	c.take(mistyped, func(string) { c.near++ })
	return c
}

// joined are the core words of n, two of them written as one where other writes them so: Le Blanc, Leblanc.
func joined(n, other fullName) []string {
	core := slices.Clone(n.core)
	for i := 1; i < len(n.words); i++ {
		one := n.words[i-1] + n.words[i]
		if !slices.Contains(other.core, one) {
			continue
		}
		core = slices.DeleteFunc(core, func(w string) bool { return w == n.words[i-1] || w == n.words[i] })
		core = append(core, one)
	}
	return core
}

// take removes the words that fit each other, and counts them.
func (c *comparison) take(fits func(x, y string) bool, count func(string)) {
	for i := 0; i < len(c.a); i++ {
		j := slices.IndexFunc(c.b, func(y string) bool { return fits(c.a[i], y) })
		if j < 0 {
			continue
		}
		count(c.a[i])
		c.a, c.b = slices.Delete(c.a, i, i+1), slices.Delete(c.b, j, j+1)
		i--
	}
}

func initialOf(x, y string) bool {
	return (len(x) == 1 || len(y) == 1) && x[0] == y[0]
}

const (
	shortestMistyped = 4 // one letter more, fewer, other, or two exchanged
	longMistyped     = 7 // two
)

// mistyped tells whether two words may be the same but for typing errors. Two frequent given names are not.
func mistyped(x, y string) bool {
	shorter := min(len(x), len(y))
	if shorter < shortestMistyped || lexical().name(x) && lexical().name(y) {
		return false
	}
	allowed := 1
	if shorter >= longMistyped {
		allowed = 2
	}
	return distance(x, y, allowed) <= allowed
}

// distance is the number of letters to change, insert, delete or exchange with their neighbour; more than
// limit stays more.
func distance(x, y string, limit int) int {
	if len(x)-len(y) > limit || len(y)-len(x) > limit {
		return limit + 1
	}
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+differs(x[i-1], y[j-1]))
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}

func differs(a, b byte) int {
	if a == b {
		return 0
	}
	return 1
}

// related tells whether a word of one begins like a word of the other: Dan and Daniel, but not Paul and
// Paule, which are two frequent names.
func related(a, b []string) bool {
	for _, x := range a {
		for _, y := range b {
			if shortForm(x, y) || shortForm(y, x) {
				return true
			}
		}
	}
	return false
}

const shortestForm = 3

func shortForm(short, long string) bool {
	if len(short) < shortestForm || !strings.HasPrefix(long, short) {
		return false
	}
	return len(short) == shortestForm || !lexical().given[short] || !lexical().given[long]
}

// agreesWith compares a name with the four letters of a health insurance number: three of the surname,
// filled up with X, and one of the given name (RAMQ).
func (n fullName) agreesWith(letters string) dispatch.Truth {
	if len(n.words) < 2 || len(letters) < healthLetters {
		return dispatch.Unknown
	}
	surname, initial := strings.ToLower(letters[:3]), lower(letters[3])
	some := false
	for i := range n.words {
		isSurname := surnamePart(n.words[i]) == surname || surnamePart(strings.Join(n.words[i:], "")) == surname
		some = some || isSurname
		for j, word := range n.words {
			if j != i && word[0] == initial {
				some = true
				if isSurname {
					return dispatch.True
				}
			}
		}
	}
	return falseIf(!some)
}

func surnamePart(word string) string { return (word + "xxx")[:3] }
