package inspect_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/dispatch/inspect/convert"
	"github.com/souspli/souspli/dispatch/inspect/inspecttest"
	"github.com/souspli/souspli/dispatch/inspect/recognise"
)

// leaflet is the path of general information about nobody.
func leaflet(t testing.TB) string {
	t.Helper()
	for s := range inspecttest.InFamily(inspecttest.FamilyA, 1, 6) {
		if s.Kind == dispatch.GeneralInfo && !s.Protected && !s.Scanned {
			var content bytes.Buffer
			if err := s.PDF(&content); err != nil {
				t.Fatal(err)
			}
			return write(t, "leaflet.pdf", content.Bytes())
		}
	}
	t.Fatal("no leaflet")
	return ""
}

// note is a page of a record: a few lines, as notes often are.
func note(t testing.TB) string {
	t.Helper()
	pdf := fpdf.New("P", "mm", "Letter", "")
	pdf.AddPage()
	for n, line := range []string{"Patient : Maxime Boucher", "NAM : BOUM 0111 3025", "Suivi : va mieux."} {
		pdf.SetFont("Helvetica", "", 11)
		pdf.Text(25, float64(30+8*n), line)
	}
	var content bytes.Buffer
	if err := pdf.Output(&content); err != nil {
		t.Fatal(err)
	}
	return write(t, "note.pdf", content.Bytes())
}

// photographed is the first page of a PDF as a picture.
func photographed(t testing.TB, path string, options ...string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "page")
	run(t, "pdftoppm", append(append([]string{"-png", "-singlefile", "-r", "150"}, options...), path, to)...)
	return to + ".png"
}

// TestNothingProtectedPassesForALeaflet hides a page of a record in a leaflet in every way that the text of
// the leaflet does not show. The first three were called free of personal information.
func TestNothingProtectedPassesForALeaflet(t *testing.T) {
	t.Parallel()
	plain, record := leaflet(t), note(t)
	gray, dotted := photographed(t, record, "-gray"), photographed(t, record, "-mono")
	asPDF := func(picture string) string { return page(t, "", picture) }
	outlined := filepath.Join(t.TempDir(), "outlined.pdf")
	run(t, "gs", "-q", "-o", outlined, "-sDEVICE=pdfwrite", "-dNoOutputFonts", record)
	joined := func(other string) string {
		to := filepath.Join(t.TempDir(), "joined.pdf")
		run(t, "qpdf", "--empty", "--pages", plain, other, "--", to)
		return to
	}
	if report, err := newInspector(t).File(t.Context(), plain, ""); err != nil || report.Protected {
		t.Fatalf("the leaflet itself: %v, %v", report.Reasons, err)
	}
	cases := map[string]string{
		"a gray scan behind it":                     joined(asPDF(gray)),
		"a black and white scan":                    joined(asPDF(dotted)),
		"letters that are outlines":                 joined(outlined),
		"the scan alone":                            gray,
		"the scan pasted beside text":               pasted(t, gray),
		"a file inside the file":                    attached(t, plain, record),
		"typed pages behind the leaflet":            joined(record),
		"a scan behind which a leaflet's words lie": hiddenWords(t, gray),
		"a file pinned to a page":                   pinned(t),
	}
	for _, tools := range []struct {
		name      string
		inspector *inspect.Inspector
	}{{"with Tesseract", newInspector(t)}, {"without", newBareInspector(t)}} {
		for name, path := range cases {
			t.Run(tools.name+"/"+name, func(t *testing.T) {
				report, err := tools.inspector.File(t.Context(), path, "")
				if err != nil {
					t.Fatal(err)
				}
				if !report.Protected {
					t.Errorf("unprotected: %+v", report)
				}
			})
		}
	}
}

// pasted is a page with much text of its own and the picture in a corner.
func pasted(t testing.TB, picture string) string {
	t.Helper()
	return page(t, "Guide du patient. "+strings.Repeat("Feuillet d'information. Heures d'ouverture, stationnement, conseils, foire aux questions. ", 8), picture)
}

