package inspecttest_test

import (
	"testing"

	"github.com/souspli/souspli/dispatch/inspect/inspecttest"
)

func TestTroublesAreWhatTheySay(t *testing.T) {
	want := map[string]struct {
		persons, numbers, invalid int
		list, other               bool
	}{
		"patient_list":         {persons: 315, numbers: 315, list: true},
		"spreadsheet":          {persons: 42, numbers: 42, list: true},
		"day_schedule":         {persons: 18, list: true}, // chart numbers only
		"two_patients":         {persons: 2, numbers: 2},
		"siblings":             {persons: 2, numbers: 2},
		"mother_and_child":     {persons: 2, numbers: 2},
		"other_name_on_file":   {persons: 1, numbers: 1, other: true},
		"other_number_on_file": {persons: 2, numbers: 2, other: true},
		"physician_on_file":    {persons: 1, numbers: 1},
		"mistyped_number":      {persons: 1, numbers: 1, invalid: 1},
		"letter_in_number":     {persons: 1, numbers: 1},
		"named_leaflet":        {persons: 1, numbers: 1},
		"staff_list":           {},
	}
	for _, trouble := range inspecttest.Troubles() {
		t.Run(trouble.What, func(t *testing.T) {
			expected, known := want[trouble.What]
			if !known {
				t.Fatal("not in the table")
			}
			delete(want, trouble.What)
			numbers, invalid := healthNumbersIn(trouble.Specimen), 0
			for _, n := range numbers {
				if !valid(n) {
					invalid++
				}
			}
			if trouble.Persons != expected.persons || len(trouble.Patients) != expected.persons {
				t.Errorf("%d persons, %d patients, want %d", trouble.Persons, len(trouble.Patients), expected.persons)
			}
			if len(numbers) != expected.numbers || invalid != expected.invalid {
				t.Errorf("%d numbers, %d invalid, want %d and %d", len(numbers), invalid, expected.numbers, expected.invalid)
			}
			if trouble.List != expected.list || trouble.OtherNameOnFile != expected.other ||
				trouble.BadHealthNumber != (expected.invalid > 0) {
				t.Errorf("list %v, other name %v, bad number %v", trouble.List, trouble.OtherNameOnFile, trouble.BadHealthNumber)
			}
			if !trouble.Protected {
				t.Error("not protected")
			}
		})
	}
	for what := range want {
		t.Errorf("%s is missing", what)
	}
}

func TestSiblingsShareTheirHome(t *testing.T) {
	for _, trouble := range inspecttest.Troubles() {
		if trouble.What != "siblings" {
			continue
		}
		older, younger := trouble.Patients[0], trouble.Patients[1]
		if older.HealthNumber[:3] != younger.HealthNumber[:3] || older.HealthNumber == younger.HealthNumber {
			t.Errorf("numbers %s and %s", older.HealthNumber, younger.HealthNumber)
		}
	}
}
