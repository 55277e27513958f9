package inspect_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch/dispatchtest"
)

// dense is the text of a page full of results.
var dense = strings.Repeat("Hémoglobine glyquée 6,2 % (intervalle de référence 4,0 à 6,0), créatinine 88 umol/l. ", 30)

// BenchmarkFile reads type, pages, kind and identifiers of ten pages, beside pdftotext, which only takes
// their text.
func BenchmarkFile(b *testing.B) {
	path := write(b, "a.pdf", dispatchtest.SamplePDF(b, 10, dense))
	b.Run("souspli", func(b *testing.B) {
		inspector := newBareInspector(b)
		if _, err := inspector.File(b.Context(), path, ""); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if _, err := inspector.File(b.Context(), path, ""); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("pdftotext", func(b *testing.B) {
		for b.Loop() {
			if err := exec.CommandContext(b.Context(), "pdftotext", "-layout", path, "-").Run(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkPreview draws the first page for a window, beside pdftoppm.
func BenchmarkPreview(b *testing.B) {
	path := write(b, "a.pdf", dispatchtest.SamplePDF(b, 10, dense))
	b.Run("souspli", func(b *testing.B) {
		inspector := newBareInspector(b)
		report, err := inspector.File(b.Context(), path, "")
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if _, err := inspector.Preview(b.Context(), report, 1, 1000, 1300); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("pdftoppm", func(b *testing.B) {
		for b.Loop() {
			if err := exec.CommandContext(b.Context(), "pdftoppm", "-f", "1", "-l", "1", "-scale-to", "1300", path).Run(); err != nil {
				b.Fatal(err)
			}
		}
	})
}
