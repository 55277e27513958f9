package sftp_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/souspli/souspli/dispatch/wording"
)

// TestEveryCodeIsSaid: each code in the sources has its sentence in both languages.
func TestEveryCodeIsSaid(t *testing.T) {
	t.Parallel()
	sources, err := filepath.Glob("*.go")
	if err != nil || len(sources) == 0 {
		t.Fatalf("%d sources: %v", len(sources), err)
	}
	code := regexp.MustCompile(`"((portal|sftp)_[a-z_]+)"`)
	for _, source := range sources {
		content, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range code.FindAllSubmatch(content, -1) {
			for _, language := range wording.Languages() {
				if key := "error_" + string(match[1]); !wording.For(language).Has(key) {
					t.Errorf("%s is not said in %s", key, language)
				}
			}
		}
	}
}
