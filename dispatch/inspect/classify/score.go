package classify

import (
	"cmp"
	"slices"

	"github.com/souspli/souspli/dispatch"
)

const (
	others         = 3 // candidates that are told beside the best
	languageWords  = 3 // fewer words of a language are a quotation
	languageShares = 6 // a language counts from one word in six
)

// Result is what the words read so far say.
func (c *Classifier) Result() Result {
	r := Result{Protection: Protected, Topics: c.topicList(), Health: c.health, Languages: c.languages(), Words: c.words}
	candidates := c.candidates()
	if len(candidates) == 0 {
		return r
	}
	r.Best, r.Others = candidates[0], candidates[1:min(len(candidates), others+1)]
	// What was not read is not decided, whatever the file is called.
	r.Decided = c.words > 0 && c.ahead(candidates)
	if r.Decided {
		r.Protection = c.protection(candidates)
	}
	return r
}

func (c *Classifier) ahead(candidates []Candidate) bool {
	s := c.vocabulary.scoring
	best := candidates[0].Score
	return best >= s.DecideAt && (len(candidates) == 1 || best-candidates[1].Score >= s.TieMargin)
}

// protection is that of the best kind. An invoice that names a health service tells of a health condition.
func (c *Classifier) protection(candidates []Candidate) Protection {
	i := slices.IndexFunc(c.vocabulary.kinds, func(k kind) bool { return k.name == candidates[0].Kind })
	own := c.vocabulary.kinds[i].protection
	if candidates[0].Kind == dispatch.Invoice && (c.service || slices.Contains(c.topics, true)) {
		return Protected
	}
	return own
}

// candidates lists the kinds that words speak for, best first.
func (c *Classifier) candidates() []Candidate {
	var list []Candidate
	found := c.evidence()
	for i := range c.vocabulary.kinds {
		if candidate := c.candidate(i, found[i]); candidate.Score > 0 {
			list = append(list, candidate)
		}
	}
	slices.SortStableFunc(list, func(a, b Candidate) int { return cmp.Compare(b.Score, a.Score) })
	return list
}

// evidence is a term that counted, with its weight.
type evidence struct {
	text   string
	weight int
	title  int // what its place in the title adds
	where  condition
}

func (c *Classifier) candidate(kind int, found []evidence) Candidate {
	candidate := Candidate{Kind: c.vocabulary.kinds[kind].name}
	scoring := c.vocabulary.scoring
	weak, labels := 0, 0
	for _, e := range c.counted(found) {
		switch {
		case e.weight != scoring.Weak:
			candidate.Score += e.weight
		case e.where == asHeading:
			labels += e.weight
		default:
			weak += e.weight
		}
		if e.weight > 0 && !slices.Contains(candidate.Words, e.text) {
			candidate.Words = append(candidate.Words, e.text)
		}
	}
	candidate.Score += min(weak, scoring.WeakMost) + min(labels, scoring.LabelsMost)
	return candidate
}

// evidence lists the terms that were seen, by kind.
func (c *Classifier) evidence() [][]evidence {
	found := make([][]evidence, len(c.vocabulary.kinds))
	for i, seen := range c.seen {
		if seen == 0 {
			continue
		}
		if t := c.vocabulary.terms[i]; t.kind != noKind {
			found[t.kind] = append(found[t.kind], evidence{t.text, c.weight(i), c.titleBonus(i), t.where})
		}
	}
	return found
}

// counted lists what counts for or against a kind, the weightiest first.
func (c *Classifier) counted(found []evidence) []evidence {
	slices.SortStableFunc(found, heaviest)
	found = c.onceInTitle(onceAsLabel(found))
	if i := titleOf(found); i >= 0 {
		found[i].weight += found[i].title // the title speaks once
	}
	slices.SortStableFunc(found, heaviest)
	for _, where := range []condition{inFileName, besideDose, asTitle} {
		found = once(found, where)
	}
	return found
}

// onceInTitle leaves out a term that only titles have where a strong term is in the title too: it is made of the
// same words, and hands on what its place adds.
func (c *Classifier) onceInTitle(found []evidence) []evidence {
	only := slices.IndexFunc(found, func(e evidence) bool { return e.where == asTitle })
	same := slices.IndexFunc(found, func(e evidence) bool {
		return e.where != asTitle && e.title > 0 && e.weight >= c.vocabulary.scoring.Strong
	})
	if only < 0 || same < 0 {
		return found
	}
	found[same].title = max(found[same].title, found[only].title)
	return slices.DeleteFunc(found, func(e evidence) bool { return e.where == asTitle })
}

// onceAsLabel leaves out a word that is told as the label of a field too; the one in the title stays.
func onceAsLabel(found []evidence) []evidence {
	labels, titles := map[string]bool{}, map[string]bool{}
	for _, e := range found {
		if e.weight > 0 && e.where == asHeading {
			labels[e.text] = true
		}
		if e.where == anywhere && e.title > 0 {
			titles[e.text] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(found), func(e evidence) bool {
		return labels[e.text] && (e.where == asHeading) == titles[e.text]
	})
}

// titleOf is where the best title stands among what was found, the weightiest first; -1: there is none.
func titleOf(found []evidence) int {
	best := -1
	for i, e := range found {
		if e.weight > 0 && e.title > 0 && (best < 0 || e.title > found[best].title) {
			best = i
		}
	}
	return best
}

func (c *Classifier) titleBonus(term int) int {
	s := c.vocabulary.scoring
	switch seen := c.seen[term]; {
	case c.vocabulary.terms[term].label(s):
		return 0 // a field is no title
	case seen&wholeTitle != 0:
		return s.Alone
	case seen&inTitle != 0:
		return s.Title
	default:
		return 0
	}
}

// once keeps one of the terms of a place: a file's name is one witness, and so are the title and the words of
// dosages, which stand in most medical documents.
func once(found []evidence, where condition) []evidence {
	seen := false
	return slices.DeleteFunc(found, func(e evidence) bool {
		again := e.where == where && seen
		seen = seen || e.where == where
		return again
	})
}

func heaviest(a, b evidence) int { return cmp.Compare(b.weight, a.weight) }

// weight is that of a term where it was seen. What stands aside says little of what the document is, what
// may be chosen still less, and the fields of a part nothing.
func (c *Classifier) weight(term int) int {
	own, weak := c.vocabulary.terms[term].weight, c.vocabulary.scoring.Weak
	switch seen := c.seen[term]; {
	case !c.opened || seen&^(aside|ticked) != 0 || own < 0:
		return own
	case own == weak && (seen == ticked || c.vocabulary.terms[term].where == asHeading):
		return 0
	default:
		return min(own, weak)
	}
}

func (c *Classifier) topicList() []Topic {
	var list []Topic
	for i, topic := range Topics() {
		if c.topics[i] {
			list = append(list, topic)
		}
	}
	return list
}

// languages lists those that a fair share of the function words belongs to, the more used first.
func (c *Classifier) languages() []string {
	order := make([]int, len(languages))
	all := 0
	for i, n := range c.language {
		order[i] = i
		all += n
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(c.language[b], c.language[a]) })
	var list []string
	for _, i := range order {
		if n := c.language[i]; n >= languageWords && n*languageShares >= all {
			list = append(list, languages[i])
		}
	}
	return list
}
