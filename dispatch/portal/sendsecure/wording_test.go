package sendsecure_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch/wording"
)

// Every code that the source names has its sentence in every language.
func TestEveryCodeHasItsSentence(t *testing.T) {
	t.Parallel()
	code := regexp.MustCompile(`"((?:portal|sendsecure)_[a-z_]+)"`)
	paths, err := filepath.Glob("*.go")
	if err != nil || len(paths) == 0 {
		t.Fatalf("%d files, %v", len(paths), err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range code.FindAllSubmatch(source, -1) {
			for _, language := range wording.Languages() {
				code := string(match[1])
				if !wording.For(language).Has("error_"+code) && !wording.For(language).Has(code) {
					t.Errorf("%s has no sentence for %s", language, code)
				}
			}
		}
	}
}
