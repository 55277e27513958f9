package identify

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch"
)

const (
	yes     = dispatch.True
	no      = dispatch.False
	unknown = dispatch.Unknown
)

func day(text string) time.Time {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return t
}

func TestMatch(t *testing.T) {
	julie := Person{Name: "TREMBLAY, Julie", Number: "TREJ58531417", Born: day("1958-03-14")}
	for _, c := range []struct {
		name   string
		person Person
		other  string
		want   dispatch.Truth
	}{
		{"the same", Person{Name: "Lise Gagnon"}, "Lise Gagnon", yes},
		{"order", Person{Name: "GAGNON, Lise"}, "Lise Gagnon", yes},
		{"case and accents", Person{Name: "HELENE COTE"}, "Hélène Côté", yes},
		{"hyphens", Person{Name: "Jean Pierre Roy"}, "Roy, Jean-Pierre", yes},
		{"a title", Person{Name: "Lise Gagnon"}, "Mme Lise Gagnon", yes},
		{"compound surname", Person{Name: "Marie-Ève Tremblay-Gagnon"}, "Tremblay Marie Eve", yes},
		{"a married name beside her own", Person{Name: "Lise Gagnon"}, "Lise Gagnon Roy", yes},
		{"saint", Person{Name: "Saint-Pierre, Luc"}, "Luc St-Pierre", yes},
		{"sainte", Person{Name: "Ste-Marie Luc"}, "Luc Sainte Marie", yes},
		{"particles", Person{Name: "Luc de la Sablonnière"}, "Sablonnière Luc", yes},
		{"written as one", Person{Name: "Luc Le Blanc"}, "Luc Leblanc", yes},
		{"apostrophe", Person{Name: "Sean O'Brien"}, "Sean O’Brien", yes},
		{"initial", Person{Name: "Jean Tremblay"}, "J. Tremblay", yes},
		{"baptismal name", Person{Name: "Marie Lise Gagnon"}, "Lise Gagnon", yes},
		{"the number", julie, "TREJ 5853 1417", yes},
		{"name and number", julie, "Julie Tremblay (TREJ58531417)", yes},
		{"letters of the number alone", Person{Number: "TREJ58531417"}, "Julie Tremblay", yes},
		{"letters of a name under three", Person{Number: "WUXJ58531417"}, "Jean Wu", yes},
		{"letters of Saint", Person{Number: "STPJ58531417"}, "Saint-Pierre Julie", yes},
		{"born the day the number says", Person{Name: "Julie Tremblay", Born: day("1958-03-14")}, "TREJ58531417", yes},
		{"a name that the number has, not the paper", Person{Name: "Julie Bergeron", Number: "TREJ58531417"}, "Julie Tremblay", yes},
		{"a number alone and letters that agree", Person{Name: "Julie Tremblay"}, "TREJ58531417", yes},

		{"somebody else", Person{Name: "Lise Gagnon"}, "Paul Roy", no},
		{"another given name", Person{Name: "Jean Tremblay"}, "Paul Tremblay", no},
		{"sisters", Person{Name: "Marie-Ève Tremblay"}, "Marie-Claude Tremblay", no},
		{"brothers", Person{Name: "Jean-Pierre Roy"}, "Jean-Paul Roy", no},
		{"a rare given name", Person{Name: "Lise Tremblay"}, "Tremblay Oluwaseun", no},
		{"martin and martine", Person{Name: "Martin Tremblay"}, "Martine Tremblay", no},
		{"the same initial", julie, "Jean Tremblay", no},
		{"another number", julie, "BOUM01113025", no},
		{"letters of another number", Person{Number: "TREJ58531417"}, "Marc Boucher", no},
		{"another number against a name and a birth", Person{Name: "Lise Gagnon", Born: day("1960-01-31")}, "BOUM01113025", no},

		{"nothing", Person{}, "Lise Gagnon", unknown},
		{"nobody", Person{Name: "Lise Gagnon"}, "", unknown},
		{"a surname alone", Person{Name: "Lise Gagnon"}, "Gagnon", unknown},
		{"another surname alone", Person{Name: "Lise Gagnon"}, "Tremblay", unknown},
		{"Jean or Jean-Pierre", Person{Name: "Jean Tremblay"}, "Jean-Pierre Tremblay", unknown},
		{"another surname, perhaps married", Person{Name: "Lise Gagnon"}, "Lise Tremblay", unknown},
		{"a typing error", Person{Name: "Jean Tremblay"}, "Jean Trembley", unknown},
		{"a typing error in both", Person{Name: "Oluwaseun Adebayo"}, "Oluwasun Adebayu", unknown},
		{"short form", Person{Name: "Daniel Roy"}, "Dan Roy", unknown},
		{"an organisation", Person{Name: "Jean Tremblay"}, "Pharmacie Paul Roy", unknown},
		{"a number with a typing error", julie, "TREJ58531418", unknown},
		{"other initial", Person{Name: "Jean Tremblay"}, "P. Tremblay", unknown},
		{"another script", Person{Name: "Jean Tremblay"}, "Иван Петров", unknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.person.Match(c.other); got != c.want {
				t.Errorf("got %d, want %d", got, c.want)
			}
		})
	}
}

