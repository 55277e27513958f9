package classify

import "github.com/souspli/souspli/dispatch/inspect/layout"

// Classifier reads a document page by page. Its memory does not grow with the pages. It is for one document
// and one goroutine.
type Classifier struct {
	vocabulary *compiled
	seen       []mark // by term
	topics     []bool
	health     bool
	service    bool
	language   [len(languages)]int // words of each
	words      int
	pages      int
}

// mark is where a term was seen.
type mark uint8

const (
	inText mark = 1 << iota
	inTitle
)

// New returns a Classifier that begins with the file's name and what it says of itself.
func New(p layout.Properties) *Classifier {
	v := vocabulary()
	c := &Classifier{vocabulary: v, seen: make([]mark, len(v.terms)), topics: make([]bool, len(Topics()))}
	for _, name := range []string{fileWords(p.FileName), fileWords(p.Title)} {
		c.mark(&v.file, v.read(&v.names, []string{name}), nil)
		c.markTopics(v.read(&v.words, []string{name}))
	}
	for _, said := range []string{p.Title, p.Subject, p.Keywords} {
		stated := v.read(&v.words, []string{said})
		c.mark(&v.text, stated, nil)
		c.markTopics(stated)
	}
	return c
}

// Page reads the next page.
func (c *Classifier) Page(p layout.Page) {
	v := c.vocabulary
	t := v.read(&v.words, lines(p))
	var title []bool
	if c.pages++; c.pages == 1 {
		title = titles(p)
	}
	c.words += t.words
	c.mark(&v.text, t, title)
	c.markTopics(t)
	c.health = c.health || standsIn(&v.health, t)
	c.service = c.service || standsIn(&v.services, t)
	c.countLanguages(t)
}

// mark marks the terms of kinds that stand in a text.
func (c *Classifier) mark(trie *node, t text, title []bool) {
	v := c.vocabulary
	trie.each(t.tokens, func(terms []int, from, to int) {
		for _, term := range terms {
			if !v.holds(v.terms[term].where, t, from, to) {
				continue
			}
			c.seen[term] |= inText
			if line := t.tokens[from].line; title != nil && title[line] {
				c.seen[term] |= inTitle
			}
		}
	})
}

func (c *Classifier) markTopics(t text) {
	c.vocabulary.topics.each(t.tokens, func(topics []int, _, _ int) {
		for _, topic := range topics {
			if topic != noTopic {
				c.topics[topic] = true
			}
		}
	})
}

// standsIn reports whether a term of the trie stands in the text.
func standsIn(trie *node, t text) bool {
	for from := range t.tokens {
		if found, _ := trie.longest(t.tokens[from:]); found != nil {
			return true
		}
	}
	return false
}

func (c *Classifier) countLanguages(t text) {
	for _, token := range t.tokens {
		if language, ok := c.vocabulary.language[token.word]; ok {
			c.language[language]++
		}
	}
}
