package classify

import (
	"slices"
	"strings"
)

// token is a word of a page, as numbers of the dictionary: 0 where no term has it.
type token struct {
	word int
	stem int // that the word begins with
	line int // that it stands in, from 0; -1: a boundary

	numeral bool
}

// dictionary numbers every word that stands in a term. Stems are kept with a final asterisk; none is the
// beginning of another.
type dictionary struct {
	numbers map[string]int
	lengths []int // of the stems, in bytes

	spelled map[string][]string // while it is filled
}

// number returns the number of a word, a new one when it has none.
func (d *dictionary) number(word string) int {
	if n, ok := d.numbers[word]; ok {
		return n
	}
	n := len(d.numbers) + 1
	d.numbers[word] = n
	return n
}

// stem is number for the beginning of words.
func (d *dictionary) stem(beginning string) int {
	if !slices.Contains(d.lengths, len(beginning)) {
		d.lengths = append(d.lengths, len(beginning))
	}
	return d.number(beginning + "*")
}

// find looks a word up; buffer saves an allocation.
func (d *dictionary) find(word string, buffer []byte) token {
	found := token{word: d.numbers[word]}
	for _, length := range d.lengths {
		if length > len(word) {
			continue
		}
		buffer = append(append(buffer[:0], word[:length]...), '*')
		if n := d.numbers[string(buffer)]; n != 0 {
			found.stem = n
		}
	}
	return found
}

// path is a term as numbers of its words, new ones where needed.
func (d *dictionary) path(term string) []int {
	term, stem := strings.CutSuffix(term, "*")
	var path []int
	last := ""
	for written := range strings.FieldsSeq(strings.ReplaceAll(term, "_", " ")) {
		for _, word := range d.spelling(written) {
			path = append(path, d.number(word))
			last = word
		}
	}
	if stem {
		path[len(path)-1] = d.stem(last)
	}
	return path
}

// spelling are the normalised words of what is written without a space; terms write the same ones often.
func (d *dictionary) spelling(written string) []string {
	words, known := d.spelled[written]
	if !known {
		words = slices.Collect(tokens(normalise(written)))
		if d.spelled == nil {
			d.spelled = map[string][]string{}
		}
		d.spelled[written] = words
	}
	return words
}

// fill puts texts into a trie, and each that has a hyphen also as it is read where a line ends at that
// hyphen.
func (d *dictionary) fill(trie *node, texts []string, term int) {
	for _, text := range texts {
		trie.add(d.path(text), term)
		if whole := strings.ReplaceAll(text, "-", ""); whole != text {
			trie.add(d.path(whole), term)
		}
	}
}

// node is a place in a trie of terms: each way on is a word.
type node struct {
	next  map[int]*node
	terms []int // that end here
}

// add puts a term under its path.
func (n *node) add(path []int, term int) {
	for _, word := range path {
		if n.next == nil {
			n.next = map[int]*node{}
		}
		if n.next[word] == nil {
			n.next[word] = &node{}
		}
		n = n.next[word]
	}
	if !slices.Contains(n.terms, term) {
		n.terms = append(n.terms, term)
	}
}

// at is the node under a path; nil: there is none.
func (n *node) at(path []int) *node {
	for _, word := range path {
		if n = n.next[word]; n == nil {
			return nil
		}
	}
	return n
}

// longest is the longest term that the text begins with, and its length in words; nil and 0 without one.
func (n *node) longest(text []token) (*node, int) {
	if len(text) == 0 || n.next == nil {
		return nil, 0
	}
	var best *node
	length := 0
	for _, word := range [2]int{text[0].word, text[0].stem} {
		next := n.next[word]
		if word == 0 || next == nil {
			continue
		}
		found, more := next.longest(text[1:])
		if found == nil && next.terms != nil {
			found = next
		}
		if found != nil && more+1 > length {
			best, length = found, more+1
		}
	}
	return best, length
}

// each calls found with the terms in a text. A term within a longer one is not told: "consultation" in
// "rapport de consultation" says nothing more.
func (n *node) each(text []token, found func(terms []int, from, to int)) {
	reach := 0
	for from := range text {
		if text[from].word == 0 && text[from].stem == 0 {
			continue
		}
		end, length := n.longest(text[from:])
		if end == nil || from+length <= reach {
			continue
		}
		reach = from + length
		found(end.terms, from, reach)
	}
}
