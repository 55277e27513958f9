package identify

import (
	"fmt"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch/inspect/layout"
)

// densePages are pages of a full clinical file: 60 lines of words, values, dates and numbers each.
func densePages(count int) []layout.Page {
	pages := make([]layout.Page, count)
	for p := range pages {
		lines := []string{
			"Clinique du Parc — 1234, rue Saint-Denis, Montréal (Québec) H2X 1Y4 — Tél. : 514 555-0142 — Téléc. : 514 555-0143",
			"Nom : TREMBLAY\tPrénom : Julie\tDate de naissance : 1958-03-14\tNAM : TREJ 5853 1417\tNo de dossier : 123456",
		}
		for i := len(lines); i < 60; i++ {
			lines = append(lines, fmt.Sprintf("Hémoglobine glyquée\t%d,%d mmol/L\t(3,9 - 6,1)\t2026-11-%02d 08:15\tMme Tremblay rapporte une douleur à l’épaule gauche depuis %d jours", i, p, i%28+1, i))
		}
		pages[p] = layout.FromText(p+1, strings.Join(lines, "\n"))
	}
	return pages
}

// Ten dense pages have to be read in less than 20 ms.
func BenchmarkTenPages(b *testing.B) {
	pages := densePages(10)
	b.ReportAllocs()
	for b.Loop() {
		f := New(now)
		for _, page := range pages {
			f.Page(page)
		}
		f.Result()
	}
}

func BenchmarkListOfTwentyThousand(b *testing.B) {
	pages := clinicList(20000)
	b.ReportAllocs()
	for b.Loop() {
		f := New(now)
		for _, page := range pages {
			f.Page(page)
		}
		f.Result()
	}
}

// One line of a megabyte costs what its bytes cost.
func BenchmarkLongLine(b *testing.B) {
	for name, text := range map[string]string{
		"words":    "Mme Tremblay née le 1958-03-14 ",
		"cues":     "nom : nom : ",
		"digits":   "1 2 3 4 5 6 ",
		"letters":  "TREJ5853141",
		"tabs":     "a\t",
		"mail":     "a.b@",
		"postal":   "H2X 1Y4 ",
		"numbers":  "TREJ58531417 ",
		"brackets": "dob(",
		"labels":   "FORM 3309 0114 ",
		"faxes":    "fax 514 555-0142 ",
	} {
		b.Run(name, func(b *testing.B) {
			page := layout.Page{Number: 1, Lines: []layout.Line{{Text: "Nom\tDDN"}, {Text: strings.Repeat(text, 1<<20/len(text))}}}
			b.SetBytes(1 << 20)
			for b.Loop() {
				f := New(now)
				f.Page(page)
				f.Result()
			}
		})
	}
}
