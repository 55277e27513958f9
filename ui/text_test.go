package ui

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// tenths measures a character as ten wide.
func tenths(s string) float32 { return float32(10 * utf8.RuneCountInString(s)) }

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		name  string
		words string
		width float32
		want  []string
	}{
		{"short", "un deux", 100, []string{"un deux"}},
		{"at a space", "un deux trois", 80, []string{"un deux", "trois"}},
		{"a no-break space holds", "vers 14\u00a0h\u00a005", 80, []string{"vers", "14\u00a0h\u00a005"}},
		{"a word too wide", "anticonstitutionnel", 100, []string{"anticonsti", "tutionnel"}},
		{"a word too wide after another", "un anticonstitutionnel", 100, []string{"un", "anticonsti", "tutionnel"}},
		{"lines of its own", "un\ndeux", 100, []string{"un", "deux"}},
		{"empty", "", 100, []string{""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := wrap(c.words, c.width, tenths); strings.Join(got, "|") != strings.Join(c.want, "|") {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestWrapLosesNothingAndFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.StringMatching(`[a-zé\x{a0}]{0,30}( [a-zé]{1,30}){0,8}`).Draw(t, "words")
		width := rapid.Float32Range(10, 400).Draw(t, "width")
		lines := wrap(words, width, tenths)
		all := strings.ReplaceAll(words, " ", "")
		if got := strings.ReplaceAll(strings.Join(lines, ""), " ", ""); got != all {
			t.Fatalf("wrote %q of %q", got, all)
		}
		for _, line := range lines {
			if tenths(line) > width {
				t.Fatalf("%q is wider than %v", line, width)
			}
		}
	})
}

func TestEllipsisFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.StringN(0, 40, -1).Draw(t, "words")
		width := rapid.Float32Range(10, 500).Draw(t, "width")
		got := ellipsis(words, width, tenths)
		if tenths(got) > width {
			t.Fatalf("%q is wider than %v", got, width)
		}
		if got != words && !strings.HasSuffix(got, "…") {
			t.Fatalf("%q became %q without a sign of it", words, got)
		}
	})
}

func TestNumbersTypedTheCanadianWay(t *testing.T) {
	for typed, want := range map[string]string{
		"418 555-0133":     "+14185550133",
		"(418) 555-0133":   "+14185550133",
		"1-418-555-0133":   "+14185550133",
		"+33 1 99 00 12 3": "+3319900123",
		"555-0133":         "555-0133", // for the desk to refuse
		"":                 "",
	} {
		if got := e164(typed); got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
}

func TestKindsAreFoundWithoutAccents(t *testing.T) {
	r := newRig(t, nil)
	for query, want := range map[string]string{
		"resultat":       "résultat de laboratoire",
		"REQUÊTE":        "requête d’examen",
		"examen":         "requête d’examen",
		"copie dossier":  "copie de dossier",
		"zzz":            "",
		"dossier absent": "",
	} {
		got := ""
		if kinds := r.matchingKinds(query); len(kinds) > 0 {
			got = r.texts.Kind(kinds[0])
		}
		if got != want {
			t.Errorf("%q finds %q first, want %q", query, got, want)
		}
	}
}
