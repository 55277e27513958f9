package classify

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch/inspect/layout"
)

var blank layout.Properties

func TestNormalise(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, text, want string }{
		{"accents and capitals", "RÉSUMÉ DE DÉPART", "resume de depart"},
		{"accents apart from their letters", norm.NFD.String("Échographie"), "echographie"},
		{"ligatures of French", "Œdème, cæcum", "oedeme, caecum"},
		{"ligatures of a font", "ﬁche de suivi certiﬁée", "fiche de suivi certifiee"},
		{"apostrophes", "d’analyse dʼanalyse d`analyse", "d'analyse d'analyse d'analyse"},
		{"no-break spaces", "Motif\u00a0:\u202fdouleur", "motif : douleur"},
		{"soft hyphens", "radio\u00adgraphie", "radiographie"},
		{"no-break hyphens", "rendez‑vous", "rendez-vous"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := normalise(c.text); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestFileWords(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, file, want string }{
		{"underscores and a date", "RX_2026-01-12.pdf", "rx 2026 01 12 pdf"},
		{"camel case", "rapportConsultCardio.pdf", "rapport consult cardio pdf"},
		{"capitals before a word", "IRMCerveau.PDF", "irm cerveau pdf"},
		{"capitals only", "ORDONNANCE.PDF", "ordonnance pdf"},
		{"accents apart, as macOS writes them", norm.NFD.String("résultatLabo.pdf"), "resultat labo pdf"},
		{"no extension", "im0000.dcm", "im0000 dcm"},
		{"empty", "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := fileWords(c.file); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, text string
		want       []string
	}{
		{"separators", "résultat d'analyse rendez-vous", []string{"resultat", "d", "analyse", "rendez", "vou"}},
		{"signs", "Motif : TA 120/80", []string{"motif", ":", "ta", "120", "/", "80"}},
		{"a strength without a space", "500mg", []string{"500", "mg"}},
		{"plurals", "résultats d'analyses", []string{"resultat", "d", "analyse"}},
		{"abbreviations are no plurals", "TPS progress", []string{"tps", "progress"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := slices.Collect(tokens(normalise(c.text))); !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestDividedWordsAreMadeWhole(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		lines []string
		want  string
	}{
		{"a syllable", []string{"une consul-", "tation"}, "une consultation"},
		{"a word alone", []string{"consul-", "tation"}, "consultation"},
		{"twice", []string{"une anti-", "consti-", "tution"}, "une anticonstitution"},
		{"before a capital", []string{"le test de Mantoux-", "Tuberculine"}, "le test de mantoux tuberculine"},
		{"a dash", []string{"le test -", "négatif"}, "le test - negatif"},
		{"a rule", []string{"nom ----", "prénom"}, "nom ---- prenom"},
		{"at the end of the page", []string{"une consul-"}, "une consul"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			joined := strings.Join(lines(layout.FromText(1, strings.Join(c.lines, "\n"))), " ")
			if got := normalise(joined); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestNormaliseTwiceIsOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		once := normalise(rapid.String().Draw(t, "text"))
		if twice := normalise(once); twice != once {
			t.Errorf("%q, then %q", once, twice)
		}
	})
}

// TestSpellingDoesNotMatter writes words of the two languages with other capitals and without accents.
func TestSpellingDoesNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a-zA-ZàâäçéèêëîïôöùûüÿœæÀÂÉÈÊÎÔÙŒÆ' -]*`).Draw(t, "text")
		want := normalise(text)
		for _, other := range []string{strings.ToUpper(text), strings.ToLower(text), norm.NFD.String(text), norm.NFC.String(text)} {
			if got := normalise(other); got != want {
				t.Errorf("%q is %q, but %q is %q", text, want, other, got)
			}
		}
	})
}
