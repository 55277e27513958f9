package policy

import (
	"testing"

	"golang.org/x/net/idna"
	"pgregory.net/rapid"
)

// The shortcut agrees with the textbook distance.
func TestOneEditIsAlignmentDistanceOne(t *testing.T) {
	t.Parallel()
	word := rapid.StringMatching(`[ab.]{0,7}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		if got, want := oneEdit(a, b), alignmentDistance(a, b) == 1; got != want {
			t.Errorf("oneEdit(%q, %q) = %v", a, b, got)
		}
	})
}

// alignmentDistance is the optimal string alignment distance, by its recurrence.
func alignmentDistance(a, b string) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range len(b) + 1 {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

func TestFold(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, word, want string }{
		{"plain letters stay", "gmail.com", "gmail.com"},
		{"accents fall", "clinique-santé", "clinique-sante"},
		{"combining marks fall", "e\u0301", "e"},
		{"Cyrillic reads as Latin", "\u0443\u0430\u04bb\u043e\u043e", "yahoo"},
		{"Greek reads as Latin", "h\u03bftmail", "hotmail"},
		{"an accented Greek letter reads as Latin", "h\u03cctmail", "hotmail"},
		{"other letters stay", "\u65e5\u672c", "\u65e5\u672c"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := fold(test.word); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestMixesScripts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, label string
		want        bool
	}{
		{"ASCII", "clinique-7", false},
		{"accented Latin", "santé-cœur", false},
		{"combining mark", "e\u0301", false},
		{"digits and Cyrillic", "7-\u043f\u0440", false},
		{"Latin and Cyrillic", "gm\u0430il", true},
		{"Latin and Greek", "h\u03bftmail", true},
		{"Cyrillic and Greek", "\u043f\u03b1", true},
		{"empty", "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := mixesScripts(test.label); got != test.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

// Whatever is done to hide a known domain in other letters is seen.
func TestDisguisesAreSeen(t *testing.T) {
	t.Parallel()
	var twins []rune
	for twin := range latinTwins {
		twins = append(twins, twin)
	}
	for _, domain := range imitated {
		for i, letter := range domain {
			for _, twin := range twins {
				if latinTwins[twin] != letter {
					continue
				}
				disguise := domain[:i] + string(twin) + domain[i+1:]
				if _, err := idna.Lookup.ToASCII(disguise); err != nil {
					continue // cannot exist, and is a look-alike for that
				}
				if got := DomainOf("a@" + disguise); got != Lookalike {
					t.Errorf("%q is %s", disguise, got)
				}
			}
		}
	}
}
