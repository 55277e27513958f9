package ui

import (
	"slices"

	"github.com/souspli/souspli/dispatch/inspect"
)

// arrangement is the pages of a document as a person puts them: each change can be taken back.
type arrangement struct {
	leaves []inspect.Leaf
	past   [][]inspect.Leaf // before each change, the latest at the end
	chosen int              // index in leaves
}

// newArrangement begins with some leaves of a document, or with all its pages as they are.
func newArrangement(pages int, leaves []inspect.Leaf) *arrangement {
	if len(leaves) == 0 {
		leaves = asTheyAre(pages)
	}
	return &arrangement{leaves: slices.Clone(leaves)}
}

// asTheyAre are all pages of a document in their order.
func asTheyAre(pages int) []inspect.Leaf {
	leaves := make([]inspect.Leaf, pages)
	for i := range leaves {
		leaves[i].Page = i + 1
	}
	return leaves
}

// keep remembers the pages before they are changed.
func (a *arrangement) keep() { a.past = append(a.past, slices.Clone(a.leaves)) }

// choose marks another page, if there is one.
func (a *arrangement) choose(i int) bool {
	if i < 0 || i >= len(a.leaves) {
		return false
	}
	a.chosen = i
	return true
}

// turn turns the chosen page by quarters, to the right.
func (a *arrangement) turn(quarters int) {
	a.keep()
	leaf := &a.leaves[a.chosen]
	leaf.Turn = ((leaf.Turn+90*quarters)%360 + 360) % 360
}

// move brings the chosen page nearer to the beginning or the end.
func (a *arrangement) move(by int) bool {
	to := a.chosen + by
	if to < 0 || to >= len(a.leaves) {
		return false
	}
	a.keep()
	a.leaves[a.chosen], a.leaves[to] = a.leaves[to], a.leaves[a.chosen]
	a.chosen = to
	return true
}

// takeOut leaves the chosen page out. The last one stays: a document has a page.
func (a *arrangement) takeOut() bool {
	if len(a.leaves) < 2 {
		return false
	}
	a.keep()
	a.leaves = slices.Delete(a.leaves, a.chosen, a.chosen+1)
	a.chosen = min(a.chosen, len(a.leaves)-1)
	return true
}

// undo takes the last change back.
func (a *arrangement) undo() bool {
	if len(a.past) == 0 {
		return false
	}
	a.leaves, a.past = a.past[len(a.past)-1], a.past[:len(a.past)-1]
	a.chosen = min(a.chosen, len(a.leaves)-1)
	return true
}

// differs reports whether the pages are other ones than those of a document of so many.
func (a *arrangement) differs(from []inspect.Leaf) bool { return !slices.Equal(a.leaves, from) }
