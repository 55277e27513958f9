package classify

import (
	"cmp"
	"slices"

	"github.com/souspli/souspli/dispatch"
)

const (
	others         = 3 // candidates that are told beside the best
	languageWords  = 4 // fewer words of a language are a quotation
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
	for i := range c.vocabulary.kinds {
		if candidate := c.candidate(i); candidate.Score > 0 {
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
}

func (c *Classifier) candidate(kind int) Candidate {
	found := c.evidence(kind)
	candidate := Candidate{Kind: c.vocabulary.kinds[kind].name}
	for _, e := range found {
		candidate.Score += e.weight
		if e.weight > 0 {
			candidate.Words = append(candidate.Words, e.text)
		}
	}
	return candidate
}

// evidence lists what counts for or against a kind, the weightiest first. A file's name is one witness,
// and the title speaks once, however many terms stand in them.
func (c *Classifier) evidence(kind int) []evidence {
	var found []evidence
	named, titled := false, false
	for i, t := range c.vocabulary.terms {
		if t.kind != kind || c.seen[i] == 0 || t.where == inFileName && named {
			continue
		}
		e := evidence{t.text, t.weight}
		named = named || t.where == inFileName
		if c.seen[i]&inTitle != 0 && t.weight > 0 && !titled {
			e.weight += c.vocabulary.scoring.Title
			titled = true
		}
		found = append(found, e)
	}
	slices.SortStableFunc(found, func(a, b evidence) int { return cmp.Compare(b.weight, a.weight) })
	return found
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
