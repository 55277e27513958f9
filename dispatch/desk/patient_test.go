package desk_test

import (
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/dispatch/inspect/identify"
)

var (
	jean    = identify.Person{Name: "Jean Tremblay", Number: "TREJ58031413"}
	nobody  = identify.Person{Number: "BOUM01113025"} // only a number was found
	unnamed = identify.Person{Number: "COTS24522916"}
)

func about(people ...identify.Person) func(*inspect.Report) {
	return func(r *inspect.Report) { r.People, r.Persons = people, len(people) }
}

// The wrong patient is the accident that matters most: only somebody who is clearly another raises it, since
// names change and are written in many ways.
func TestConcernWrongPatient(t *testing.T) {
	t.Parallel()
	type document = []func(*inspect.Report)
	expecting := func(name string) func(*desk.Draft) { return func(d *desk.Draft) { d.Patient = name } }
	raised := func(weight desk.Weight) []desk.Concern {
		return []desk.Concern{{Code: desk.ConcernWrongPatient, Weight: weight}}
	}
	expectConcerns(t, []concernCase{
		{name: "nobody is expected", document: document{about(jean)}},
		{name: "as expected", document: document{about(lise)}, change: expecting("Lise Gagnon")},
		{name: "as expected, the other way around", document: document{about(lise)}, change: expecting("GAGNON, Lise")},
		{name: "nobody was found", document: document{about()}, change: expecting("Lise Gagnon")},
		{name: "blanks name nobody", document: document{about(jean)}, change: expecting("  ")},
		{name: "somebody else", document: document{about(jean)}, change: expecting("Lise Gagnon"), want: raised(desk.Confirm)},
		{name: "somebody else's number", document: document{about(nobody)}, change: expecting("Lise Gagnon"), want: raised(desk.Confirm)},
		{name: "one of two is the one expected", document: document{about(jean, lise)}, change: expecting("Lise Gagnon")},
		{name: "more persons than names", document: document{about(jean), persons(2)}, change: expecting("Lise Gagnon")},
		{name: "the patient receives their own", to: patient, document: document{about(lise)}},
		{name: "the patient receives somebody else's", to: patient, document: document{about(jean)}, want: raised(desk.Justify)},
		{
			name: "the patient receives what was said to be somebody else's", to: patient, document: document{about(jean)},
			change: expecting("Jean Tremblay"), want: raised(desk.Justify),
		},
		{name: "a caregiver receives the patient's", to: caregiver, document: document{about(lise)}, change: expecting("Lise Gagnon")},
		{
			name: "a caregiver receives somebody else's", to: caregiver, document: document{about(jean)},
			change: expecting("Lise Gagnon"), want: raised(desk.Justify),
		},
		{name: "a caregiver is not the patient", to: caregiver, document: document{about(lise)}},
		{
			name: "the second document", document: document{about(lise)}, second: document{about(jean)}, change: expecting("Lise Gagnon"),
			want: []desk.Concern{
				{Code: desk.ConcernSeveralPersons, Weight: desk.Justify, Document: -1, Count: 2},
				{Code: desk.ConcernWrongPatient, Weight: desk.Confirm, Document: 1},
			},
		},
	})
}

// A patient may be told by a health insurance number as well.
func TestConcernWrongPatientByNumber(t *testing.T) {
	t.Parallel()
	jean := identify.Person{Name: "Jean Tremblay", Number: "TREJ50010114", Born: time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC)}
	typed := func(number string) func(*desk.Draft) { return func(d *desk.Draft) { d.Patient = number } }
	document := []func(*inspect.Report){about(jean)}
	expectConcerns(t, []concernCase{
		{name: "the same", document: document, change: typed("TREJ 5001 0114")},
		{name: "mistyped", document: document, change: typed("TREJ50010115")},
		{
			name: "of somebody of the same name", document: document, change: typed("TREJ90072218"),
			want: []desk.Concern{{Code: desk.ConcernWrongPatient, Weight: desk.Confirm}},
		},
		{
			name: "of somebody of the same name, whose number the document has not", change: typed("TREJ90072218"),
			document: []func(*inspect.Report){about(identify.Person{Name: jean.Name, Born: jean.Born})},
			want:     []desk.Concern{{Code: desk.ConcernWrongPatient, Weight: desk.Confirm}},
		},
	})
}

// Documents that are each about one person must be about the same one.
func TestConcernAboutDocumentsOfSeveralPersons(t *testing.T) {
	t.Parallel()
	type document = []func(*inspect.Report)
	married := identify.Person{Name: "Lise Gagnon-Roy"}
	older := identify.Person{Name: "Jean Tremblay", Number: "TREJ50010114", Born: time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC)}
	younger := identify.Person{Name: "Jean Tremblay", Number: "TREJ90072218", Born: time.Date(1990, 7, 22, 0, 0, 0, 0, time.UTC)}
	mistyped := identify.Person{Name: "Jean Tremblay", Number: "TREJ51010114", Born: time.Date(1951, 1, 1, 0, 0, 0, 0, time.UTC)}
	expectConcerns(t, []concernCase{
		{name: "the same person twice", document: document{about(lise)}, second: document{about(lise)}},
		{name: "the same person by two names", document: document{about(lise)}, second: document{about(married)}},
		{name: "nobody beside somebody", document: document{about(lise)}, second: document{about()}},
		{
			name: "two persons", document: document{about(lise)}, second: document{about(jean)},
			want: []desk.Concern{{Code: desk.ConcernSeveralPersons, Weight: desk.Justify, Document: -1, Count: 2}},
		},
		{
			name: "two numbers", document: document{about(nobody)}, second: document{about(unnamed)},
			want: []desk.Concern{{Code: desk.ConcernSeveralPersons, Weight: desk.Justify, Document: -1, Count: 2}},
		},
		{
			name: "two of one name, born on different days", document: document{about(older)}, second: document{about(younger)},
			want: []desk.Concern{{Code: desk.ConcernSeveralPersons, Weight: desk.Justify, Document: -1, Count: 2}},
		},
		{name: "one person, mistyped once", document: document{about(older)}, second: document{about(mistyped)}},
		{
			name: "to a caregiver", to: dispatch.Recipient{Name: "Paul Roy", Class: dispatch.Caregiver},
			document: document{about(lise)}, second: document{about(jean)},
			want: []desk.Concern{{Code: desk.ConcernSeveralPersons, Weight: desk.Stop, Document: -1, Count: 2}},
		},
	})
}