// page is a PDF of one page with text and a picture under it.
func page(t testing.TB, text, picture string) string {
	t.Helper()
	pdf := fpdf.New("P", "mm", "Letter", "")
	pdf.AddPage()
	pdf.SetFont("Helvetica", "", 11)
	pdf.MultiCell(0, 6, text, "", "", false)
	pdf.ImageOptions(picture, 10, pdf.GetY(), 150, 0, false, fpdf.ImageOptions{ImageType: "PNG"}, 0, "")
	var content bytes.Buffer
	if err := pdf.Output(&content); err != nil {
		t.Fatal(err)
	}
	return write(t, "page.pdf", content.Bytes())
}

func attached(t testing.TB, to, file string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "attached.pdf")
	run(t, "qpdf", to, "--add-attachment", file, "--", out)
	if _, err := os.Stat(out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestPatience gives up a document whose pages take too long together, and says so.
func TestPatience(t *testing.T) {
	t.Parallel()
	at := now()
	inspector := inspect.New(inspect.Config{
		Reader: newEngine(t), Office: convert.Office{},
		Recogniser: func(context.Context) inspect.Recogniser { return recognise.Tesseract{} },
		Now:        func() time.Time { at = at.Add(time.Minute); return at },
	})
	report, err := inspector.File(t.Context(), write(t, "a.pdf", dispatchtest.SamplePDF(t, 9, "letter")), "")
	if err != nil || !slices.Contains(report.Warnings, inspect.PagesUnread) || !report.Protected {
		t.Errorf("%+v: %v", report, err)
	}
}

// TestNameProvesNothing calls a note a leaflet, in its name.
func TestNameProvesNothing(t *testing.T) {
	t.Parallel()
	pdf := fpdf.New("P", "mm", "Letter", "")
	pdf.SetTitle("Depliant - information aux patients", false)
	pdf.AddPage()
	pdf.SetFont("Helvetica", "", 11)
	pdf.Text(20, 30, "Lise G., chambre 312 : glycemie 18, insuline augmentee, a revoir demain.")
	var content bytes.Buffer
	if err := pdf.Output(&content); err != nil {
		t.Fatal(err)
	}
	report, err := newInspector(t).File(t.Context(), write(t, "depliant.pdf", content.Bytes()), "")
	if err != nil || !report.Protected {
		t.Errorf("%+v: %v", report, err)
	}
}

// hiddenWords is a scan with invisible words of a leaflet behind it, as copiers make them.
func hiddenWords(t testing.TB, picture string) string {
	t.Helper()
	pdf := fpdf.New("P", "mm", "Letter", "")
	pdf.AddPage()
	pdf.SetFont("Helvetica", "", 11)
	pdf.ImageOptions(picture, 0, 0, 215, 0, false, fpdf.ImageOptions{ImageType: "PNG"}, 0, "")
	pdf.SetTextRenderingMode(3)
	pdf.SetXY(10, 10)
	pdf.MultiCell(0, 6, strings.Repeat("Guide du patient. Feuillet d'information. Heures d'ouverture, stationnement, conseils. ", 8), "", "", false)
	var content bytes.Buffer
	if err := pdf.Output(&content); err != nil {
		t.Fatal(err)
	}
	return write(t, "copier.pdf", content.Bytes())
}

// pinned is a leaflet with a file pinned to it.
func pinned(t testing.TB) string {
	t.Helper()
	pdf := fpdf.New("P", "mm", "Letter", "")
	pdf.AddPage()
	pdf.SetFont("Helvetica", "", 11)
	pdf.MultiCell(0, 6, strings.Repeat("Guide du patient. Feuillet d'information. Heures d'ouverture, stationnement, conseils. ", 8), "", "", false)
	pdf.AddAttachmentAnnotation(&fpdf.Attachment{Content: []byte("Lise"), Filename: "a.txt", Description: "Lise Gagnon"}, 10, 100, 20, 20)
	var content bytes.Buffer
	if err := pdf.Output(&content); err != nil {
		t.Fatal(err)
	}
	return write(t, "note.pdf", content.Bytes())
}
