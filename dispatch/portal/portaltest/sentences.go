package portaltest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch/wording"
)

// RequireSentences holds that every code which the source of the package under test names, one of all portals or of
// provider, has its sentence in every language: as an error or, for words that leave with a dispatch, as itself.
func RequireSentences(t *testing.T, provider string) {
	t.Helper()
	code := regexp.MustCompile(`"((?:portal|` + provider + `)_[a-z_]+)"`)
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range code.FindAllSubmatch(source, -1) {
			found++
			requireSentence(t, string(match[1]))
		}
	}
	if found == 0 {
		t.Error("the source names no code")
	}
}

func requireSentence(t *testing.T, code string) {
	t.Helper()
	for _, language := range wording.Languages() {
		if words := wording.For(language); !words.Has("error_"+code) && !words.Has(code) {
			t.Errorf("%s has no sentence for %s", language, code)
		}
	}
}
