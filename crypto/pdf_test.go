package crypto

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"
)

const testPassphrase = "badu-kofi-melo-rasi-tuno"

// newPDF makes a document with text, a picture, a form of links and Latin-1 characters.
func newPDF(t testing.TB, pages int) []byte {
	t.Helper()
	doc := fpdf.New("P", "mm", "Letter", "")
	doc.SetTitle("Résumé d'hospitalisation (fictif)", true)
	doc.SetFont("Helvetica", "", 12)
	doc.RegisterImageOptionsReader("seal", fpdf.ImageOptions{ImageType: "PNG"}, newPNG(t))
	for page := range pages {
		doc.AddPage()
		doc.CellFormat(0, 10, "Page "+string(rune('A'+page%26))+" de Tremblay, Rose", "", 1, "", false, 0, "")
		doc.ImageOptions("seal", 20, 40, 30, 0, false, fpdf.ImageOptions{ImageType: "PNG"}, 0, "https://example.org/")
		doc.Bookmark("Section", 0, 0)
	}
	var out bytes.Buffer
	ok(t, doc.Output(&out))
	return out.Bytes()
}

func newPNG(t testing.TB) *bytes.Buffer {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, 64, 64))
	for i := range 64 * 64 {
		picture.Set(i%64, i/64, color.RGBA{uint8(i), uint8(i / 7), uint8(i / 64), 200})
	}
	var out bytes.Buffer
	ok(t, png.Encode(&out, picture))
	return &out
}

// qpdf rewrites a document.
func qpdf(t testing.TB, document []byte, args ...string) []byte {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out.pdf")
	must(t, "qpdf", append(args, writeFile(t, "in.pdf", document), out)...)
	return readFile(t, out)
}

// rawPDF writes objects as they are, numbered from 1; the first is the catalog.
func rawPDF(objects ...string) []byte {
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&out, "trailer <</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return out.Bytes()
}

// formPDF is a page with one field; extra objects are numbered from 8.
func formPDF(field string, extra ...string) []byte {
	return rawPDF(append([]string{
		"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/DA(/Helv 0 Tf 0 g)/DR<</Font<</Helv 5 0 R>>>>>>>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 612 792]>>",
		"<</Type/Page/Parent 2 0 R/Annots[4 0 R]/Contents 6 0 R/Resources<</Font<</F 5 0 R>>>>>>",
		"<</Type/Annot/Subtype/Widget/Rect[100 600 300 630]/T(nom)/P 3 0 R/F 4" + field + ">>",
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
		"<</Length 44>>\nstream\nBT /F 12 Tf 72 700 Td (Tremblay, Rose) Tj ET\nendstream",
		"<</Type/Info>>",
	}, extra...)...)
}

const signatureValue = "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 100 200 100]/Contents<00>>>"

// ghostscript prints two pages with a device of its own.
func ghostscript(t testing.TB, device string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	must(t, "gs", "-q", "-o", out, "-sDEVICE="+device, "-r204x196", writeFile(t, "in.ps", []byte(`%!PS
/Helvetica findfont 20 scalefont setfont 72 700 moveto (Tremblay, Rose) show showpage
72 600 moveto (Page 2) show 100 100 200 200 rectfill showpage`)))
	return out
}

func lock(t testing.TB, document []byte) []byte {
	t.Helper()
	var locked bytes.Buffer
	ok(t, LockPDF(&locked, bytes.NewReader(document), testPassphrase))
	return locked.Bytes()
}

func TestLockPDFOpensEverywhere(t *testing.T) {
	t.Parallel()
	document := newPDF(t, 3)
	for name, input := range map[string][]byte{
		"as written by a Go library": document,
		"PDF 1.4 without object streams": qpdf(t, document, "--force-version=1.4", "--object-streams=disable",
			"--stream-data=uncompress"),
		"object streams":        qpdf(t, document, "--object-streams=generate"),
		"linearized":            qpdf(t, document, "--linearize"),
		"PDF 2.0":               qpdf(t, document, "--min-version=2.0"),
		"as Ghostscript prints": readFile(t, ghostscript(t, "pdfwrite")),
		"a form, filled in":     formPDF("/FT/Tx/V(Rose)"),
		"a field to be signed":  formPDF("/FT/Sig"),
		"one page":              newPDF(t, 1),
		"with an attachment":    qpdf(t, document, "--add-attachment", writeFile(t, "note.txt", []byte("fictif")), "--"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := writeFile(t, "locked.pdf", lock(t, input))
			wantRevision6(t, path)
			wantReadable(t, path)
			wantUnreadable(t, path)
		})
	}
}

