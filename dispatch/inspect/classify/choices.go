package classify

import (
	"iter"
	"strings"
)

// written lists terms with every choice made: "{lab|imaging} request" is "lab request" and "imaging request".
// A term that two of them write is told once.
func written(terms []string) iter.Seq[string] {
	return func(yield func(string) bool) {
		seen := map[string]bool{}
		for _, term := range terms {
			for _, one := range chosen(term) {
				if !seen[one] && !yield(one) {
					return
				}
				seen[one] = true
			}
		}
	}
}

// chosen is a term with every choice made, its first choice first.
func chosen(term string) []string {
	before, rest, found := strings.Cut(term, "{")
	choices, after, closed := strings.Cut(rest, "}")
	if !found || !closed {
		return []string{strings.Join(strings.Fields(term), " ")}
	}
	var all []string
	for choice := range strings.SplitSeq(choices, "|") {
		all = append(all, chosen(before+choice+after)...)
	}
	return all
}
