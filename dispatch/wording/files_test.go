package wording

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// pairs reads an area as it is written, keys given twice included.
func pairs(t *testing.T, name string) (keys []string, texts map[string]string) {
	t.Helper()
	content, err := fs.ReadFile(files, name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(content, &texts); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	decoder := json.NewDecoder(bytes.NewReader(content))
	for i := 0; ; i++ {
		token, err := decoder.Token()
		if err != nil {
			return keys, texts
		}
		if key, ok := token.(string); ok && i%2 == 1 {
			keys = append(keys, key)
		}
	}
}

func areas(t *testing.T, language Language) []string {
	t.Helper()
	names, err := fs.Glob(files, string(language)+"/*.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("no areas in %s: %v", language, err)
	}
	return names
}

func TestEachKeyIsGivenOnce(t *testing.T) {
	t.Parallel()
	for _, language := range Languages() {
		home := map[string]string{}
		for _, name := range areas(t, language) {
			keys, _ := pairs(t, name)
			for _, key := range keys {
				if other, taken := home[key]; taken {
					t.Errorf("%s is in %s and %s", key, other, name)
				}
				home[key] = name
			}
		}
	}
}

func TestLanguagesSayTheSame(t *testing.T) {
	t.Parallel()
	for _, name := range areas(t, French) {
		area := path.Base(name)
		t.Run(area, func(t *testing.T) {
			t.Parallel()
			_, inFrench := pairs(t, "fr/"+area)
			_, inEnglish := pairs(t, "en/"+area)
			for _, key := range slices.Sorted(maps.Keys(inFrench)) {
				expectSame(t, key, inFrench[key], inEnglish)
			}
			for key := range inEnglish {
				if _, ok := inFrench[key]; !ok {
					t.Errorf("%s is only in English", key)
				}
			}
		})
	}
	if french, english := len(areas(t, French)), len(areas(t, English)); french != english {
		t.Errorf("%d areas in French, %d in English", french, english)
	}
}

func expectSame(t *testing.T, key, french string, inEnglish map[string]string) {
	t.Helper()
	english, ok := inEnglish[key]
	if !ok {
		t.Errorf("%s is only in French", key)
		return
	}
	if got, want := placeholders(english), placeholders(french); !slices.Equal(got, want) {
		t.Errorf("%s: %v in English, %v in French", key, got, want)
	}
}

var placeholder = regexp.MustCompile(`\{[^{}]*\}`)

func placeholders(text string) []string {
	return slices.Compact(slices.Sorted(slices.Values(placeholder.FindAllString(text, -1))))
}

func TestSentencesAreWellKept(t *testing.T) {
	t.Parallel()
	named := regexp.MustCompile(`^\{[a-z_]+\}$`)
	calm := regexp.MustCompile(`^[^! ][^!]*(\.|:|\{detail\})$`) // a sentence, a heading of a list, or another's words
	for _, language := range Languages() {
		for _, name := range areas(t, language) {
			_, texts := pairs(t, name)
			for key, text := range texts {
				if strings.TrimSpace(text) == "" {
					t.Errorf("%s %s says nothing", name, key)
				}
				for _, p := range placeholders(text) {
					if !named.MatchString(p) {
						t.Errorf("%s %s: %s is no placeholder", name, key, p)
					}
				}
				if strings.HasPrefix(key, "error_") && !calm.MatchString(text) {
					t.Errorf("%s %s: %q is no calm sentence", name, key, text)
				}
			}
		}
	}
}

func TestPluralsHaveBothForms(t *testing.T) {
	t.Parallel()
	for _, language := range Languages() {
		texts := For(language).texts
		for key := range texts {
			stem, isOne := strings.CutSuffix(key, "_one")
			if _, other := texts[stem+"_other"]; isOne && !other {
				t.Errorf("%s %s has no form for many", language, key)
			}
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	if _, err := readArea(files, "fr/none.json"); err == nil {
		t.Error("an area that does not exist is read")
	}
	defer func() {
		if recover() == nil {
			t.Error("a file that is not JSON is taken for a catalogue")
		}
	}()
	mustLoad(fstest.MapFS{"fr/x.json": {Data: []byte(`{"key": 1}`)}}, French)
}

// TestEveryEventHasItsSentence reads the events from the domain's source: a type without words would stand in the log
// as a key.
func TestEveryEventHasItsSentence(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("../event.go")
	if err != nil {
		t.Fatal(err)
	}
	events := regexp.MustCompile(`EventType = "([a-z_]+)"`).FindAllSubmatch(source, -1)
	if len(events) < 40 {
		t.Fatalf("found %d events", len(events))
	}
	for _, language := range Languages() {
		for _, event := range events {
			if key := "event_" + string(event[1]); !For(language).Has(key) {
				t.Errorf("%s has no %s", language, key)
			}
		}
	}
}