func TestMatchIsSymmetric(t *testing.T) {
	word := rapid.OneOf(rapid.SampledFrom(sortedKeys(lexical().given)), rapid.SampledFrom(sortedKeys(lexical().surname)), rapid.StringMatching(`[A-Za-zé]{1,8}`))
	name := rapid.Custom(func(t *rapid.T) string { return word.Draw(t, "a") + " " + word.Draw(t, "b") })
	rapid.Check(t, func(t *rapid.T) {
		a, b := name.Draw(t, "one"), name.Draw(t, "other")
		if one, other := (Person{Name: a}).Match(b), (Person{Name: b}).Match(a); one == yes && other == no || one == no && other == yes {
			t.Fatalf("%s, %s: %d and %d", a, b, one, other)
		}
		if (Person{Name: a}).Match(a) == no {
			t.Fatalf("%s is not %s", a, a)
		}
	})
}

func TestNameIn(t *testing.T) {
	lise := []Person{{Name: "Gagnon, Lise", Number: madeNumber("GAGL", day("1960-01-31"), true, '1')}}
	for _, c := range []struct {
		file   string
		people []Person
		want   dispatch.Truth
	}{
		{"Gagnon_Lise_labo.pdf", lise, yes},
		{"labo GAGNON LISE 2026-11-20.pdf", lise, yes},
		{"LiseGagnon-requete.pdf", lise, yes},
		{"gagnon.lise.pdf", lise, yes},
		{"GagnonLise.pdf", lise, yes},
		{lise[0].Number + ".pdf", lise, yes},
		{"Gagnon_L_echo.pdf", lise, unknown},
		{"resultats_Lise_Gagnon_Dr_Roy.pdf", lise, yes},
		{"Gagnon_Lise.pdf", []Person{{Name: "Paul Roy"}, {Name: "Lise Gagnon"}}, yes},
		{"Gagnon_Lise.pdf", []Person{{Number: lise[0].Number}}, yes},

		{"Tremblay_Jean_labo.pdf", lise, no},
		{"labo TREMBLAY JEAN 2026-11-20.pdf", lise, no},
		{"TremblayJean.pdf", lise, no},
		{"Jean-François Côté ordonnance.pdf", lise, no},
		{"Kowalski_Anna_radiologie.pdf", lise, no},
		{"Requete IRM Bouchard Paul.pdf", lise, no},
		{"BOUM01113025.pdf", lise, no},
		{"scan BOUM 0111 3025.pdf", lise, no},
		{"Gagnon_Paul_labo.pdf", lise, no},
		{"Tremblay_Jean_labo.pdf", []Person{{Number: lise[0].Number}}, no},
		{"Tremblay_Jean.pdf", []Person{{Name: "Paul Roy"}, {Name: "Lise Gagnon"}}, no},

		{"scan0001.pdf", lise, unknown},
		{"IMG_20261120_081500.jpg", lise, unknown},
		{"Document1.docx", lise, unknown},
		{"labo.pdf", lise, unknown},
		{"rapport echographie abdominale.pdf", lise, unknown},
		{"Gagnon.pdf", lise, unknown},
		{"Tremblay.pdf", lise, unknown},
		{"Lise labo.pdf", lise, unknown},
		{"Clinique Jean-Talon requete.pdf", lise, unknown},
		{"Pharmacie Jean Coutu ordonnance.pdf", lise, unknown},
		{"Hopital Pierre-Boucher depliant.pdf", lise, unknown},
		{"note Dr Jean Tremblay.pdf", lise, unknown},
		{"Lise_Tremblay_labo.pdf", lise, unknown},
		{"fax 514 555-0142 2026-11-20.pdf", lise, unknown},
		{"AH-216 formulaire.pdf", lise, unknown},
		{"Mars 2026 horaire.xlsx", lise, unknown},
		{"demande consultation orthopedie genou droit.pdf", lise, unknown},
		{"Telechargement (3).pdf", lise, unknown},
		{"CHUM_IRM_cervicale.pdf", lise, unknown},
		{"Tremblay_Jean_labo.pdf", nil, unknown},
		{"Tremblay_Jean_labo.pdf", []Person{{Born: day("1960-01-31")}}, unknown},
		{"", lise, unknown},
	} {
		t.Run(c.file, func(t *testing.T) {
			if got := NameIn(c.file, c.people); got != c.want {
				t.Errorf("got %d, want %d", got, c.want)
			}
		})
	}
}
