package inspect_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/inspect"
)

func write(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// qpdf makes a variant of a PDF with an independent program.
func qpdf(t testing.TB, from string, args ...string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "variant.pdf")
	out, err := exec.CommandContext(t.Context(), "qpdf", append(append([]string{}, args...), from, to)...).CombinedOutput()
	if err != nil {
		t.Fatalf("qpdf: %v\n%s", err, out)
	}
	return to
}

func TestFile(t *testing.T) {
	t.Parallel()
	plain := dispatchtest.SamplePDF(t, 3, "Rapport de Mme Gagnon")
	cases := []struct {
		name string
		path func(*testing.T) string
	}{
		{"plain", func(t *testing.T) string { return write(t, "a.pdf", plain) }},
		{"without its extension", func(t *testing.T) string { return write(t, "scan0001", plain) }},
		{"after some junk", func(t *testing.T) string { return write(t, "a.pdf", append([]byte("junk\r\n"), plain...)) }},
		{"linearised", func(t *testing.T) string { return qpdf(t, write(t, "a.pdf", plain), "--linearize") }},
		{"object streams", func(t *testing.T) string { return qpdf(t, write(t, "a.pdf", plain), "--object-streams=generate") }},
		{"PDF 2.0", func(t *testing.T) string { return qpdf(t, write(t, "a.pdf", plain), "--force-version=2.0") }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := c.path(t)
			report, err := new(inspect.Inspector).File(t.Context(), path, "")
			if err != nil {
				t.Fatal(err)
			}
			info, _ := os.Stat(path)
			if report.Pages != 3 || report.Size != info.Size() || report.MediaType != "application/pdf" ||
				report.Name != filepath.Base(path) || len(report.SHA256) != 64 {
				t.Errorf("%+v", report)
			}
		})
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	plain := dispatchtest.SamplePDF(t, 1, "letter")
	cases := []struct {
		name, code string
		path       func(*testing.T) string
	}{
		{"absent", "file_not_found", func(t *testing.T) string { return filepath.Join(t.TempDir(), "x.pdf") }},
		{"a folder", "not_a_file", func(t *testing.T) string { return t.TempDir() }},
		{"empty", "file_empty", func(t *testing.T) string { return write(t, "x.pdf", nil) }},
		{"text", "not_a_pdf", func(t *testing.T) string { return write(t, "x.pdf", []byte("Bonjour")) }},
		{"a header and nothing more", "pdf_damaged", func(t *testing.T) string { return write(t, "x.pdf", []byte("%PDF-1.7\n")) }},
		{"truncated", "pdf_damaged", func(t *testing.T) string { return write(t, "x.pdf", plain[:len(plain)/2]) }},
		{"two gigabytes", "file_too_large", func(t *testing.T) string {
			path := write(t, "x.pdf", plain)
			if err := os.Truncate(path, 2<<30); err != nil {
				t.Fatal(err)
			}
			return path
		}},
		{"locked by a password", "pdf_encrypted", func(t *testing.T) string {
			return qpdf(t, write(t, "x.pdf", plain), "--encrypt", "user", "owner", "256", "--")
		}},
		{"encrypted without a password to open", "pdf_encrypted", func(t *testing.T) string {
			return qpdf(t, write(t, "x.pdf", plain), "--encrypt", "", "owner", "256", "--")
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := new(inspect.Inspector).File(t.Context(), c.path(t), "")
			if dispatch.KindOf(err) != dispatch.KindInvalid || dispatch.CodeOf(err) != c.code {
				t.Errorf("%v, want %s", err, c.code)
			}
		})
	}
}

// TestErrorsNameNobody plants a patient's name in the path.
func TestErrorsNameNobody(t *testing.T) {
	t.Parallel()
	for _, content := range []string{"", "text", "%PDF-1.7\nbroken"} {
		_, err := new(inspect.Inspector).File(t.Context(), write(t, "Gagnon Lise.pdf", []byte(content)), "")
		if err == nil || strings.Contains(err.Error(), "Gagnon") {
			t.Errorf("%v", err)
		}
	}
}

func TestStopsWhenCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := new(inspect.Inspector).File(ctx, write(t, "a.pdf", dispatchtest.SamplePDF(t, 1, "letter")), "")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// FuzzFile feeds what is no PDF, and what nearly is one: no panic, and no report without pages.
func FuzzFile(f *testing.F) {
	pdf := fpdf.New("P", "mm", "Letter", "")
	pdf.AddPage()
	var whole bytes.Buffer
	if err := pdf.Output(&whole); err != nil {
		f.Fatal(err)
	}
	f.Add(whole.Bytes())
	f.Add([]byte("%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 1 0 R>>\nendobj\ntrailer<</Root 1 0 R>>"))
	f.Add([]byte("%PDF-1.4\nxref\n0 99999999\ntrailer<</Size 99999999>>startxref\n9\n%%EOF"))
	f.Fuzz(func(t *testing.T, content []byte) {
		report, err := new(inspect.Inspector).File(t.Context(), write(t, "a.pdf", content), "")
		if err == nil && report.Pages < 1 {
			t.Errorf("%d pages", report.Pages)
		}
	})
}
