package inspect_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/inspect"
)

func TestPDF(t *testing.T) {
	t.Parallel()
	plain := dispatchtest.SamplePDF(t, 3, "Rapport de Mme Gagnon")
	inspector := newInspector(t)
	cases := []struct {
		name string
		path string
	}{
		{"plain", write(t, "a.pdf", plain)},
		{"without its extension", write(t, "scan0001", plain)},
		{"after some junk", write(t, "a.pdf", append([]byte("junk\r\n"), plain...))},
		{"linearised", qpdf(t, write(t, "a.pdf", plain), "--linearize")},
		{"object streams", qpdf(t, write(t, "a.pdf", plain), "--object-streams=generate")},
		{"PDF 2.0", qpdf(t, write(t, "a.pdf", plain), "--force-version=2.0")},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			report, err := inspector.File(t.Context(), c.path, "")
			if err != nil {
				t.Fatal(err)
			}
			info, _ := os.Stat(c.path)
			if report.Pages != 3 || report.Size != info.Size() || report.MediaType != "application/pdf" ||
				report.Name != filepath.Base(c.path) || len(report.SHA256) != 64 || report.Rendition != nil || !report.Protected {
				t.Errorf("%+v", report)
			}
		})
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	plain := dispatchtest.SamplePDF(t, 1, "letter")
	big := write(t, "x.pdf", plain)
	if err := os.Truncate(big, 2<<30); err != nil {
		t.Fatal(err)
	}
	inspector := newBareInspector(t)
	cases := []struct {
		name, code string
		path       string
	}{
		{"absent", "file_not_found", filepath.Join(t.TempDir(), "x.pdf")},
		{"a folder", "not_a_file", t.TempDir()},
		{"empty", "file_empty", write(t, "x.pdf", nil)},
		{"a header and nothing more", "pdf_damaged", write(t, "x.pdf", []byte("%PDF-1.7\n"))},
		{"truncated", "pdf_damaged", write(t, "x.pdf", plain[:len(plain)/2])},
		{"two gigabytes", "file_too_large", big},
		{"locked by a password", "pdf_encrypted", qpdf(t, write(t, "x.pdf", plain), "--encrypt", "user", "owner", "256", "--")},
		{"a program", "format_unknown", write(t, "x.exe", []byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00"))},
		{"an office document without LibreOffice", "office_absent", write(t, "x.rtf", []byte(`{\rtf1 Bonjour}`))},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := inspector.File(t.Context(), c.path, "")
			if dispatch.KindOf(err) != dispatch.KindInvalid || dispatch.CodeOf(err) != c.code {
				t.Errorf("%v, want %s", err, c.code)
			}
		})
	}
}

func TestPassword(t *testing.T) {
	t.Parallel()
	inspector := newBareInspector(t)
	locked := qpdf(t, write(t, "x.pdf", dispatchtest.SamplePDF(t, 2, "letter")), "--encrypt", "sésame", "owner", "256", "--")
	if _, err := inspector.File(t.Context(), locked, "wrong"); dispatch.CodeOf(err) != "pdf_password_wrong" {
		t.Errorf("%v", err)
	}
	report, err := inspector.File(t.Context(), locked, "sésame")
	if err != nil {
		t.Fatal(err)
	}
	if report.Pages != 2 || report.Rendition == nil {
		t.Fatalf("%+v", report)
	}
	// What would be sent opens without the password, and can be looked at.
	run(t, "qpdf", "--check", write(t, "open.pdf", report.Rendition.PDF))
	if _, err := inspector.Preview(t.Context(), report, 2, 300, 300); err != nil {
		t.Error(err)
	}
}

// TestOwnerPassword opens what needs no password to be read; it is unlocked, for a fax service may refuse it.
func TestOwnerPassword(t *testing.T) {
	t.Parallel()
	locked := qpdf(t, write(t, "x.pdf", dispatchtest.SamplePDF(t, 1, "letter")), "--encrypt", "", "owner", "256", "--")
	report, err := newBareInspector(t).File(t.Context(), locked, "")
	if err != nil || report.Rendition == nil {
		t.Fatalf("%+v: %v", report, err)
	}
	run(t, "qpdf", "--check", write(t, "open.pdf", report.Rendition.PDF))
}

