package print_test

import (
	"bytes"
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

// pageText is what a reader finds on the pages of a PDF, a form feed after each.
func pageText(t *testing.T, pdf []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "page.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "pdftotext", "-raw", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func card(channel dispatch.ChannelKind, form dispatch.Form) print.OpeningCard {
	return print.OpeningCard{
		Clinic: "Clinique médicale de l’Île-aux-Érables et de la Pointe-aux-Outardes", Phone: "+14185550100",
		Channel: channel, Form: form, Printed: time.Date(2026, 3, 15, 9, 0, 0, 0, time.UTC),
	}
}

// One page tells each way of opening in both languages, the recipient's own first.
func TestOpeningCard(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		card   print.OpeningCard
		fr, en string
	}{
		"locked PDF":           {card(dispatch.EmailEncrypted, dispatch.LockedPDF), "lecteur PDF", "PDF reader"},
		"OpenPGP by its words": {card(dispatch.EmailEncrypted, dispatch.OpenPGPPassphrase), "logiciel OpenPGP", "OpenPGP program"},
		"portal":               {card(dispatch.Portal, ""), "commence par https", "begins with https"},
	} {
		for _, first := range []wording.Language{wording.French, wording.English} {
			t.Run(name+", "+string(first), func(t *testing.T) {
				t.Parallel()
				var pdf bytes.Buffer
				if err := print.WriteOpeningCard(&pdf, first, c.card); err != nil {
					t.Fatal(err)
				}
				text := pageText(t, pdf.Bytes())
				if n := strings.Count(text, "\f"); n != 1 {
					t.Errorf("it takes %d pages", n)
				}
				text = strings.Join(strings.Fields(text), " ") // wherever the lines end
				for _, want := range []string{c.fr, c.en, "418 555-0100", "Île-aux-Érables"} {
					if !strings.Contains(text, want) {
						t.Errorf("%q is missing:\n%s", want, text)
					}
				}
				french, english := strings.Index(text, "Ouvrir votre document"), strings.Index(text, "Open your document")
				if french < 0 || english < 0 || (french < english) != (first == wording.French) {
					t.Errorf("French at %d, English at %d", french, english)
				}
				if strings.ContainsAny(text, "⟦{") {
					t.Errorf("a sentence is missing:\n%s", text)
				}
			})
		}
	}
}

func TestNoCardForWhatNeedsNoPassphrase(t *testing.T) {
	t.Parallel()
	for _, c := range []print.OpeningCard{
		card(dispatch.EmailEncrypted, dispatch.OpenPGP), card(dispatch.EmailEncrypted, dispatch.Gateway), card(dispatch.CloudFax, ""),
	} {
		var pdf bytes.Buffer
		if err := print.WriteOpeningCard(&pdf, wording.French, c); dispatch.CodeOf(err) != "no_passphrase" || pdf.Len() > 0 {
			t.Errorf("%s %s: %v, %d bytes", c.Channel, c.Form, err, pdf.Len())
		}
	}
}
