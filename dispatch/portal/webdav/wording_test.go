package webdav_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch/wording"
)

// Every code that the portal's source names has its sentence in every language.
func TestEveryCodeHasItsSentence(t *testing.T) {
	t.Parallel()
	code := regexp.MustCompile(`"(portal_[a-z_]+)"`)
	for _, pattern := range []string{"*.go", "../*.go"} {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(paths), err)
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
					if key := "error_" + string(match[1]); !wording.For(language).Has(key) {
						t.Errorf("%s has no sentence for %s", language, key)
					}
				}
			}
		}
	}
}
