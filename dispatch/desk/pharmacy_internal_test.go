package desk

import (
	"testing"

	"github.com/souspli/souspli/dispatch"
)

func TestPharmacyByItsNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, organisation string
		facility           dispatch.Facility
		want               dispatch.Truth
	}{
		{"Pharmacie Beaubien", "", "", dispatch.True},
		{"PHARMACIE M. Roy et A. Côté inc.", "", "", dispatch.True},
		{"Westmount Pharmacy", "", "", dispatch.True},
		{"Pharmaprix", "", "", dispatch.True},
		{"Jean Coutu #042", "", "", dispatch.True},
		{"Familiprix Extra", "", "", dispatch.True},
		{"Uniprix Santé", "", "", dispatch.True},
		{"Proxim Rosemont", "", "", dispatch.True},
		{"Accès pharma chez Walmart", "", "", dispatch.True},
		{"Brunet", "", "", dispatch.True},
		{"Brunet Plus Laval", "", "", dispatch.True},
		{"Comptoir", "Brunet", "", dispatch.True},
		{"Samuel Lam", "Pharmacie du Marché", "", dispatch.True},
		{"Julie Roy, pharmacienne", "", "", dispatch.True},
		{"Département de pharmacie, CHUM", "", "", dispatch.True},

		{"Clinique du Parc", "", "", dispatch.Unknown},
		{"Dre Julie Brunet", "", "", dispatch.Unknown},
		{"Brunet, Julie", "", "", dispatch.Unknown},
		{"Dr Jean Coutu", "", "", dispatch.Unknown},
		{"Pharmascience", "", "", dispatch.Unknown},
		{"Laboratoire pharmaceutique", "", "", dispatch.Unknown},
		{"Faculté de pharmacie", "Université Laval", "", dispatch.Unknown},
		{"Ordre des pharmaciens du Québec", "", "", dispatch.Unknown},
		{"", "", "", dispatch.Unknown},

		{"Clinique du Parc", "", dispatch.Pharmacy, dispatch.True},
		{"Pharmacie Beaubien", "", dispatch.Clinic, dispatch.False},
		{"Pharmacie Beaubien", "", dispatch.OtherPlace, dispatch.False},
	} {
		got := dispenses(dispatch.Recipient{Name: c.name, Organisation: c.organisation, Facility: c.facility})
		if got != c.want {
			t.Errorf("%q of %q, %q: %v, want %v", c.name, c.organisation, c.facility, got, c.want)
		}
	}
}

func TestNameOfTheMadePDF(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"scan.tiff": "scan.pdf", "Lettre.DOCX": "Lettre.pdf", "already.pdf": "already.pdf", "no extension": "no extension.pdf",
		"lettre du Dr. Roy": "lettre du Dr. Roy.pdf", "résultat 2026.11.22.png": "résultat 2026.11.22.pdf",
		"clinique.exemple": "clinique.exemple.pdf", ".png": ".png.pdf", "": ".pdf",
	} {
		if got := asPDF(given); got != want {
			t.Errorf("%q becomes %q, want %q", given, got, want)
		}
	}
}