func wantRevision6(t *testing.T, path string) {
	t.Helper()
	said := must(t, "qpdf", "--password="+testPassphrase, "--show-encryption", path)
	for _, want := range []string{
		"R = 6", "stream encryption method: AESv3", "string encryption method: AESv3",
		"print high resolution: allowed", "extract for any purpose: allowed", "modify anything: allowed",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("qpdf does not say %q:\n%s", want, said)
		}
	}
}

func wantReadable(t *testing.T, path string) {
	t.Helper()
	said := must(t, "qpdf", "--password="+testPassphrase, "--check", path)
	if !strings.Contains(said, "No syntax or stream encoding errors") {
		t.Error(said)
	}
	if text := must(t, "pdftotext", "-upw", testPassphrase, path, "-"); !strings.Contains(text, "Tremblay, Rose") {
		t.Errorf("pdftotext reads %q", text)
	}
	picture := filepath.Join(t.TempDir(), "page.png")
	must(t, "mutool", "draw", "-p", testPassphrase, "-o", picture, path, "1")
	if info, err := os.Stat(picture); err != nil || info.Size() < 1000 {
		t.Errorf("mutool draws nothing: %v", err)
	}
}

func wantUnreadable(t *testing.T, path string) {
	t.Helper()
	for _, password := range []string{"", "badu-kofi-melo-rasi-tuna"} {
		for _, reader := range [][]string{
			{"qpdf", "--password=" + password, "--check", path},
			{"pdftotext", "-upw", password, path, "-"},
			{"mutool", "draw", "-p", password, "-F", "txt", path, "1"},
		} {
			if out, err := run(t, nil, reader[0], reader[1:]...); err == nil && strings.Contains(out, "Tremblay") {
				t.Errorf("%s opens with %q", reader[0], password)
			} else if err == nil {
				t.Errorf("%s does not refuse %q: %s", reader[0], password, out)
			}
		}
	}
	if bytes.Contains(readFile(t, path), []byte("Tremblay")) {
		t.Error("the text lies in clear")
	}
}

func TestPDFRefused(t *testing.T) {
	t.Parallel()
	document := newPDF(t, 2)
	tests := map[string]struct {
		input       []byte
		pages, lock error
	}{
		"empty":                     {nil, ErrNotPDF, ErrNotPDF},
		"text":                      {[]byte("Bonjour"), ErrNotPDF, ErrNotPDF},
		"a picture":                 {newPNG(t).Bytes(), ErrNotPDF, ErrNotPDF},
		"header alone":              {[]byte("%PDF-1.7\n"), ErrPDFDamaged, ErrPDFDamaged},
		"cut in half":               {document[:len(document)/2], ErrPDFDamaged, ErrPDFDamaged},
		"encrypted with a password": {qpdf(t, document, "--encrypt", "abc", "def", "256", "--"), ErrPDFEncrypted, ErrPDFEncrypted},
		"encrypted for its owner":   {qpdf(t, document, "--encrypt", "", "def", "256", "--"), ErrPDFEncrypted, ErrPDFEncrypted},
		"encrypted with RC4":        {qpdf(t, document, "--allow-weak-crypto", "--encrypt", "abc", "def", "128", "--"), ErrPDFEncrypted, ErrPDFEncrypted},
		"signed":                    {formPDF("/FT/Sig/V 8 0 R", signatureValue), nil, ErrPDFSigned},
		"locked by us":              {lock(t, document), ErrPDFEncrypted, ErrPDFEncrypted},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := PDFPages(bytes.NewReader(test.input)); !errors.Is(err, test.pages) {
				t.Errorf("PDFPages: %v, want %v", err, test.pages)
			}
			var out bytes.Buffer
			if err := LockPDF(&out, bytes.NewReader(test.input), testPassphrase); !errors.Is(err, test.lock) {
				t.Errorf("LockPDF: %v, want %v", err, test.lock)
			}
			if out.Len() > 0 {
				t.Errorf("%d bytes were written", out.Len())
			}
		})
	}
}

func TestPDFPages(t *testing.T) {
	t.Parallel()
	document := newPDF(t, 7)
	for name, input := range map[string][]byte{
		"plain":          document,
		"linearized":     qpdf(t, document, "--linearize"),
		"object streams": qpdf(t, document, "--object-streams=generate"),
		"after rubbish":  append([]byte("rubbish of a mail gateway\r\n"), document...),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pages, err := PDFPages(bytes.NewReader(input))
			if err != nil || pages != 7 {
				t.Errorf("%d pages, %v; want 7", pages, err)
			}
		})
	}
}

