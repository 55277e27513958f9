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
	form := regexp.MustCompile(`^[a-z]{4,8}(-[a-z]{4,8}){4}$`)
	for _, language := range []string{"fr", "en", ""} {
		words := strings.Fields(wordList(language))
		for range 500 {
			passphrase := NewPassphrase(language, rand.Reader)
			if !form.MatchString(passphrase) || !usablePassphrase(passphrase) {
				t.Fatal(passphrase)
			}
			for word := range strings.SplitSeq(passphrase, "-") {
				if _, known := slices.BinarySearch(words, word); !known {
					t.Errorf("%q is not in the list of %q", word, language)
				}
			}
		}
	}
}

// TestEveryWordIsAsLikely goes through the draws in order: the words must come up in theirs, again and again.
func TestEveryWordIsAsLikely(t *testing.T) {
	t.Parallel()
	words := strings.Fields(wordList("fr"))
	if bits := passphraseWords * math.Log2(float64(len(words))); bits != 55 {
		t.Errorf("%.2f bits", bits)
	}
	for n := range 3 * len(words) { // the draw goes round 32 times: three tell as much
		first, _, _ := strings.Cut(NewPassphrase("fr", &script{bytes: append([]byte{byte(n >> 8), byte(n)}, make([]byte, 8)...)}), "-")
		if want := words[n%len(words)]; first != want {
			t.Fatalf("draw %d gives %s, want %s", n, first, want)
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
