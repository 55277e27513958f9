package inspecttest

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
)

// sentences are the titles and lines of one family that a reader could learn by heart.
func sentences(t *testing.T, family Family) map[string]string {
	t.Helper()
	all := make(map[string]string)
	for _, language := range []string{"fr", "en"} {
		folder := "scripts/" + string(family) + "/" + language
		entries, err := fs.ReadDir(scriptFiles, folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			text, err := fs.ReadFile(scriptFiles, folder+"/"+entry.Name())
			if err != nil {
				t.Fatal(err)
			}
			for _, said := range saidIn(string(text)) {
				all[said] = language + "/" + entry.Name()
			}
		}
		for _, remark := range banksOf(family, language)["remark"] {
			all[remark] = "remarks"
		}
	}
	return all
}

func saidIn(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		key, value, _ := strings.Cut(line, ": ")
		switch {
		case key == "title":
			all = append(all, strings.Split(strings.TrimSuffix(value, " || -"), " || ")...)
		case slices.Contains([]string{"file", "persons", "layouts", "age", "sex"}, key), line == "", line == "####":
		case strings.Contains(line, "@"), strings.HasSuffix(line, remarks):
		default:
			all = append(all, line)
		}
	}
	return all
}

func TestTheFamiliesShareNoSentence(t *testing.T) {
	known := make(map[string]string)
	for _, family := range []Family{FamilyA, FamilyB, FamilyC, FamilyD} {
		own := sentences(t, family)
		if len(own) < 500 {
			t.Fatalf("only %d sentences were found in family %s", len(own), family)
		}
		for said, where := range own {
			if other, both := known[said]; both {
				t.Errorf("%q is in family %s (%s) and in %s", said, family, where, other)
			}
			known[said] = fmt.Sprintf("family %s (%s)", family, where)
		}
	}
}

func TestEveryScriptSaysWhatItIs(t *testing.T) {
	for _, family := range []Family{FamilyA, FamilyB, FamilyC, FamilyD} {
		for _, language := range []string{"fr", "en"} {
			for _, kind := range append(Kinds(), "cover") {
				for i, s := range scriptsOf(family, language, kind) {
					if s.fields["title"] == "" || s.fields["file"] == "" {
						t.Errorf("%s/%s/%s %d: no title or no file name", family, language, kind, i)
					}
					if general := kind == "general_info" || kind == "admin_internal" || kind == "cover"; s.about() == general {
						t.Errorf("%s/%s/%s %d: about somebody is %v", family, language, kind, i, s.about())
					}
				}
			}
		}
	}
}
