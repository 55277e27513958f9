package print_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/print"
	"github.com/souspli/souspli/dispatch/wording"
)

var page = print.Revocation{
	Clinic: "Clinique de l’Île-aux-Érables", Fingerprint: "5a1c09e2d47f6b3390aa11cc77de42f0985b2e61",
	Addresses: []string{"clinique@exemple.ca"},
	Made:      time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC), Printed: time.Date(2026, 3, 15, 9, 0, 0, 0, time.UTC),
	Certificate: "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\niHUEIBYIAB0\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n",
}

func written(t *testing.T, language wording.Language) []byte {
	t.Helper()
	var pdf bytes.Buffer
	if err := print.WriteRevocation(&pdf, wording.For(language), page); err != nil {
		t.Fatal(err)
	}
	return pdf.Bytes()
}

func TestRevocationReadsBack(t *testing.T) {
	t.Parallel()
	for language, title := range map[wording.Language]string{
		wording.French: "Certificat de révocation de la clé OpenPGP", wording.English: "Revocation certificate of the OpenPGP key",
	} {
		t.Run(string(language), func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "page.pdf")
			if err := os.WriteFile(path, written(t, language), 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", path, "-").Output()
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range []string{
				title, "Clinique de l’Île-aux-Érables", "5A1C 09E2 D47F 6B33 90AA\n", "clinique@exemple.ca", "iHUEIBYIAB0", "=abcd",
			} {
				if !strings.Contains(string(out), want) {
					t.Errorf("%q is missing:\n%s", want, out)
				}
			}
			if strings.Count(string(out), "\f") != 1 {
				t.Errorf("it takes %d pages", strings.Count(string(out), "\f"))
			}
			if strings.Contains(string(out), "⟦") || strings.Contains(string(out), "{") {
				t.Errorf("a sentence is missing:\n%s", out)
			}
		})
	}
}

func TestRevocationIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	if !bytes.Equal(written(t, wording.French), written(t, wording.French)) {
		t.Error("the same page gives other bytes")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("/home/clinic: no space") }

func TestADiskThatIsFull(t *testing.T) {
	t.Parallel()
	err := print.WriteRevocation(full{}, wording.For(wording.French), page)
	if dispatch.CodeOf(err) != "page_not_written" || strings.Contains(err.Error(), "home") {
		t.Errorf("%v", err)
	}
}