// TestErrorsNameNobody plants a patient's name in the path.
func TestErrorsNameNobody(t *testing.T) {
	t.Parallel()
	inspector := newBareInspector(t)
	for name, content := range map[string]string{
		"Gagnon Lise.pdf": "%PDF-1.7\nbroken", "Gagnon Lise.tif": "II*\x00\xff\xff\xff\xff", "Gagnon Lise": "MZ\x00", "Gagnon Lise.docx": "PK\x03\x04",
	} {
		_, err := inspector.File(t.Context(), write(t, name, []byte(content)), "")
		if err == nil || strings.Contains(err.Error(), "Gagnon") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestStopsWhenCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := newBareInspector(t).File(ctx, write(t, "a.pdf", dispatchtest.SamplePDF(t, 1, "letter")), "")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// TestPreviewOfAChangedFile never shows other pages than those that were read.
func TestPreviewOfAChangedFile(t *testing.T) {
	t.Parallel()
	path := write(t, "a.pdf", dispatchtest.SamplePDF(t, 1, "letter"))
	report, err := newBareInspector(t).File(t.Context(), path, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, dispatchtest.SamplePDF(t, 2, "other"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := newBareInspector(t).Preview(t.Context(), report, 1, 100, 100); dispatch.CodeOf(err) != "file_changed" {
		t.Errorf("%v", err)
	}
}

// TestPicture reads a scan with Tesseract, and without it asks.
func TestPicture(t *testing.T) {
	t.Parallel()
	scan := scanned(t)
	read, err := newInspector(t).File(t.Context(), scan, "")
	if err != nil {
		t.Fatal(err)
	}
	if read.TextLayer || !read.Recognised || read.Kind == "" || !slices.Contains(read.Reasons, inspect.OnlyRecognised) || len(read.Identifiers) == 0 {
		t.Errorf("read: %+v", read)
	}
	unread, err := newBareInspector(t).File(t.Context(), scan, "")
	if err != nil {
		t.Fatal(err)
	}
	if unread.TextLayer || unread.Recognised || unread.Kind != "" || !unread.Protected ||
		!slices.Contains(unread.Warnings, inspect.RecognitionAbsent) || !slices.Contains(unread.Reasons, inspect.NoText) {
		t.Errorf("unread: %+v", unread)
	}
}

// TestBlankPages are no pictures.
func TestBlankPages(t *testing.T) {
	t.Parallel()
	report, err := newBareInspector(t).File(t.Context(), write(t, "a.pdf", dispatchtest.SamplePDF(t, 2, "")), "")
	if err != nil || !report.TextLayer || !report.Protected {
		t.Errorf("%+v: %v", report, err)
	}
}

// TestOffice converts with LibreOffice; what is sent is the PDF, and the file itself stays known.
func TestOffice(t *testing.T) {
	t.Parallel()
	path := write(t, "lettre.rtf", []byte(`{\rtf1\ansi Rapport de consultation\par Patient : Martin Bouchard\par NAM : BOUM01113025}`))
	report, err := newInspector(t).File(t.Context(), path, "")
	if err != nil {
		t.Fatal(err)
	}
	if report.MediaType != "application/rtf" || report.Rendition == nil || report.Pages != 1 || report.Persons != 1 {
		t.Errorf("%+v", report)
	}
	run(t, "qpdf", "--check", write(t, "made.pdf", report.Rendition.PDF))
}

// TestMisnamed tells of an office document that bears the name of a PDF.
func TestMisnamed(t *testing.T) {
	t.Parallel()
	rtf := []byte(`{\rtf1\ansi Bonjour}`)
	for name, want := range map[string]bool{"lettre.pdf": true, "lettre.rtf": false, "lettre": false} {
		report, err := newInspector(t).File(t.Context(), write(t, name, rtf), "")
		if err != nil || slices.Contains(report.Warnings, inspect.WrongExtension) != want {
			t.Errorf("%s: %v, %v", name, report.Warnings, err)
		}
	}
}

// TestForget lets go of a document; it can still be opened again.
func TestForget(t *testing.T) {
	t.Parallel()
	inspector := newBareInspector(t)
	path := write(t, "a.pdf", dispatchtest.SamplePDF(t, 1, "letter"))
	report, err := inspector.File(t.Context(), path, "")
	if err != nil {
		t.Fatal(err)
	}
	inspector.Forget(report)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := inspector.Preview(t.Context(), report, 1, 100, 100); dispatch.CodeOf(err) != "file_changed" {
		t.Errorf("%v", err)
	}
}

// TestNameIsMasked shows no health number that somebody named a file by, and still compares it.
func TestNameIsMasked(t *testing.T) {
	t.Parallel()
	report, err := newBareInspector(t).File(t.Context(), write(t, "BOUM01113025 Maxime Boucher.pdf", dispatchtest.SamplePDF(t, 1, "letter")), "")
	if err != nil || report.Name != "BOUM••••3025 Maxime Boucher.pdf" || report.Persons != 1 {
		t.Errorf("%q, %d persons: %v", report.Name, report.Persons, err)
	}
}
