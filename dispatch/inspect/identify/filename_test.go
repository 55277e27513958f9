package identify

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
)

// fileNames are how software and clerks name files; L is the surname, G the given name.
var fileNames = []string{
	"L_G_labo.pdf", "L, G.pdf", "G L.pdf", "labo L G 2026-11-20.pdf", "L-G-requete-irm.pdf", "LG.pdf", "GL_ordonnance.pdf",
	"2026-11-20_L_G_resultats.pdf", "rapport_consultation_L_G.docx", "scan0001 L G.tiff", "Demande de consultation - G L.pdf",
	"L G (2).pdf", "L_G_DDN_1960-01-31.pdf", "echographie abdominale L G.pdf",
}

// rare are names of nobody's list.
var (
	rareGiven    = strings.Fields("Oluwaseun Xochitl Thorvald Ngozi Zbigniew Ayşe Siobhan Tuyet Kwame Evangelia")
	rareSurnames = strings.Fields("Adebayo Quetzal Gundersen Okonkwo Brzezinski Yildirim Featherstonehaugh Phongsavan Asante Papadimitriou")
)

// A file that bears the person's own name is never somebody else's, however it is written. A file that bears
// another's is told in most cases: unknown names stay unknown.
func TestNamesInFileNamesMeasured(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 3))
	given, surnames := sortedKeys(lexical().given), sortedKeys(lexical().surname)
	pick := func(words []string) string {
		w := words[random.IntN(len(words))]
		return strings.ToUpper(w[:1]) + w[1:]
	}
	own, other, rareOther := map[dispatch.Truth]int{}, map[dispatch.Truth]int{}, map[dispatch.Truth]int{}
	const rounds = 5000
	for range rounds {
		person := Person{Name: pick(surnames) + ", " + pick(given)}
		if random.IntN(5) == 0 {
			person.Name = pick(rareSurnames) + ", " + pick(rareGiven)
		}
		template := fileNames[random.IntN(len(fileNames))]
		last, first, _ := strings.Cut(person.Name, ", ")
		truth := NameIn(named(template, last, first), []Person{person})
		own[truth]++
		if truth == no {
			t.Errorf("%s is said not to be %s", named(template, last, first), person.Name)
		}
		other[NameIn(named(template, pick(surnames), pick(given)), []Person{person})]++
		rareOther[NameIn(named(template, pick(rareSurnames), pick(rareGiven)), []Person{person})]++
	}
	t.Logf("true, false, unknown: own name %d %d %d; another frequent one %d %d %d; another rare one %d %d %d",
		own[yes], own[no], own[unknown], other[yes], other[no], other[unknown], rareOther[yes], rareOther[no], rareOther[unknown])
	if own[yes] < rounds*95/100 || other[no] < rounds*75/100 || other[yes] > rounds/100 {
		t.Errorf("own name found in %d, another told in %d, taken for the person's in %d of %d", own[yes], other[no], other[yes], rounds)
	}
}

func named(template, last, first string) string {
	return strings.NewReplacer("L", last, "G", first).Replace(template)
}

func TestFileNamesWithoutAPerson(t *testing.T) {
	person := []Person{{Name: "Gagnon, Lise"}}
	for _, file := range []string{
		"Horaires Noel 2026.pdf", "Feuille de route.pdf", "echo doppler veineux.pdf", "Point de service.pdf", "petit guide blanc.pdf",
		"Protocole AVK version finale.docx", "Rx.pdf", "bilan sanguin novembre.pdf", "ECG repos.pdf", "IRM lombaire sans gadolinium.pdf",
		"EPF-2026-11.pdf", "DSQ impression.pdf", "Formulaire SAAQ M-28.pdf", "Certificat CNESST.pdf", "taco thorax.pdf", "Nouveau document (1).pdf",
		"CLSC Saint-Louis-du-Parc.pdf", "Hôpital Sacré-Coeur de Montréal.pdf", "GMF Marie-Clarac.pdf", "KM_C454e-20261120081500.pdf", "doc04512020261120.pdf",
		"Xerox Scan_11202026.pdf", "Ligne du temps.pdf", "plan de soins.pdf", "colonoscopie de depistage.pdf", "Guide Martin.pdf",
	} {
		if got := NameIn(file, person); got != unknown {
			t.Errorf("%s: %d", file, got)
		}
	}
}
