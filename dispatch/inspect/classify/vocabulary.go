package classify

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"github.com/souspli/souspli/dispatch"
)

//go:embed vocabulary.json
var vocabularyJSON []byte

// vocabulary is compiled at its first use: the program must not wait for it when it starts.
var vocabulary = sync.OnceValue(func() *compiled { return compile(parse(vocabularyJSON)) })

// content is vocabulary.json. A term that ends in an asterisk is the beginning of words; one that ends in a
// colon counts before a colon or alone on its line; {a|b} is a or b, {a|} is a or nothing.
type content struct {
	Version       string                              `json:"version"`
	Scoring       scoring                             `json:"scoring"`
	Kinds         map[dispatch.DocumentKind]kindWords `json:"kinds"`
	Topics        map[Topic][]string                  `json:"extra_sensitive"`
	NoTopic       []string                            `json:"not_extra_sensitive"`
	Health        []string                            `json:"health"`
	Covers        []string                            `json:"covers"`
	Services      []string                            `json:"services"`
	Languages     map[string][]string                 `json:"languages"`
	Organisations []string                            `json:"organisations"`
	Guarded       map[dispatch.DocumentKind][]string  `json:"guarded"`
	Qualifiers    []string                            `json:"qualifiers"` // may stand beside a title
	Stock         []string                            `json:"stock"`      // any document may say it: it hides the terms within
	Boxed         map[dispatch.DocumentKind][]string  `json:"boxed"`      // count weakly beside a box to tick
	Measured      map[dispatch.DocumentKind]string    `json:"measured"`   // what rows of values and ranges are called
	Units         []string                            `json:"units"`
}

// scoring is what a term is worth.
type scoring struct {
	Strong     int    `json:"strong"`
	Weak       int    `json:"weak"`
	FileName   int    `json:"filename"`
	WeakMost   int    `json:"weak_most"`   // of all weak terms together
	LabelsMost int    `json:"labels_most"` // of all labels of fields together
	Negative   int    `json:"negative"`
	Title      int    `json:"first_page_title_bonus"`
	Alone      int    `json:"whole_title_bonus"` // instead, where nothing else stands in the title
	DecideAt   int    `json:"decide_at"`
	Ask        [2]int `json:"ask_between"`
	TieMargin  int    `json:"tie_margin"`
}

// kindWords are the terms of a kind.
type kindWords struct {
	Protection Protection `json:"protection"`
	StrongFr   []string   `json:"strong_fr"`
	StrongEn   []string   `json:"strong_en"`
	Titles     []string   `json:"titles"` // strong, but only as a whole title
	Weak       []string   `json:"weak"`
	Labels     []string   `json:"labels"` // weak, before a colon or alone in a line or cell
	FileName   []string   `json:"filename"`
	Negative   []string   `json:"negative"`
}

// parse panics when the program's own vocabulary is broken, which its test would have said.
func parse(data []byte) content {
	var w content
	if err := json.Unmarshal(data, &w); err != nil {
		panic("classify: vocabulary.json: " + err.Error())
	}
	return w
}

// compiled is the vocabulary as tries over the numbers of its words.
type compiled struct {
	words   dictionary // of texts
	names   dictionary // of file names
	scoring scoring
	kinds   []kind // in the order of dispatch.DocumentKinds
	terms   []term

	text, titles, file, topics, health, services, covers node
	measured                                             []int // terms

	language map[int]int // index of languages, by word
	units    map[int]bool
	colon    int

	qualifiers map[int]bool

	organisations map[int]bool
	slash         int
}

type kind struct {
	name       dispatch.DocumentKind
	protection Protection
}

// term is an entry of a kind.
type term struct {
	kind   int // index of compiled.kinds
	text   string
	weight int
	where  condition
}

// label reports whether a term is the label of a field.
func (t term) label(s scoring) bool { return t.where == asHeading && t.weight == s.Weak }

// condition says where a term counts.
type condition int

const (
	anywhere condition = iota
	inFileName
	asHeading  // before a colon or alone on its line
	besideDose // on a line with the strength of a drug
	besideBox  // on a line with a box to tick
	asTitle    // alone in a title
	inRows     // of measured values
)

var languages = [...]string{"fr", "en"}

