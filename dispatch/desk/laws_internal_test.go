package desk

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/dispatch/inspect/identify"
)

// anyReport is whatever a reading might say, coherent or not.
func anyReport(t *rapid.T) inspect.Report {
	types := []identify.Type{identify.QuebecHealthNumber, identify.DateOfBirth, identify.Phone, identify.PostalCode, identify.Email}
	reasons := []inspect.Reason{inspect.HasIdentifier, inspect.HasName, inspect.NoText, inspect.OrganisationIs, inspect.KindUnknown}
	warnings := []inspect.Warning{inspect.SeveralPersons, inspect.PersonList, inspect.OtherNameOnFile, inspect.EmbeddedFiles}
	r := inspect.Report{
		Kind:      rapid.SampledFrom(append(dispatch.DocumentKinds(), "")).Draw(t, "read"),
		KindScore: rapid.IntRange(0, 20).Draw(t, "score"),
		Protected: rapid.Bool().Draw(t, "protected"),
		Reasons:   rapid.SliceOfDistinct(rapid.SampledFrom(reasons), rapid.ID).Draw(t, "reasons"),
		Warnings:  rapid.SliceOfDistinct(rapid.SampledFrom(warnings), rapid.ID).Draw(t, "warnings"),
		Persons:   rapid.IntRange(0, 3).Draw(t, "persons"),
		List:      rapid.Bool().Draw(t, "list"),
	}
	for _, found := range rapid.SliceOfDistinct(rapid.SampledFrom(types), rapid.ID).Draw(t, "identifiers") {
		r.Identifiers = append(r.Identifiers, identify.Identifier{Type: found})
	}
	return r
}

func anyDraft(t *rapid.T) Draft {
	return Draft{
		Recipient:       dispatch.Recipient{Class: rapid.SampledFrom(dispatch.Classes()).Draw(t, "class")},
		Documents:       rapid.SliceOfN(rapid.Custom(anyReport), 0, 3).Draw(t, "documents"),
		Kind:            rapid.SampledFrom(append(dispatch.DocumentKinds(), "")).Draw(t, "said"),
		NothingPersonal: rapid.Bool().Draw(t, "declared"),
		Confirmed:       rapid.SliceOfDistinct(rapid.SampledFrom(ConcernCodes()), rapid.ID).Draw(t, "confirmed"),
		Reason:          rapid.SampledFrom([]string{"", "why"}).Draw(t, "reason"),
	}
}

// Whatever a person says or confirms, what holds an identifier of a person or a list of them is protected.
func TestNothingLowersAPersonsIdentifier(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draft := anyDraft(t)
		if slices.ContainsFunc(draft.Documents, holdsPerson) && sensitivity(draft).PersonalInfo != dispatch.True {
			t.Errorf("%+v", sensitivity(draft))
		}
	})
}

// Without a declaration, one protected document protects all, and no kind that a person says unprotects one.
func TestOneProtectedDocumentProtectsAll(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draft := anyDraft(t)
		draft.NothingPersonal = false
		protected := func(r inspect.Report) bool { return r.Protected }
		if slices.ContainsFunc(draft.Documents, protected) && sensitivity(draft) == dispatch.NothingSensitive() {
			t.Error("nothing is protected")
		}
	})
}

// A list or somebody else's numbers never go to a patient or a caregiver, and a stop is never confirmed.
func TestNothingLiftsAStop(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draft := anyDraft(t)
		s := scene{draft, kindOf(draft), documentKinds(draft), dispatch.CloudFax}
		found := s.concerns()
		others := slices.ContainsFunc(draft.Documents, func(r inspect.Report) bool {
			return isList(r) || slices.Contains(r.Warnings, inspect.SeveralPersons)
		})
		stop, stopped := stopping(found)
		if others && s.toPerson() && !stopped {
			t.Error("others' numbers go to a person")
		}
		if stop.Confirmed {
			t.Error("a stop is confirmed")
		}
		if !slices.IsSortedFunc(found, func(a, b Concern) int { return rank(a.Weight) - rank(b.Weight) }) {
			t.Errorf("not the weightiest first: %+v", found)
		}
	})
}
