package identify

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/souspli/souspli/dispatch/inspect/layout"
)

func FuzzPage(f *testing.F) {
	for _, seed := range nobody {
		f.Add("scan.pdf", seed)
	}
	f.Add("TremblayJean.pdf", planted)
	f.Add("", "Nom;Prénom;DDN\nGagnon;Lise;1960-01-31\n\t;;\n--")
	f.Add("\xff\xfe", "N\xffM: TREJ\u00ad5853\u200b1417 \u0301\u0301 Né(e) le 1958\u201103\u201114 (((514) 555-0142")
	f.Add("a", "@a@b.c@d.ee Nom Prénom  DDN\nA  B  19580314\nM. . . . ,,,, AH-2160 1(2(3(4(5")
	f.Fuzz(func(t *testing.T, name, text string) {
		finder := New(now)
		finder.Properties(layout.Properties{FileName: name, Title: text})
		finder.Page(layout.FromText(1, text))
		finder.Page(layout.FromText(2, text))
		r := finder.Result()
		if r.Persons < len(r.People) || r.Numbers < 0 || r.BirthDates < 0 {
			t.Fatalf("%d persons, %d people, %d numbers", r.Persons, len(r.People), r.Numbers)
		}
		for _, i := range r.Identifiers {
			if i.Type != MinistryForm && (strings.Contains(i.Masked, i.value) || !strings.Contains(i.Masked, "•")) || !utf8.ValidString(i.Masked) {
				t.Fatalf("%s is shown as %q", i.Type, i.Masked)
			}
		}
		for _, p := range r.People {
			_ = p.Match(name)
			_ = p.Match(text)
		}
		_ = NameIn(name, r.People)
	})
}
