package identify

import (
	"hash/fnv"
	"io"
	"slices"
)

const (
	// mostIdentifiers is how many are kept; beyond it they are only counted.
	mostIdentifiers = 5000
	// mostCounted is where counting distinct values ends.
	mostCounted = 1 << 20
	// numbersOfAList distinct health insurance numbers are a list, whatever the layout.
	numbersOfAList = 4
)

// findings are the identifiers found, each once a page.
type findings struct {
	page    int
	kept    []Identifier
	seen    map[string]bool // on this page
	numbers distinct
	births  distinct
}

func newFindings() findings {
	return findings{seen: map[string]bool{}, numbers: distinct{}, births: distinct{}}
}

func (f *findings) turn(page int) {
	f.page = page
	clear(f.seen)
}

func (f *findings) add(i Identifier) {
	key := string(i.Type) + i.value
	if len(f.kept) >= mostIdentifiers || f.seen[key] {
		return
	}
	f.seen[key] = true
	i.Page, i.Masked = f.page, mask(i.Type, i.value)
	f.kept = append(f.kept, i)
}

// shown is what was found. What only looks like a social insurance number counts beside a person or a
// number of theirs.
func (f *findings) shown(somebody bool) []Identifier {
	for _, i := range f.kept {
		somebody = somebody || i.Type.Personal() && !i.loose
	}
	return slices.DeleteFunc(slices.Clone(f.kept), func(i Identifier) bool { return i.loose && !somebody })
}

// distinct counts distinct values without keeping them.
type distinct map[uint64]struct{}

func (d distinct) add(value string) {
	if len(d) < mostCounted {
		d[hashOf(value)] = struct{}{}
	}
}

func (d distinct) has(value string) bool {
	_, ok := d[hashOf(value)]
	return ok
}

func (d distinct) count() int { return len(d) }

func hashOf(value string) uint64 {
	h := fnv.New64a()
	_, _ = io.WriteString(h, value)
	return h.Sum64()
}
