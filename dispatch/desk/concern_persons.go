package desk

import (
	"slices"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/dispatch/inspect/identify"
)

const (
	allDocuments    = -1 // Concern.Document of what no single one raises
	fewestOfSeveral = 2
)

// personalFound contradicts the declaration that nothing is personal.
func (s scene) personalFound() []Concern {
	if !s.draft.NothingPersonal {
		return nil
	}
	return s.each(func(r inspect.Report) (Concern, bool) {
		if holdsPerson(r) {
			return Concern{Code: ConcernPersonalFound, Weight: Stop}, true
		}
		return Concern{Code: ConcernPersonalFound, Weight: Justify}, doubtsDeclaration(r)
	})
}

// persons finds more than one person in a document. A patient never receives what is about others.
func (s scene) persons() []Concern {
	return s.each(func(r inspect.Report) (Concern, bool) {
		c := Concern{Code: ConcernSeveralPersons, Weight: s.weightOfOthers(), Count: max(r.Persons, fewestOfSeveral)}
		if isList(r) {
			c.Code = ConcernPersonList
			return c, true
		}
		return c, slices.Contains(r.Warnings, inspect.SeveralPersons)
	})
}

func (s scene) weightOfOthers() Weight {
	if s.toPerson() {
		return Stop
	}
	return Justify
}

// acrossDocuments finds documents that are each about somebody else.
func (s scene) acrossDocuments() []Concern {
	var people []identify.Person
	for _, r := range s.draft.Documents {
		if r.Persons == 1 && len(r.People) == 1 {
			people = append(people, r.People[0])
		}
	}
	count := distinct(people)
	if count < fewestOfSeveral {
		return nil
	}
	return []Concern{{Code: ConcernSeveralPersons, Weight: s.weightOfOthers(), Document: allDocuments, Count: count}}
}

// distinct counts those who are clearly not each other.
func distinct(people []identify.Person) int {
	var known []identify.Person
	for _, p := range people {
		if !slices.ContainsFunc(known, func(k identify.Person) bool { return !clearlyOther(k, p) }) {
			known = append(known, p)
		}
	}
	return len(known)
}

// clearlyOther trusts a name over a number, for cards have typing errors; but two of one name who were born
// on different days are two.
func clearlyOther(a, b identify.Person) bool {
	switch {
	case a.Number != "" && a.Number == b.Number:
		return false
	case !a.Born.IsZero() && !b.Born.IsZero() && !a.Born.Equal(b.Born):
		return a.Number == "" || b.Number == "" || a.Match(b.Number) == dispatch.False // a number may be mistyped
	}
	switch a.Match(comparable(b)) {
	case dispatch.True:
		return false
	case dispatch.False:
		return true
	default:
		return a.Number != "" && b.Number != ""
	}
}

// comparable is what a person is compared by.
func comparable(p identify.Person) string {
	if p.Name != "" {
		return p.Name
	}
	return p.Number
}

// wrongPatient compares whom a document is about with whom it should be about. It never stops: names
// change, and a parent receives for a child (rules 2.6).
func (s scene) wrongPatient() []Concern {
	return s.each(func(r inspect.Report) (Concern, bool) {
		c := Concern{Code: ConcernWrongPatient, Weight: Confirm}
		if s.draft.Recipient.Class == dispatch.Patient && aboutOthers(r, s.draft.Recipient.Name) {
			c.Weight = Justify
			return c, true
		}
		if !aboutOthers(r, s.draft.Patient) {
			return c, false
		}
		if s.toPerson() {
			c.Weight = Justify
		}
		return c, true
	})
}

// aboutOthers reports whether everybody whom the document is about is clearly somebody else.
func aboutOthers(r inspect.Report, name string) bool {
	if name == "" || len(r.People) == 0 || r.Persons > len(r.People) {
		return false
	}
	return !slices.ContainsFunc(r.People, func(p identify.Person) bool { return p.Match(name) != dispatch.False })
}
