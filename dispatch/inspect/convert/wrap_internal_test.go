package convert

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// Lines keep every letter that is not a space, in order, and no line is too long; words are cut only when
// they are longer than a line.
func TestWrapKeepsWords(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.StringMatching(`[a-zéœ\x{a0} ]{0,120}`).Draw(t, "line")
		columns := rapid.IntRange(1, 40).Draw(t, "columns")
		parts := wrap(line, columns)
		var words []string
		for _, part := range parts {
			if utf8.RuneCountInString(part) > columns {
				t.Fatalf("%q is longer than %d", part, columns)
			}
			words = append(words, spaced(part)...)
		}
		if strings.Join(words, "") != strings.Join(spaced(line), "") {
			t.Fatalf("%q became %q", line, parts)
		}
		if longest(line) <= columns && strings.Join(words, " ") != strings.Join(spaced(line), " ") {
			t.Fatalf("%q was cut inside a word: %q", line, parts)
		}
	})
}

func longest(line string) int {
	most := 0
	for word := range slices.Values(spaced(line)) {
		most = max(most, utf8.RuneCountInString(word))
	}
	return most
}

// spaced splits at the spaces where a line may break; the one that does not break belongs to its word.
func spaced(line string) []string {
	return strings.FieldsFunc(line, func(r rune) bool { return r == ' ' })
}
