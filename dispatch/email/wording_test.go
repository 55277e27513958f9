package email_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// TestSentences holds that every code of the package has its sentence in both languages, that none is
// left over, and that both languages take the same arguments.
func TestSentences(t *testing.T) {
	t.Parallel()
	fr, en := area(t, "fr"), area(t, "en")
	want := codes(t)
	for language, texts := range map[string]map[string]string{"fr": fr, "en": en} {
		if got := slices.Sorted(maps.Keys(texts)); !slices.Equal(got, want) {
			t.Errorf("%s has %q without use\nand lacks %q", language, without(got, want), without(want, got))
		}
	}
	arguments := regexp.MustCompile(`\{\w+\}`)
	for key := range fr {
		if f, e := arguments.FindAllString(fr[key], -1), arguments.FindAllString(en[key], -1); len(f) != len(e) {
			t.Errorf("%s takes %q in French and %q in English", key, f, e)
		}
	}
}

func without(these, those []string) []string {
	return slices.DeleteFunc(slices.Clone(these), func(key string) bool { return slices.Contains(those, key) })
}

// area holds the sentences of this package, wherever they lie.
func area(t testing.TB, language string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "wording", language, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no sentences in %q: %v", language, err)
	}
	ours := regexp.MustCompile(`^(error_)?(mail|smtp)_`)
	texts := map[string]string{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(data, &texts); err != nil {
			t.Fatal(err)
		}
	}
	others := regexp.MustCompile(`^error_mail_(bounced_[a-z_]+|forwards_unknown)$`) // of package dsn and of the desk
	maps.DeleteFunc(texts, func(key, _ string) bool { return !ours.MatchString(key) || others.MatchString(key) })
	return texts
}

// codes reads the keys out of the source: codes stand there as whole strings.
func codes(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	literal := regexp.MustCompile(`"((?:mail|smtp)_[a-z_]+)"`)
	words := regexp.MustCompile(`^mail_(subject_sealed|subject_locked|cover_[a-z_]+|closing|enclosed_page|gateway_handed|gateway_test)$`)
	for _, file := range files {
		if match, _ := filepath.Match("*_test.go", file); match {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range literal.FindAllStringSubmatch(string(source), -1) {
			key := "error_" + m[1]
			if words.MatchString(m[1]) {
				key = m[1]
			}
			found[key] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}
