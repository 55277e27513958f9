package store

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Éloïse":          "eloise",
		"e\u0301te\u0301": "ete",
		"CŒUR Œdipe":      "coeur oedipe",
		"Læticia":         "laeticia",
		"Straße":          "strasse",
		"ﬁnance":          "finance",
		"Ｍａｒｉｅ":           "marie",
		"İstanbul":        "istanbul",
		"":                "",
	} {
		if got := fold(text); got != want {
			t.Errorf("fold(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestPhones(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"+15145550142":         {"5145550142"},
		"(514) 555-0142":       {"5145550142"},
		"1 514.555.0142":       {"5145550142"},
		"555-0142":             {"5550142"},
		"514 555":              nil,
		"tel 514-555-0142 p 9": {"5145550142"},
		"1234567890123456":     nil, // longer than any number
		"":                     nil,
	} {
		if got := phones(text); !slices.Equal(got, want) {
			t.Errorf("phones(%q) = %q, want %q", text, got, want)
		}
	}
}

// A word is found by every beginning of three letters or more, in any writing.
func TestBeginningsAreFound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom(nil, unicode.Latin, unicode.Nd, unicode.Zs), 1, 40, -1).Draw(t, "text")
		held := terms(text)
		for _, word := range words(fold(text)) {
			letters := []rune(word)
			n := rapid.IntRange(min(shortest, len(letters)), len(letters)).Draw(t, "letters")
			asked := cut(string(letters[:n]))
			if !slices.Contains(held, asked) {
				t.Fatalf("%q is not found by %q in %q", text, asked, held)
			}
		}
	})
}

func FuzzTerms(f *testing.F) {
	for _, text := range []string{"Côté-Roy 514 555-0142", "\xff\xfe", "İŒ́", strings.Repeat("1-", 500)} {
		f.Add(text)
	}
	s := &Store{sealer: clear{}}
	f.Fuzz(func(t *testing.T, text string) {
		for _, term := range terms(text) {
			if n := utf8.RuneCountInString(term); n < 1 || n > longest {
				t.Errorf("the term %q has %d letters", term, n)
			}
		}
		if match := s.match(text); strings.Count(match, "(") != strings.Count(match, ")") {
			t.Errorf("%q is asked as %q", text, match)
		}
	})
}

// clear seals nothing: these tests look at words.
type clear struct{ Sealer }

func (clear) Token(word string) string { return word }
