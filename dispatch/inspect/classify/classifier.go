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
	opened     bool // the page that tells what the document is was read
}

// mark is where a term was seen.
type mark uint8

const (
	ticked mark = 1 << iota // beside a box to tick: what may be chosen
	aside                   // after the first page: part of it, not what it is
	inText
	inTitle
	wholeTitle
)

// New returns a Classifier that begins with the file's name and what it says of itself.
func New(p layout.Properties) *Classifier {
	v := vocabulary()
	c := &Classifier{vocabulary: v, seen: make([]mark, len(v.terms)), topics: make([]bool, len(Topics()))}
	for _, name := range []string{fileWords(p.FileName), fileWords(p.Title)} {
		c.mark(&v.file, v.read(&v.names, []string{name}), anyPlace)
		c.markTopics(v.read(&v.words, []string{name}))
	}
	for _, said := range []string{p.Title, p.Subject, p.Keywords} {
		stated := v.read(&v.words, []string{said})
		c.mark(&v.text, stated, anyPlace)
		c.markTopics(stated)
	}
	return c
}

// Page reads the next page.
func (c *Classifier) Page(p layout.Page) {
	v := c.vocabulary
	t := v.read(&v.words, lines(p))
	c.words += t.words
	first := !c.opened && v.opens(t)
	if first {
		c.opened = true
		c.first(t, append(titles(p), subjects(p)...))
	} else {
		c.mark(&v.text, t, func(_, _, _ int) mark { return aside })
	}
	c.markTopics(t)
	c.health = c.health || standsIn(&v.health, t)
	c.service = c.service || standsIn(&v.services, t)
	c.countLanguages(t)
}

// first reads the page that tells what the document is.
func (c *Classifier) first(t text, titles []string) {
	v := c.vocabulary
	c.mark(&v.text, t, func(term, from, _ int) mark {
		where := v.terms[term].where
		if t.ticked[t.tokens[from].line] && where != besideBox && where != asHeading {
			return ticked
		}
		return inText
	})
	title, part := v.read(&v.words, titles), v.read(&v.words, parts(titles))
	c.mark(&v.text, title, func(term, from, _ int) mark { return v.titled(term, title, from) })
	whole := func(term, from, to int) mark { return v.whole(term, part, from, to) }
	c.mark(&v.text, part, whole)
	c.mark(&v.titles, part, whole)
	if t.measured >= measuredRows {
		for _, term := range v.measured {
			c.seen[term] |= inText
		}
	}
}

func anyPlace(_, _, _ int) mark { return inText }

// mark marks the terms of kinds that stand in a text; place tells what stands at a token.
func (c *Classifier) mark(trie *node, t text, place func(term, from, to int) mark) {
	v := c.vocabulary
	trie.each(t.tokens, func(terms []int, from, to int) {
		for _, term := range terms {
			if !v.holds(v.terms[term].where, t, from, to) {
				continue
			}
			c.seen[term] |= place(term, from, to)
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
