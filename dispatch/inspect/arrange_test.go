package inspect_test

import (
	"bytes"
	"os"
	"testing"

	"codeberg.org/go-pdf/fpdf"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/dispatch/inspect/reader"
)

// twoPatients is a document with the wrong page in it.
func twoPatients(t *testing.T) []byte {
	t.Helper()
	pdf := fpdf.New("P", "pt", "Letter", "")
	for _, patient := range []string{"Julie Tremblay NAM TREJ 5853 1417", "Maxime Boucher NAM BOUM 0111 3025"} {
		pdf.AddPage()
		pdf.SetFont("Helvetica", "", 12)
		pdf.Text(72, 72, "Patient: "+patient)
		pdf.Text(72, 100, "Resultat de laboratoire")
	}
	var b bytes.Buffer
	if err := pdf.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestArrange takes the wrong page out: the rest is read as if it had never been there.
func TestArrange(t *testing.T) {
	t.Parallel()
	inspector := newBareInspector(t)
	path := write(t, "resultat.pdf", twoPatients(t))
	whole := read(t, inspector, path, "")
	if whole.Persons != 2 || whole.Pages != 2 || whole.Rendition != nil {
		t.Fatalf("%+v", whole)
	}
	part, err := inspector.Arrange(t.Context(), whole, []reader.Leaf{{Page: 2, Turn: 90}})
	if err != nil {
		t.Fatal(err)
	}
	expectPart(t, part, whole)
	if !lies(t, inspector, part, 1) {
		t.Error("the page stands upright")
	}
	if _, err := inspector.Preview(t.Context(), part, 2, 300, 300); dispatch.CodeOf(err) != "page_not_found" {
		t.Errorf("%v: a page that was taken out", err)
	}
	if lies(t, inspector, whole, 2) {
		t.Error("the file itself is no longer what it was")
	}
}

// expectPart holds a document of one page to that page: the same file, other bytes to send.
func expectPart(t *testing.T, part, whole inspect.Report) {
	t.Helper()
	if part.Persons != 1 || part.Pages != 1 || !part.Arranged || part.Rendition == nil {
		t.Errorf("%+v", part)
	}
	if part.SHA256 != whole.SHA256 || part.Path != whole.Path || part.Name != whole.Name || part.SentSHA256() == whole.SentSHA256() {
		t.Errorf("%+v of %+v", part, whole)
	}
}

// lies reports whether a page lies on its side.
func lies(t *testing.T, inspector *inspect.Inspector, r inspect.Report, page int) bool {
	t.Helper()
	picture, err := inspector.Preview(t.Context(), r, page, 300, 300)
	if err != nil {
		t.Fatal(err)
	}
	return picture.Bounds().Dx() > picture.Bounds().Dy()
}

func TestArrangeOtherFormats(t *testing.T) {
	t.Parallel()
	inspector := newBareInspector(t)
	plain := write(t, "x.pdf", twoPatients(t))
	cases := []struct{ name, path, password string }{
		{"an encrypted PDF", qpdf(t, plain, "--encrypt", "sésame", "owner", "256", "--"), "sésame"},
		{"a text", write(t, "x.txt", []byte("Bonjour\n\f\nau revoir\n")), ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			part, err := inspector.Arrange(t.Context(), read(t, inspector, c.path, c.password), []reader.Leaf{{Page: 1}})
			if err != nil || part.Pages != 1 || part.Rendition == nil {
				t.Errorf("%+v, %v", part, err)
			}
		})
	}
}

// TestArrangeMindsTheFile refuses pages of a file that another program has written to since.
func TestArrangeMindsTheFile(t *testing.T) {
	t.Parallel()
	inspector := newBareInspector(t)
	path := write(t, "x.pdf", twoPatients(t))
	whole := read(t, inspector, path, "")
	if err := os.WriteFile(path, []byte("%PDF-1.7 another"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := inspector.Arrange(t.Context(), whole, []reader.Leaf{{Page: 1}}); dispatch.CodeOf(err) != "file_changed" {
		t.Errorf("%v", err)
	}
}

func read(t *testing.T, inspector *inspect.Inspector, path, password string) inspect.Report {
	t.Helper()
	report, err := inspector.File(t.Context(), path, password)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// TestKept reads bytes that were never a file as File reads a file, also once pages were taken out.
func TestKept(t *testing.T) {
	t.Parallel()
	inspector := newBareInspector(t)
	content := twoPatients(t)
	file := read(t, inspector, write(t, "resultat.pdf", content), "")
	kept, err := inspector.Kept(t.Context(), "resultat.pdf", content)
	if err != nil {
		t.Fatal(err)
	}
	if kept.Path != "" || kept.Rendition == nil || kept.Name != file.Name || kept.SHA256 != file.SHA256 || kept.SentSHA256() != file.SentSHA256() ||
		kept.Kind != file.Kind || kept.Persons != file.Persons || kept.MediaType != file.MediaType {
		t.Errorf("%+v, want what was read of the file: %+v", kept, file)
	}
	inspector.Forget(kept)
	part, err := inspector.Arrange(t.Context(), kept, []reader.Leaf{{Page: 2}})
	if err != nil {
		t.Fatal(err)
	}
	if part.Name != "resultat.pdf" || part.Pages != 1 || part.Persons != 1 {
		t.Errorf("%+v", part)
	}
	if _, err := inspector.Kept(t.Context(), "resultat.pdf", []byte("%PDF-1.7 no more")); dispatch.KindOf(err) != dispatch.KindInvalid {
		t.Errorf("%v: a document that is damaged", err)
	}
}
