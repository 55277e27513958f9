package fax_test

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch/wording"
)

var code = regexp.MustCompile(`"((?:fax|number)_[a-z_]+)"`)

// Every code that the fax packages give has its sentence in every language.
func TestEveryCodeHasASentence(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob("*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range append(files, more...) {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range code.FindAllStringSubmatch(string(source), -1) {
			found++
			for _, language := range wording.Languages() {
				if !wording.For(language).Has("error_" + match[1]) {
					t.Errorf("%s: no sentence in %s for %s", file, language, match[1])
				}
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d codes were found", found)
	}
}

func TestEveryWordOfTheCoverExists(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"fr", "en"} {
		words := reflect.ValueOf(texts(language))
		for i := range words.NumField() {
			if word := words.Field(i); word.Kind() == reflect.String && (word.Len() == 0 || strings.Contains(word.String(), "⟦")) {
				t.Errorf("%s: %s is %q", language, words.Type().Field(i).Name, word.String())
			}
		}
	}
}
