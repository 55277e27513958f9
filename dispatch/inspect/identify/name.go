package identify

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed names.txt
var nameText string

// lexicon is what is known of words: frequent names, and words that are none. There is no list of all names.
type lexicon struct{ given, surname, facility, word map[string]bool }

var lexical = sync.OnceValue(func() lexicon {
	x := lexicon{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
	sections := map[string]map[string]bool{"[given]": x.given, "[surname]": x.surname, "[facility]": x.facility, "[word]": x.word}
	var section map[string]bool
	for text := range strings.Lines(nameText) {
		text = strings.TrimSpace(text)
		if named, ok := sections[text]; ok {
			section = named
		} else if !strings.HasPrefix(text, "#") {
			for word := range strings.FieldsSeq(text) {
				section[word] = true
			}
		}
	}
	return x
})

func (x lexicon) name(word string) bool { return x.given[word] || x.surname[word] }
func (x lexicon) onlyGiven(word string) bool {
	return x.given[word] && !x.surname[word]
}

func (x lexicon) onlySurname(word string) bool {
	return x.surname[word] && !x.given[word]
}

var (
	particles = setOf(`de du des d l la le les van von der den di da del della dos el al bin ben ibn y`)
	titles    = setOf(`m mr mrs ms mme mlle miss monsieur madame mademoiselle dr dre docteur docteure`)
	saints    = setOf(`st ste sts saint sainte saints saintes`)
	// baptismal are given names that stand before the usual one on many Québec records.
	baptismal = setOf(`marie joseph`)
)

// fullName is a name in plain letters, whatever its order.
type fullName struct {
	words []string // all but titles; Saint and its kin joined to what follows, as on the card
	core  []string // words without particles, unless too few are left
}

// longestName is in bytes. What is longer is no name, and only its beginning is read.
const longestName = 200

// parseName takes a name apart. Accents, case, hyphens and order are of no matter to it.
func parseName(text string) fullName {
	var n fullName
	low := fold(text[:min(len(text), longestName)])
	spans := wordsOf(low)
	for i := 0; i < len(spans); i++ {
		word := string(low[spans[i].start:spans[i].end])
		switch {
		case i == 0 && titles[word] && len(spans) > 1:
			continue
		case i+1 < len(spans) && saints[word]:
			i++
			word = "st" + string(low[spans[i].start:spans[i].end])
		case i+1 < len(spans) && len(word) == 1 && low[spans[i].end] == '\'':
			i++
			word += string(low[spans[i].start:spans[i].end])
		}
		n.words = append(n.words, word)
	}
	for _, word := range n.words {
		if !particles[word] {
			n.core = append(n.core, word)
		}
	}
	if len(n.core) < 2 {
		n.core = n.words
	}
	return n
}

// organisation tells whether a word says that this is no person's name.
func (n fullName) organisation() bool {
	for _, word := range n.words {
		if lexical().facility[word] && !titles[word] {
			return true
		}
	}
	return false
}

// whole counts the words that are more than an initial.
func (n fullName) whole() int {
	count := 0
	for _, word := range n.core {
		if len(word) > 1 {
			count++
		}
	}
	return count
}

// key is the same for the same words in any order.
func (n fullName) key() string {
	return strings.Join(slices.Sorted(slices.Values(n.core)), " ")
}
