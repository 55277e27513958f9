package facsimile_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"strings"
	"testing"

	"github.com/souspli/souspli/fax/facsimile"
)

// each yields the pages without an error.
func each(pages ...*facsimile.Bitmap) iter.Seq2[*facsimile.Bitmap, error] {
	return func(yield func(*facsimile.Bitmap, error) bool) {
		for _, page := range pages {
			if !yield(page, nil) {
				return
			}
		}
	}
}

func pdfOf(t testing.TB, pages ...*facsimile.Bitmap) []byte {
	t.Helper()
	var file bytes.Buffer
	ok(t, facsimile.WritePDF(&file, each(pages...)))
	return file.Bytes()
}

// threePages are a page of letters, one of dots, and a long one with lines along its edges.
func threePages(t testing.TB) []*facsimile.Bitmap {
	legal := facsimile.NewBitmap(facsimile.Width, facsimile.LegalHeight)
	for x := range facsimile.Width {
		legal.SetBlack(x, 0)
		legal.SetBlack(x, facsimile.LegalHeight-1)
	}
	for y := range facsimile.LegalHeight {
		legal.SetBlack(0, y)
		legal.SetBlack(facsimile.Width-1, y)
		legal.SetBlack(y*7%facsimile.Width, y)
	}
	return []*facsimile.Bitmap{
		facsimile.Rasterise(sample(t, scanned), facsimile.Optimised),
		facsimile.Rasterise(sample(t, greyBack), facsimile.Plain),
		legal,
	}
}

func TestPDFIsClean(t *testing.T) {
	out := must(t, "qpdf", "--check", writeFile(t, "fax.pdf", pdfOf(t, threePages(t)...)))
	if !strings.Contains(out, "No syntax or stream encoding errors found") {
		t.Fatal(out)
	}
}

// TestGhostscriptPrintsTheSameDots stands for HylaFAX, and for providers that use Ghostscript as well.
func TestGhostscriptPrintsTheSameDots(t *testing.T) {
	pages, out := threePages(t), filepath.Join(t.TempDir(), "page%d.tif")
	must(t, "gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=tiffg4", "-r204x196", "-sOutputFile="+out,
		writeFile(t, "fax.pdf", pdfOf(t, pages...)))
	for i, page := range pages {
		sameAsTIFF(t, readFile(t, fmt.Sprintf(out, i+1)), page)
	}
}

// Whoever prints the document at the geometry of a fax prints our dots, whether they are told dots an inch
// or dots across.
func TestOthersPrintTheSameDots(t *testing.T) {
	pages := threePages(t)
	file := writeFile(t, "fax.pdf", pdfOf(t, pages...))
	for name, print := range map[string]func(out string, n int, page *facsimile.Bitmap){
		"poppler, dots an inch": func(out string, n int, _ *facsimile.Bitmap) {
			must(t, "pdftoppm", "-gray", "-singlefile", "-f", fmt.Sprint(n), "-rx", "204", "-ry", "196", file, out)
		},
		"poppler, dots across": func(out string, n int, page *facsimile.Bitmap) {
			must(t, "pdftoppm", "-gray", "-singlefile", "-f", fmt.Sprint(n),
				"-scale-to-x", fmt.Sprint(page.Rect.Dx()), "-scale-to-y", fmt.Sprint(page.Rect.Dy()), file, out)
		},
		"mupdf": func(out string, n int, page *facsimile.Bitmap) {
			must(t, "mutool", "draw", "-q", "-c", "gray", "-f", "-w", fmt.Sprint(page.Rect.Dx()), "-h", fmt.Sprint(page.Rect.Dy()),
				"-o", out+".pgm", file, fmt.Sprint(n))
		},
	} {
		t.Run(name, func(t *testing.T) {
			for i, page := range pages {
				out := filepath.Join(t.TempDir(), "page")
				print(out, i+1, page)
				got := parsePGM(t, readFile(t, out+".pgm"))
				if got.Rect != page.Rect {
					t.Fatalf("page %d is printed as %v, want %v", i+1, got.Rect, page.Rect)
				}
				same(t, got.Pix, page.Gray().Pix)
			}
		})
	}
}

func TestSamePagesMakeTheSameBytes(t *testing.T) {
	pages := threePages(t)
	same(t, pdfOf(t, pages...), pdfOf(t, pages...))
}

func TestPDFStopsAtTheFirstError(t *testing.T) {
	page, broken := facsimile.NewBitmap(16, 16), errors.New("broken")
	for _, c := range []struct {
		name  string
		pages iter.Seq2[*facsimile.Bitmap, error]
		w     io.Writer
		want  error
	}{
		{"no pages", each(), io.Discard, facsimile.ErrNoPages},
		{"a page that cannot be drawn", func(yield func(*facsimile.Bitmap, error) bool) {
			_ = yield(page, nil) && yield(nil, broken) && yield(page, nil)
		}, io.Discard, broken},
		{"no page where one should be", each(page, nil), io.Discard, facsimile.ErrEmptyPage},
		{"a page without dots", each(facsimile.NewBitmap(0, 100)), io.Discard, facsimile.ErrEmptyPage},
		{"nothing can be written", each(page, page), new(fullDisk), errFull},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := facsimile.WritePDF(c.w, c.pages); !errors.Is(err, c.want) {
				t.Fatalf("%v, want %v", err, c.want)
			}
		})
	}
}

// Of 300 pages, no more is kept than of one: each page is let go of before the next is asked for.
func TestPDFHoldsOnePage(t *testing.T) {
	page := facsimile.Rasterise(sample(t, dense), facsimile.Plain)
	one, written := len(pdfOf(t, page)), 0
	most := 0
	ok(t, facsimile.WritePDF(writerFunc(func(p []byte) (int, error) { written += len(p); return len(p), nil }),
		func(yield func(*facsimile.Bitmap, error) bool) {
			for n := range 300 {
				most = max(most, n*(one-1000)-written)
				if !yield(page, nil) {
					return
				}
			}
		}))
	if most > 0 {
		t.Fatalf("%d bytes were still held when the next page was asked for", most)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
