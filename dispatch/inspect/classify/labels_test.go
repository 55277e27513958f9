package classify_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect/classify"
	"github.com/souspli/souspli/dispatch/inspect/layout"
)

const insurerLabels = "Assureur : Untel\nPolice : 12\nContrat : 34\nAdhérent : J. Roy\nMembre : 56\nRéclamant : J. Roy\n" +
	"Récidive : non"

// TestLabelsOfFields: a form without a title is told by the labels of its fields.
func TestLabelsOfFields(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, text string
		kind       dispatch.DocumentKind
		decided    bool
	}{
		{"a form without a title", insurerLabels, dispatch.InsuranceForm, true},
		{"some labels", "Assureur : Untel\nPolice : 12\nContrat : 34", dispatch.InsuranceForm, false},
		{
			"the same words in a sentence", strings.NewReplacer(" :", " et", "\n", " ").Replace(insurerLabels),
			dispatch.InsuranceForm, false,
		},
		{"a note by its letters", "S : toux\nO : TA 120/80, FC 70\nA : bronchite\nP : repos", dispatch.ClinicalNote, true},
		{"beside boxes to tick", strings.ReplaceAll(insurerLabels, "\n", " [ ] oui [x] non\n"), dispatch.InsuranceForm, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := classified("", c.text)
			if got.Decided != c.decided || got.Decided && got.Best.Kind != c.kind {
				t.Errorf("%+v", got)
			}
			if got.Decided && len(got.Best.Words) < 6 {
				t.Errorf("words that decided are not told: %q", got.Best.Words)
			}
		})
	}
}

// TestLabelCountsOnce: a word that is a weak word of its kind too says no more for standing before a colon.
func TestLabelCountsOnce(t *testing.T) {
	t.Parallel()
	lines := strings.Repeat("mot\n", 6)
	once := classified("", lines+"une posologie décrite au long")
	label := classified("", lines+"Posologie : décrite au long")
	if score(once, dispatch.Prescription) != 1 || score(label, dispatch.Prescription) != 1 {
		t.Errorf("%+v, as a label %+v", once, label)
	}
}

// TestLabelsOfLaterPagesCountNothing: they are the fields of a part.
func TestLabelsOfLaterPagesCountNothing(t *testing.T) {
	t.Parallel()
	c := classify.New(layout.Properties{})
	c.Page(layout.FromText(1, "Bonjour, voici ce dont nous parlions hier."))
	c.Page(layout.FromText(2, insurerLabels))
	if got := c.Result(); got.Decided || score(got, dispatch.InsuranceForm) > 4 {
		t.Errorf("%+v", got)
	}
}

// TestLetterheadTellsNoKind: a ministry's name and a notice stand on every kind of document.
func TestLetterheadTellsNoKind(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"Santé et services sociaux", "Health and Social Services", "The contents are protected by law.",
		"Si vous n'êtes pas la personne visée, avisez-nous.", "Merci de confirmer la réception", "Medicare no. / No ass. maladie",
	} {
		if got := classified("", line); got.Best.Score > 0 {
			t.Errorf("%q: %+v", line, got.Best)
		}
	}
}

// TestLanguageOfShortForms: a prescription and a summary have few words that are no labels or names.
func TestLanguageOfShortForms(t *testing.T) {
	t.Parallel()
	for language, text := range map[string]string{
		"en": "DISCHARGE SUMMARY\nAdmitted: October 2, 2026\tDischarged: October 9, 2026\nHospital course: uneventful\n" +
			"Follow-up: surgical clinic in 3 weeks",
		"fr": "SOMMAIRE DE CONGÉ\nMotif : chute\nSuivi : clinique de chirurgie dans 3 semaines\nMédicaments : acétaminophène",
	} {
		if got := classified("", text).Languages; !slices.Equal(got, []string{language}) {
			t.Errorf("%q, want %s", got, language)
		}
	}
}