func TestLockPDFRefusesPassphrases(t *testing.T) {
	t.Parallel()
	document := newPDF(t, 1)
	for name, passphrase := range map[string]string{
		"empty":            "",
		"short":            "badu-kofi",
		"accents":          "épée-kofi-melo-rasi-tuno",
		"a line end":       "badu-kofi-melo-rasi-tuno\n",
		"beyond 127 bytes": strings.Repeat("badu-kofi-", 13),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := LockPDF(&bytes.Buffer{}, bytes.NewReader(document), passphrase); !errors.Is(err, ErrPassphraseUnusable) {
				t.Errorf("%v, want ErrPassphraseUnusable", err)
			}
		})
	}
}

// TestLockPDFRefusesWhatWouldChange is for what the library drops in writing: here a page's own colour
// profile.
func TestLockPDFRefusesWhatWouldChange(t *testing.T) {
	t.Parallel()
	document := formPDF("/FT/Tx", "<</N 3/Length 3>>\nstream\nabc\nendstream")
	document = bytes.Replace(document, []byte("/Type/Page/Parent"), []byte("/OutputIntents[<</Type/OutputIntent"+
		"/S/GTS_PDFX/OutputConditionIdentifier(Custom)/DestOutputProfile 8 0 R>>]/Type/Page/Parent"), 1)
	document = qpdf(t, document, "--min-version=2.0", "--warning-exit-0")
	var out bytes.Buffer
	if err := LockPDF(&out, bytes.NewReader(document), testPassphrase); !errors.Is(err, ErrPDFUnlockable) || out.Len() > 0 {
		t.Errorf("%v, %d bytes written", err, out.Len())
	}
}

// TestLockPDFKeepsAScan is for pictures without text, as scanners and fax machines make them.
func TestLockPDFKeepsAScan(t *testing.T) {
	t.Parallel()
	for _, device := range []string{"pdfimage8", "pdfimage24", "pdfwrite"} {
		t.Run(device, func(t *testing.T) {
			t.Parallel()
			before := ghostscript(t, device)
			after := writeFile(t, "locked.pdf", lock(t, readFile(t, before)))
			if want, got := drawn(t, before), drawn(t, after); !bytes.Equal(want, got) {
				t.Error("the pages look different")
			}
		})
	}
}

func drawn(t *testing.T, path string) []byte {
	t.Helper()
	out := filepath.Join(t.TempDir(), "pages.pgm")
	must(t, "mutool", "draw", "-q", "-r", "50", "-c", "gray", "-F", "pgm", "-p", testPassphrase, "-o", out, path)
	return readFile(t, out)
}

func TestDigestPDFSeesEveryPart(t *testing.T) {
	t.Parallel()
	document := qpdf(t, newPDF(t, 2), "--stream-data=uncompress", "--object-streams=disable")
	want := digest(t, document)
	for name, change := range map[string][2]string{
		"the text of a page":   {"Page B de Tremblay", "Page B de Gagnon  "},
		"the target of a link": {"https://example.org/", "https://example.net/"},
		"the size of a page":   {"792", "702"},
		"the name of a font":   {"/Helvetica", "/Courier"},
		"a bit of a picture":   {"/ColorSpace /DeviceRGB", "/ColorSpace /DeviceLab"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changed := bytes.Replace(document, []byte(change[0]), []byte(change[1]), 1)
			if bytes.Equal(changed, document) {
				t.Fatalf("the document does not hold %q", change[0])
			}
			if digest(t, changed) == want {
				t.Error("the change is not seen")
			}
		})
	}
	if digest(t, qpdf(t, document, "--object-streams=generate", "--stream-data=preserve")) != want {
		t.Error("packing the file differently is seen as a change")
	}
}

func digest(t *testing.T, document []byte) pdfDigest {
	t.Helper()
	ctx, err := readPDF(bytes.NewReader(document), pdfConfiguration())
	ok(t, err)
	d, err := digestPDF(ctx)
	ok(t, err)
	return d
}

func TestLockPDFTouchesNoFolderOfThePerson(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", home)
	lock(t, newPDF(t, 1))
	entries, err := os.ReadDir(home)
	if err != nil || len(entries) > 0 {
		t.Errorf("%v, %v", entries, err)
	}
}

func FuzzPDFPages(f *testing.F) {
	document := newPDF(f, 1)
	f.Add(document)
	f.Add(document[:len(document)-20])
	f.Add([]byte("%PDF-1.4\ntrailer<</Root 1 0 R>>"))
	f.Fuzz(func(t *testing.T, input []byte) {
		pages, err := PDFPages(bytes.NewReader(input))
		if (err == nil) != (pages > 0) {
			t.Errorf("%d pages, %v", pages, err)
		}
	})
}

func BenchmarkLockPDF(b *testing.B) {
	document := newPDF(b, 20)
	padding := make([]byte, 2<<20)
	_, _ = rand.Read(padding)
	document = qpdf(b, document, "--add-attachment", writeFile(b, "padding", padding), "--")
	b.SetBytes(int64(len(document)))
	for b.Loop() {
		lock(b, document)
	}
}