func compile(w content) *compiled {
	c := &compiled{
		words: dictionary{numbers: map[string]int{}}, names: dictionary{numbers: map[string]int{}},
		scoring: w.Scoring, language: map[int]int{}, units: map[int]bool{}, organisations: map[int]bool{},
		qualifiers: map[int]bool{},
	}
	c.colon, c.slash = c.words.number(":"), c.words.number("/")
	for _, stock := range w.Stock {
		c.words.fill(&c.text, []string{stock}, c.hidden())
	}
	for _, name := range dispatch.DocumentKinds() {
		if words, ok := w.Kinds[name]; ok {
			c.kinds = append(c.kinds, kind{name, words.Protection})
			c.addKind(words, w.Guarded[name], w.Boxed[name])
			c.addMeasured(w.Measured[name])
		}
	}
	for i, topic := range Topics() {
		c.words.fill(&c.topics, w.Topics[topic], i)
	}
	c.words.fill(&c.topics, w.NoTopic, noTopic)
	c.words.fill(&c.health, w.Health, 0)
	c.words.fill(&c.services, w.Services, 0)
	for i, cover := range w.Covers {
		c.words.fill(&c.covers, []string{cover}, i)
	}
	c.addLanguages(w.Languages)
	for _, unit := range w.Units {
		c.units[c.words.path(unit)[0]] = true
	}
	for _, word := range w.Qualifiers {
		for _, number := range c.words.path(word) {
			c.qualifiers[number] = true
		}
	}
	for _, word := range w.Organisations {
		c.organisations[c.words.path(word)[0]] = true
	}
	c.words.spelled, c.names.spelled = nil, nil
	return c
}

const (
	noTopic = -1 // marks a phrase that only looks like a topic
	noKind  = -1 // marks a phrase that tells no kind
)

func (c *compiled) addKind(w kindWords, guarded, boxed []string) {
	s := c.scoring
	c.addTerms(&c.text, w.StrongFr, s.Strong, anywhere)
	c.addTerms(&c.text, w.StrongEn, s.Strong, anywhere)
	c.addTerms(&c.text, w.Weak, s.Weak, anywhere)
	c.addTerms(&c.text, w.Labels, s.Weak, asHeading)
	c.addTerms(&c.text, w.Negative, s.Negative, anywhere)
	c.addTerms(&c.text, guarded, s.Weak, besideDose)
	c.addTerms(&c.text, boxed, s.Weak, besideBox)
	c.addTitles(w.Titles)
	c.addTerms(&c.file, w.FileName, s.FileName, inFileName)
}

// hidden adds a term of no kind.
func (c *compiled) hidden() int {
	c.terms = append(c.terms, term{kind: noKind})
	return len(c.terms) - 1
}

// addTitles adds titles of the newest kind, but none that is a strong term of its texts too: it would count
// twice.
func (c *compiled) addTitles(titles []string) {
	kind := len(c.kinds) - 1
	for title := range written(titles) {
		path := c.words.path(title)
		if c.known(c.text.at(path), kind) || c.known(c.titles.at(path), kind) {
			continue
		}
		c.terms = append(c.terms, term{kind: kind, text: title, weight: c.scoring.Strong, where: asTitle})
		c.titles.add(path, len(c.terms)-1)
	}
}

// known reports whether a strong term of a kind ends at a node.
func (c *compiled) known(n *node, kind int) bool {
	return n != nil && slices.ContainsFunc(n.terms, func(term int) bool {
		return c.terms[term].kind == kind && c.terms[term].weight >= c.scoring.Strong
	})
}

// addTerms adds terms of the newest kind.
func (c *compiled) addTerms(trie *node, texts []string, weight int, where condition) {
	for text := range written(texts) {
		t := term{kind: len(c.kinds) - 1, text: text, weight: weight, where: where}
		if heading, ok := strings.CutSuffix(text, ":"); ok {
			text, t.where = heading, asHeading
		}
		c.terms = append(c.terms, t)
		words := &c.words
		if where == inFileName {
			words = &c.names
		}
		words.fill(trie, []string{text}, len(c.terms)-1)
	}
}

// addMeasured adds the term that rows of measured values stand for.
func (c *compiled) addMeasured(text string) {
	if text != "" {
		c.measured = append(c.measured, len(c.terms))
		c.terms = append(c.terms, term{kind: len(c.kinds) - 1, text: text, weight: c.scoring.Strong, where: inRows})
	}
}

func (c *compiled) addLanguages(lists map[string][]string) {
	for i, language := range languages {
		for _, word := range lists[language] {
			c.language[c.words.path(word)[0]] = i
		}
	}
}
