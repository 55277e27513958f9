package crypto

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"pgregory.net/rapid"
)

const enclosedPassphrase = "badu-kofi-melo-rasi-tuno"

func enclosed(t testing.TB, content []byte, e Enclosure) []byte {
	t.Helper()
	var pdf bytes.Buffer
	ok(t, LockEnclosed(&pdf, bytes.NewReader(content), e, enclosedPassphrase))
	return pdf.Bytes()
}

// Whatever is enclosed comes out as it went in, under whatever name.
func TestEnclosedComesOut(t *testing.T) {
	t.Parallel()
	for name, content := range map[string][]byte{
		"a.txt":                []byte("x"),
		"sans rien.txt":        {},
		"radio (été) \\ 1.png": bytes.Repeat([]byte{0, 1, 2, 0xFF}, 50_000),
	} {
		file := writeFile(t, "enclosed.pdf", enclosed(t, content, Enclosure{Name: name, MediaType: "image/x#y (z)", Page: "Été (1) \\ œuf 漢\n\nDeux"}))
		got, err := run(t, nil, "qpdf", "--password="+enclosedPassphrase, "--show-attachment=1", file)
		if err != nil || got != string(content) {
			t.Errorf("%q comes out as %d bytes: %v", name, len(got), err)
		}
		if out := must(t, "qpdf", "--password="+enclosedPassphrase, "--check", file); !strings.Contains(out, "R = 6") || strings.Contains(out, "WARNING") {
			t.Errorf("qpdf says %s", out)
		}
		if out := must(t, "pdfdetach", "-upw", enclosedPassphrase, "-list", file); !strings.Contains(out, name) {
			t.Errorf("poppler names it %s", out)
		}
		if out := must(t, "pdftotext", "-upw", enclosedPassphrase, file, "-"); !strings.Contains(out, "Été (1) \\ œuf ?") {
			t.Errorf("the page says %q", out)
		}
	}
}

// Nothing of the name, the type or the page can be read without the passphrase.
func TestEnclosedTellsNothing(t *testing.T) {
	t.Parallel()
	pdf := enclosed(t, []byte("Lise Tremblay"), Enclosure{Name: "tremblay.txt", MediaType: "text/plain", Page: "Clinique"})
	for _, secret := range []string{"Lise", "tremblay", "Clinique", enclosedPassphrase} {
		if bytes.Contains(pdf, []byte(secret)) {
			t.Errorf("%q can be read", secret)
		}
	}
	config := pdfConfiguration()
	config.UserPW = "autre-phrase-de-passe"
	if _, err := pdfcpu.Read(bytes.NewReader(pdf), config); !errors.Is(err, pdfcpu.ErrWrongPassword) {
		t.Errorf("another passphrase: %v", err)
	}
}

func TestEnclosingFails(t *testing.T) {
	t.Parallel()
	broken := errors.New("the disk is gone")
	for name, test := range map[string]struct {
		src        io.Reader
		passphrase string
		want       error
	}{
		"short passphrase":     {strings.NewReader("x"), "court", ErrPassphraseUnusable},
		"accented passphrase":  {strings.NewReader("x"), "été-été-été-été", ErrPassphraseUnusable},
		"source that ends ill": {io.MultiReader(strings.NewReader("x"), iotest.ErrReader(broken)), enclosedPassphrase, broken},
	} {
		var pdf bytes.Buffer
		if err := LockEnclosed(&pdf, test.src, Enclosure{}, test.passphrase); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
		if bytes.Contains(pdf.Bytes(), []byte("%%EOF")) {
			t.Errorf("%s: what was cut short looks whole", name)
		}
	}
}

func TestWrapped(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a-zé ]{0,200}`).Draw(t, "text")
		lines := wrapped(text, 20)
		if got := strings.Join(strings.Fields(strings.Join(lines, " ")), " "); got != strings.Join(strings.Fields(text), " ") {
			t.Errorf("%q became %q", text, got)
		}
		for _, line := range lines {
			if len([]rune(line)) > 20 && strings.Contains(line, " ") {
				t.Errorf("%q is too long", line)
			}
		}
	})
}
