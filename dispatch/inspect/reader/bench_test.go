package reader_test

import (
	"os/exec"
	"testing"

	"github.com/souspli/souspli/dispatch/inspect/reader"
)

// BenchmarkOpenText opens a dense PDF of ten pages and reads all its text, the child being warm.
func BenchmarkOpenText(b *testing.B) {
	path := write(b, "dense.pdf", letterPDF(b, 10, dense))
	b.Run("souspli", func(b *testing.B) {
		engine := newRig(b)
		warm(b, engine)
		for b.Loop() {
			document, err := engine.Open(b.Context(), reader.Source{Path: path, Name: "dense.pdf"})
			if err != nil {
				b.Fatal(err)
			}
			letters := 0
			for page := range document.Info().Pages {
				text, err := document.Text(b.Context(), page+1)
				if err != nil {
					b.Fatal(err)
				}
				letters += len(text.Text())
			}
			document.Close()
			if letters < 50_000 {
				b.Fatal(letters)
			}
		}
	})
	b.Run("pdftotext", func(b *testing.B) { peer(b, "pdftotext", "-layout", path, "-") })
}

// BenchmarkPreview draws the first page of a document that was not open, the child being warm.
func BenchmarkPreview(b *testing.B) {
	path := write(b, "dense.pdf", letterPDF(b, 10, dense))
	b.Run("souspli", func(b *testing.B) {
		engine := newRig(b)
		warm(b, engine)
		for b.Loop() {
			document, err := engine.Open(b.Context(), reader.Source{Path: path, Name: "dense.pdf"})
			if err != nil {
				b.Fatal(err)
			}
			if _, err := document.Render(b.Context(), 1, reader.Raster{Width: 1000, Height: 4000}); err != nil {
				b.Fatal(err)
			}
			document.Close()
		}
	})
	b.Run("pdftoppm", func(b *testing.B) {
		peer(b, "pdftoppm", "-f", "1", "-l", "1", "-scale-to-x", "1000", "-scale-to-y", "-1", path)
	})
}

// BenchmarkStart is from no child to one that is ready, PDFium being in the cache.
func BenchmarkStart(b *testing.B) {
	warm(b, newRig(b))
	for b.Loop() {
		engine := newRig(b)
		warm(b, engine)
		_ = engine.Close()
	}
}

func warm(b *testing.B, engine *rig) {
	b.Helper()
	if err := engine.Warm(b.Context()); err != nil {
		b.Fatal(err)
	}
}

func peer(b *testing.B, program string, args ...string) {
	for b.Loop() {
		if out, err := exec.CommandContext(b.Context(), program, args...).Output(); err != nil || len(out) < 10_000 {
			b.Fatal(len(out), err)
		}
	}
}
