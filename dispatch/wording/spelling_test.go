package wording_test

import (
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch/wording"
)

func TestSpell(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		language   wording.Language
		word, want string
	}{
		{wording.French, "roc", "R comme Robert, O comme Olivier, C comme Camille"},
		{wording.English, "oak-", "O Oscar, A Alfa, K Kilo"},
		{wording.English, "", ""},
	} {
		if got := wording.For(c.language).Spell(c.word); got != c.want {
			t.Errorf("%s is spelled %q, want %q", c.word, got, c.want)
		}
	}
}

// Every name of the alphabet begins with its letter, and no two letters share one.
func TestSpellingAlphabet(t *testing.T) {
	t.Parallel()
	for _, language := range wording.Languages() {
		names := map[string]bool{}
		for letter := 'a'; letter <= 'z'; letter++ {
			name := wording.For(language).Text("spell_" + string(letter))
			if !strings.HasPrefix(strings.ToLower(name), string(letter)) || names[name] {
				t.Errorf("%s: %c is %s", language, letter, name)
			}
			names[name] = true
		}
	}
}
