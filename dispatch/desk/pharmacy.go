package desk

import (
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// dispenses reports whether a recipient is a pharmacy: as a person said, or by its names. Unknown where
// neither tells.
func dispenses(r dispatch.Recipient) dispatch.Truth {
	switch {
	case r.Facility != "":
		return dispatch.TruthOf(r.Facility == dispatch.Pharmacy)
	case namedAsPharmacy(r.Name, r.Organisation):
		return dispatch.True
	default:
		return dispatch.Unknown
	}
}

// Words that make a pharmacy of a name, the banners of Québec among them.
var (
	pharmacyWords = [][]string{
		{"pharmacie"},
		{"pharmacies"},
		{"pharmacy"},
		{"pharmacien"},
		{"pharmacienne"},
		{"pharmacist"},
		{"pharmaprix"},
		{"familiprix"},
		{"uniprix"},
		{"proxim"},
		{"jean", "coutu"},
		{"acces", "pharma"},
		{"accespharma"},
		{"shoppers", "drug", "mart"},
	}
	// notDispensing surrounds a pharmacy's word in the names of those who teach or govern.
	notDispensing = []string{"faculte", "faculty", "universite", "university", "ordre", "association", "ecole", "school"}
	titles        = []string{"dr", "dre", "docteur", "docteure", "doctor", "md"}
)

// namedAsPharmacy errs on the side of asking: a prescription to a physician called Brunet must not pass
// for one to the banner of that name.
func namedAsPharmacy(name, organisation string) bool {
	for _, text := range []string{name, organisation} {
		words := wordsOf(text)
		if !holdsAny(words, notDispensing) && !holdsAny(words, titles) && (hasBanner(words) || isBrunet(words)) {
			return true
		}
	}
	return false
}

func holdsAny(words, wanted []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return slices.Contains(wanted, word) })
}

func hasBanner(words []string) bool {
	text := " " + strings.Join(words, " ") + " "
	return slices.ContainsFunc(pharmacyWords, func(banner []string) bool {
		return strings.Contains(text, " "+strings.Join(banner, " ")+" ")
	})
}

// isBrunet knows the banner from the many who bear the name: alone, or as its shops are called.
func isBrunet(words []string) bool {
	if len(words) == 0 || words[0] != "brunet" {
		return false
	}
	return len(words) == 1 || slices.Contains([]string{"plus", "clinique", "sante"}, words[1])
}
