package identify

import (
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch/inspect/inspecttest"
	"github.com/souspli/souspli/dispatch/inspect/layout"
)

func readSpecimen(s inspecttest.Specimen) Result {
	f := New(now)
	f.Properties(layout.Properties{FileName: s.FileName})
	for _, page := range s.Pages() {
		f.Page(page)
	}
	return f.Result()
}

// The documents of every kind, in each family: whom they are about is found, and nobody else.
func TestSpecimens(t *testing.T) {
	for _, family := range []inspecttest.Family{inspecttest.FamilyA, inspecttest.FamilyB, inspecttest.FamilyC} {
		documents, mentioned, found, matched, wrong := 0, 0, 0, 0, 0
		for s := range inspecttest.InFamily(family, 11, 5) {
			r := readSpecimen(s)
			documents++
			if r.Persons != s.Persons || r.List || r.Numbers > s.Persons {
				wrong++
				t.Logf("%s: %d persons of %d, %d numbers, list %t: %s", s.Name, r.Persons, s.Persons, r.Numbers, r.List, told(r))
			}
			for i, patient := range s.Patients {
				mentioned++
				if strings.Contains(values(r, QuebecHealthNumber), patient.HealthNumber) {
					found++
				}
				if i < len(r.People) && r.People[i].Match(patient.Name) == yes && NameIn(s.FileName, r.People) != no {
					matched++
				}
			}
		}
		t.Logf("family %s: %d documents, %d patients, %d numbers found, %d names matched, %d wrong counts of persons",
			family, documents, mentioned, found, matched, wrong)
		if found < mentioned*99/100 || matched < mentioned*99/100 || wrong > documents/100 {
			t.Errorf("family %s is read worse than that", family)
		}
	}
}

func TestTroubles(t *testing.T) {
	for _, trouble := range inspecttest.Troubles() {
		t.Run(trouble.What, func(t *testing.T) {
			r := readSpecimen(trouble.Specimen)
			if r.Persons != trouble.Persons || r.List != trouble.List {
				t.Errorf("%d persons of %d, list %t", r.Persons, trouble.Persons, r.List)
			}
			if other := NameIn(trouble.FileName, r.People) == no; other != trouble.OtherNameOnFile {
				t.Errorf("other name on file: %t", other)
			}
			if wrong := strings.Contains(values(r, QuebecHealthNumber), "!"); wrong != trouble.BadHealthNumber {
				t.Errorf("wrong health number: %t", wrong)
			}
		})
	}
}
