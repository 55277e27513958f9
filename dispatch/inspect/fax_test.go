package inspect_test

import (
	"image"
	"os"
	"testing"

	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/fax/facsimile"
)

// TestFaxPages draws every page on a sheet of a fax machine.
func TestFaxPages(t *testing.T) {
	t.Parallel()
	pages := 0
	for page, err := range newBareInspector(t).FaxPages(t.Context(), dispatchtest.SamplePDF(t, 3, "letter")) {
		if err != nil {
			t.Fatal(err)
		}
		if page.Rect != image.Rect(0, 0, facsimile.Width, facsimile.LetterHeight) {
			t.Errorf("%v", page.Rect)
		}
		pages++
	}
	if pages != 3 {
		t.Errorf("%d pages", pages)
	}
	for _, err := range newBareInspector(t).FaxPages(t.Context(), []byte("%PDF-1.7\nbroken")) {
		if err == nil {
			t.Error("a broken document was drawn")
		}
	}
}

// TestFaxPreview shows a page and judges it; a landscape page is turned.
func TestFaxPreview(t *testing.T) {
	t.Parallel()
	inspector := newBareInspector(t)
	upright := write(t, "a.pdf", dispatchtest.SamplePDF(t, 2, "Lettre"))
	for _, path := range []string{upright, qpdf(t, upright, "--rotate=90")} {
		report, err := inspector.File(t.Context(), path, "")
		if err != nil {
			t.Fatal(err)
		}
		preview, err := inspector.FaxPreview(t.Context(), report, 2, facsimile.Plain)
		if err != nil {
			t.Fatal(err)
		}
		if preview.Image.Bounds() != image.Rect(0, 0, facsimile.Width, facsimile.LetterHeight) || preview.Findings.Bytes == 0 {
			t.Errorf("%v, %+v", preview.Image.Bounds(), preview.Findings)
		}
		judged, err := inspector.Legibility(t.Context(), report)
		if err != nil || judged.Pages != 2 || judged.Minutes <= 0 {
			t.Errorf("%+v: %v", judged, err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}
