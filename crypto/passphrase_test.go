package crypto

import (
	"crypto/rand"
	"errors"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNewPassphraseForm(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^([bdfjklmnprstv][aeiou][bdfjklmnprstv][aeiou])(-[bdfjklmnprstv][aeiou][bdfjklmnprstv][aeiou]){4}$`)
	forbidden := strings.Fields(forbiddenGroups)
	for range 2000 {
		passphrase := NewPassphrase(rand.Reader)
		if !form.MatchString(passphrase) || !usablePassphrase(passphrase) {
			t.Fatal(passphrase)
		}
		for group := range strings.SplitSeq(passphrase, "-") {
			if slices.Contains(forbidden, group) {
				t.Errorf("%q is forbidden", group)
			}
		}
	}
}

func TestPassphraseHoldsSixtyBits(t *testing.T) {
	t.Parallel()
	group := regexp.MustCompile(`^[bdfjklmnprstv][aeiou][bdfjklmnprstv][aeiou]$`)
	forbidden := strings.Fields(forbiddenGroups)
	for _, f := range forbidden {
		if !group.MatchString(f) {
			t.Errorf("%q cannot be drawn: it need not be forbidden", f)
		}
	}
	if distinct := len(slices.Compact(slices.Sorted(slices.Values(forbidden)))); distinct != len(forbidden) {
		t.Error("a group is forbidden twice")
	}
	if bits := passphraseGroups * math.Log2(float64(groupsInAll-len(forbidden))); bits < 60 {
		t.Errorf("%.2f bits", bits)
	}
}

// TestEveryGroupIsAsLikely goes through every draw of 16 bits: each group must come up eight times, the
// forbidden ones never.
func TestEveryGroupIsAsLikely(t *testing.T) {
	t.Parallel()
	count := map[string]int{}
	for n := range 1 << 16 {
		// The second draw is a group in any case, so that a refused first draw can be told from it.
		draws := &script{bytes: []byte{byte(n >> 8), byte(n), 0, 0}}
		group := newGroup(draws)
		if draws.read == 2 {
			count[group]++
		}
	}
	if len(count) != groupsInAll-len(strings.Fields(forbiddenGroups)) {
		t.Errorf("%d groups", len(count))
	}
	for group, times := range count {
		if times != 8 {
			t.Errorf("%s comes up %d times", group, times)
		}
	}
}

type script struct {
	bytes []byte
	read  int
}

func (s *script) Read(p []byte) (int, error) {
	n := copy(p, s.bytes[s.read:])
	s.read += n
	return n, nil
}

func TestRecoveryCodeIsForgiving(t *testing.T) {
	t.Parallel()
	code := NewRecoveryCode(rand.Reader)
	printed := code.String()
	if !regexp.MustCompile(`^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){5}$`).MatchString(printed) {
		t.Fatal(printed)
	}
	for name, typed := range map[string]string{
		"as printed":             printed,
		"lower case":             strings.ToLower(printed),
		"without dashes":         strings.ReplaceAll(printed, "-", ""),
		"spaces, line ends":      " " + strings.ReplaceAll(printed, "-", "\u00a0\r\n") + "\n",
		"long dashes":            strings.ReplaceAll(printed, "-", " – "),
		"letter O for zero":      strings.ReplaceAll(printed, "0", "O"),
		"letter I for one":       strings.ReplaceAll(printed, "1", "I"),
		"small letter l for one": strings.ReplaceAll(printed, "1", "l"),
	} {
		if parsed, err := ParseRecoveryCode(typed); err != nil || parsed != code {
			t.Errorf("%s: %v", name, err)
		}
	}
	if code.IsZero() || !(RecoveryCode{}).IsZero() {
		t.Error("IsZero does not tell a code from none")
	}
}

func TestRecoveryCodeMistyped(t *testing.T) {
	t.Parallel()
	printed := NewRecoveryCode(rand.Reader).String()
	for name, typed := range map[string]string{
		"empty":           "",
		"a group missing": printed[6:],
		"a group more":    printed + "-00000",
		"a letter U":      "U" + printed[1:],
		"an accent":       "É" + printed[1:],
		"endless":         strings.Repeat(printed, 1000),
	} {
		if _, err := ParseRecoveryCode(typed); !errors.Is(err, ErrRecoveryCodeMistyped) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestRecoveryCodeNoticesATypo changes one character: the chance that the checksum misses it is 2^-20.
func TestRecoveryCodeNoticesATypo(t *testing.T) {
	t.Parallel()
	code := zeroCode(t)
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, len(code)-1).Draw(t, "position")
		c := rapid.SampledFrom([]byte(recoveryAlphabet)).Draw(t, "character")
		typed := code[:i] + string(c) + code[i+1:]
		if _, err := ParseRecoveryCode(typed); (err == nil) != (typed == code) {
			t.Fatalf("position %d, %c: %v", i, c, err)
		}
	})
}

func zeroCode(t *testing.T) string {
	t.Helper()
	code, err := ParseRecoveryCode(NewRecoveryCode(zeros{}).String())
	ok(t, err)
	return code.characters
}

func FuzzParseRecoveryCode(f *testing.F) {
	f.Add(NewRecoveryCode(zeros{}).String())
	f.Add("oooo0-11lli")
	f.Fuzz(func(t *testing.T, typed string) {
		code, err := ParseRecoveryCode(typed)
		if err != nil {
			return
		}
		if again, err := ParseRecoveryCode(code.String()); err != nil || again != code {
			t.Errorf("%q does not read back", code)
		}
	})
}
