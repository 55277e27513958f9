package identify

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch/inspect/layout"
)

// told is a result's people as text: name, number and birth, parted by slashes.
func told(r Result) string {
	all := make([]string, len(r.People))
	for i, p := range r.People {
		born := ""
		if !p.Born.IsZero() {
			born = p.Born.Format(time.DateOnly)
		}
		all[i] = strings.Join([]string{p.Name, p.Number, born}, "/")
	}
	return strings.Join(all, " + ")
}

func TestPersons(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a form, cell beside cell", "Nom : TREMBLAY\tPrénom : Julie\nDate de naissance : 1958-03-14\tSexe : F\nNAM : TREJ 5853 1417", "TREMBLAY, Julie/TREJ58531417/1958-03-14"},
		{"given name first", "Prénom : Julie\nNom : Tremblay\nRAMQ TREJ58531417", "Tremblay, Julie/TREJ58531417/1958-03-14"},
		{"labels over values", "Nom\tPrénom\tDate de naissance\nTremblay\tJulie\t1958-03-14", "Tremblay, Julie//1958-03-14"},
		{"one label over one value", "Nom de l'usager\nTREMBLAY, Julie\nTREJ58531417", "TREMBLAY, Julie/TREJ58531417/1958-03-14"},
		{"patient and birth on a line", "Patient : Jean-François Côté   DDN : 14 mars 1958", "Jean-François Côté//1958-03-14"},
		{"with a title", "Patiente : Mme Lise Gagnon", "Lise Gagnon//"},
		{"English", "Patient name: Smith, John  DOB: 1970-05-02", "Smith, John//1970-05-02"},
		{"last and first", "Last name: Smith\tFirst name: John", "Smith, John//"},
		{"usager, particles", "Usager : Marie-Ève De La Durantaye", "Marie-Ève De La Durantaye//"},
		{"apostrophe", "Name: Sean O'Brien", "Sean O'Brien//"},
		{"subject", "RE : Lise Gagnon (DDN 1960-01-31)", "Lise Gagnon//1960-01-31"},
		{"name by the number's letters", "TREMBLAY, JULIE\tTREJ58531417\tF", "TREMBLAY, JULIE/TREJ58531417/1958-03-14"},
		{"name over the number", "Julie Tremblay\n1234, rue Principale\nTREJ58531417", "Julie Tremblay/TREJ58531417/1958-03-14"},
		{"name under the number", "TREJ58531417\nJulie Tremblay", "Julie Tremblay/TREJ58531417/1958-03-14"},
		{
			"saint by the rule", madeNumber("STPJ", time.Date(1958, 3, 14, 0, 0, 0, 0, time.UTC), true, '1') + " Saint-Pierre, Julie",
			"Saint-Pierre, Julie/" + madeNumber("STPJ", time.Date(1958, 3, 14, 0, 0, 0, 0, time.UTC), true, '1') + "/1958-03-14",
		},
		{"a letter", "Objet : Suivi\nJ'ai vu Mme Gagnon. Mme Gagnon va bien. M. Roy aussi.", "Gagnon//"},
		{"a letter about a number", "TREJ58531417\nMme Tremblay va bien.", "Tremblay/TREJ58531417/1958-03-14"},
		{"only a date of birth", "DDN : 1958-03-14", "//1958-03-14"},
		{"the same on every page's head", "Patient : Lise Gagnon\nPatient : GAGNON, LISE\nNom : Gagnon Lise", "Lise Gagnon//"},
		{"not the physician", "Patient : Lise Gagnon\nMédecin : Dr Paul Roy\nSigné par : Jean Côté\nc.c. : Marie Bouchard", "Lise Gagnon//"},
		{"not the recipient", "À : Mme Marie Bouchard\nUsager : Lise Gagnon", "Lise Gagnon//"},
		{"not the recipient under its label", "Destinataire\nMme Marie Bouchard\nUsager : Lise Gagnon", "Lise Gagnon//"},
		{"not the parents", "Nom : Gagnon\tPrénom : Lise\nNom de la mère : Roy Marie\nNom du père : Gagnon Luc", "Gagnon, Lise//"},
		{"two persons", "Patient : Julie Tremblay\nTREJ58531417\n\nPatient : Marc Boucher\nBOUM01113025", "Julie Tremblay/TREJ58531417/1958-03-14 + Marc Boucher/BOUM01113025/2001-11-30"},
		{"a number of somebody else", "Patient : Lise Gagnon\nNAM : BOUM01113025", "Lise Gagnon// + /BOUM01113025/2001-11-30"},
		{"married name beside her number", "Patient : Julie Bergeron\nNAM : TREJ58531417", "Julie Bergeron/TREJ58531417/1958-03-14"},
		{"the other half of a double name", "Mme Annie Pierre-Louis\nPIEA 3461 05B6", "Annie Pierre-Louis/PIEA346105B6/1934-11-05"},
		{
			"a whole name behind the label of a surname, over a table about something else",
			"Carnet de santé\nNom : Lise Gagnon   Née le 5 mai 2023\nVaccin\tDate\tDose\nVRC-15\t2023-07-05\t1\nRota\t2023-07-05\t1\nVRC-15\t2023-09-05\t2",
			"Lise Gagnon//2023-05-05",
		},
		{
			"the same over a table that has a column of names",
			"Nom : Lise Gagnon   Née le 5 mai 2023\nDate\tNom\tDose\n2023-07-05\tRota\t1\n2023-07-05\tInfanrix\t1\n2023-09-05\tRota\t2\n2023-09-05\tInfanrix\t2",
			"Lise Gagnon//2023-05-05",
		},
		{
			"a birth above, the half of a name far below its neighbours",
			"Née le 5 mai 2023\nNom : Gagnon\nA\nB\nC\nD\nE\nF", "Gagnon//2023-05-05",
		},
		{"month and day exchanged", "NAM TREJ58531417\nDOB 14/03/1958", "/TREJ58531417/1958-03-14"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := told(read(c.text)); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestLists(t *testing.T) {
	for name, c := range map[string]struct {
		text    string
		list    bool
		persons int
	}{
		"names and births":      {"Nom\tPrénom\tDDN\nGagnon\tLise\t1960-01-31\nRoy\tPaul\t1971-02-03\nCôté\tAnne\t1980-12-01", true, 3},
		"semicolons":            {"Nom;Prénom;DDN\nGagnon;Lise;1960-01-31\nRoy;Paul;1971-02-03\nCôté;Anne;1980-12-01", true, 3},
		"blanks":                {"Nom        Prénom     DDN\nGagnon     Lise       1960-01-31\nRoy        Paul       1971-02-03\nCôté       Anne       1980-12-01", true, 3},
		"commas":                {"Nom,NAM,DDN\nLise Gagnon,GAGL60513117,1960-01-31\nPaul Roy,ROYP71020315,1971-02-03\nAnne Côté,COTA80620119,1980-12-01", true, 3},
		"commas and blanks":     {"Nom, Prénom, DDN\nGagnon, Lise, 1960-01-31\nRoy, Paul, 1971-02-03\nCôté, Anne, 1980-12-01", true, 3},
		"commas, quoted names":  {"Nom,DDN,Téléphone\n\"Gagnon, Lise\",1960-01-31,514 555-0101\n\"Roy, Paul\",1971-02-03,\n\"Côté, Anne\",1980-12-01,", true, 3},
		"commas in a sentence":  {"Le nom, le prénom, la date de naissance\nGagnon, Lise et Paul, 3 fois\nRoy, Anne et Luc, 2 fois\nCôté, Jean et Lise, 1 fois", false, 0},
		"names alone":           {"Nom\tPrénom\nGagnon\tLise\nRoy\tPaul\nCôté\tAnne", true, 3},
		"numbers, no header":    {"TREJ58531417\nBOUM01113025\nNGUT90013115\nCOTS24522916", true, 4},
		"two rows":              {"Nom\tPrénom\tDDN\nGagnon\tLise\t1960-01-31\nRoy\tPaul\t1971-02-03", false, 2},
		"one patient's results": {"Nom : Gagnon\tPrénom : Lise\nAnalyse\tRésultat\tUnités\nSodium\t140\tmmol/L\nCalcium\t2,3\tmmol/L\nFer\t12\tumol/L", false, 1},
		"one patient's visits":  {"Nom\tPrénom\tDDN\nGagnon\tLise\t1960-01-31\nGagnon\tLise\t1960-01-31\nGagnon\tLise\t1960-01-31", false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(c.text)
			if r.List != c.list || r.Persons != c.persons {
				t.Errorf("list %t, %d persons: %s", r.List, r.Persons, told(r))
			}
		})
	}
}

// clinicList is a list of so many distinct patients, 40 a page.
func clinicList(count int) []layout.Page {
	random := rand.New(rand.NewPCG(7, 7))
	given, surnames := sortedKeys(lexical().given), sortedKeys(lexical().surname)
	var pages []layout.Page
	lines := []string{"Nom\tPrénom\tNAM\tDate de naissance\tTéléphone"}
	seen := map[string]bool{}
	for len(seen) < count {
		first, last := given[random.IntN(len(given))], surnames[random.IntN(len(surnames))]
		if len(last) < 3 {
			continue
		}
		born := now.AddDate(0, 0, -1-random.IntN(90*365))
		letters := strings.ToUpper(last[:3] + first[:1])
		number := madeNumber(letters, born, random.IntN(2) == 0, "123456789"[random.IntN(9)])
		if seen[number] || labels[strings.ToLower(letters)] {
			continue
		}
		seen[number] = true
		lines = append(lines, fmt.Sprintf("%s\t%s\t%s\t%s\t514 555-01%02d", strings.ToUpper(last), strings.ToUpper(first[:1])+first[1:], number,
			born.Format(time.DateOnly), random.IntN(100)))
		if len(lines)%40 == 0 || len(seen) == count {
			pages = append(pages, layout.FromText(len(pages)+1, strings.Join(lines, "\n")))
			lines = nil
		}
	}
	return pages
}

func sortedKeys(set map[string]bool) []string {
	var keys []string
	for key := range set {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func TestEverybodyOnAListCounts(t *testing.T) {
	for _, count := range []int{1, 2, 63, 64, 65, 66, 315, 20000} {
		f := New(now)
		for _, page := range clinicList(count) {
			f.Page(page)
		}
		r := f.Result()
		if r.Numbers != count || r.Persons != count || r.List != (count > 2) {
			t.Errorf("%d: %d numbers, %d persons, list %t", count, r.Numbers, r.Persons, r.List)
		}
		if len(r.People) > mostPeople || len(r.Identifiers) > mostIdentifiers {
			t.Errorf("%d: %d people and %d identifiers kept", count, len(r.People), len(r.Identifiers))
		}
	}
}

func TestNamed(t *testing.T) {
	for name, c := range map[string]struct {
		properties layout.Properties
		text       string
		want       bool
	}{
		"in the text":         {text: "Patient : Lise Gagnon", want: true},
		"behind a title":      {text: "Bonjour Mme Gagnon,", want: true},
		"in the file's name":  {properties: layout.Properties{FileName: "Gagnon_Lise_labo.pdf"}, want: true},
		"in the title":        {properties: layout.Properties{Title: "Ordonnance Lise Gagnon"}, want: true},
		"an author":           {properties: layout.Properties{Author: "Lise Gagnon"}},
		"a physician":         {properties: layout.Properties{FileName: "note Dr Paul Roy.pdf"}, text: "Dr Paul Roy"},
		"a street, a clinic":  {properties: layout.Properties{FileName: "Clinique Jean-Talon depliant.pdf"}},
		"a leaflet":           {properties: layout.Properties{FileName: "Guide_diabete_2024.pdf"}, text: "Mangez mieux"},
		"a scan of no notice": {properties: layout.Properties{FileName: "scan0001.pdf"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := New(now)
			f.Properties(c.properties)
			f.Page(layout.FromText(1, c.text))
			if got := f.Result().Named; got != c.want {
				t.Errorf("named %t", got)
			}
		})
	}
}
