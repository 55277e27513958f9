package identify

// BareName reports whether a frequent given name stands beside a frequent surname, with nothing before them
// that makes them the name of a place or of a professional. It is asked only of a document that would pass
// for being about nobody: elsewhere, names are found by what stands around them.
func BareName(line string) bool {
	low := fold(line[:min(len(line), longestLine)])
	spans := wordsOf(low)
	words := make([]string, len(spans))
	for i, s := range spans {
		words[i] = string(low[s.start:s.end])
	}
	x := lexical()
	for i := 1; i < len(words); i++ {
		a, b := words[i-1], words[i]
		pair := a != b && (x.given[a] && x.surname[b] || x.surname[a] && x.given[b])
		if pair && !explained(words[max(i-1-placeWords, 0):i-1]) {
			return true
		}
	}
	return false
}

const (
	longestLine = 10_000
	placeWords  = 3 // between "hôpital" or "rue" and the name
)

// explained reports whether one of the words makes what follows the name of a place or of a professional.
func explained(before []string) bool {
	return anyOf(before, func(word string) bool { return placesAndTitles[word] })
}

var placesAndTitles = map[string]bool{
	"rue": true, "boul": true, "boulevard": true, "avenue": true, "av": true, "chemin": true, "ch": true, "route": true,
	"place": true, "pont": true, "parc": true, "edifice": true, "pavillon": true, "centre": true, "center": true,
	"hopital": true, "hospital": true, "institut": true, "institute": true, "clsc": true, "chsld": true, "cisss": true,
	"ciusss": true, "chu": true, "clinique": true, "clinic": true, "polyclinique": true, "gmf": true, "residence": true,
	"fondation": true, "foundation": true, "ecole": true, "school": true, "universite": true, "university": true,
	"pharmacie": true, "pharmacy": true, "street": true, "st": true, "ste": true, "saint": true, "sainte": true,
	"dr": true, "dre": true, "docteur": true, "docteure": true, "doctor": true, "drs": true, "redaction": true,
	"auteur": true, "auteure": true, "author": true, "photo": true, "illustration": true, "illustrations": true,
}
