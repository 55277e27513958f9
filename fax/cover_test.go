package fax_test

import (
	"bytes"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
)

func TestCoverSays(t *testing.T) {
	t.Parallel()
	text := textOf(t, coverPDF(t, sampleCover()))
	for _, want := range []string{
		"TÉLÉCOPIE", "Clinique de l’Érable", "1250, rue Saint-Zotique Est", "Dre Hélène Côté",
		"M. François Lefèbvre, pharmacien", "Pharmacie Beaubien", "514 555-0123", "514 555-0110", "514 555-0111",
		"KQ3T-7XWA", "22 nov. 2026", "y compris celle-ci", "including this one",
		"ordonnance de médicaments / drug prescription, 1 p.", "rapport de consultation / consultation report, 4 p.",
		"Réception par erreur ou pages manquantes : téléphonez sans délai au 514 555-0110",
		"Received by mistake, or pages missing: telephone 514 555-0110 at once",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the cover page does not say %q:\n%s", want, text)
		}
	}
}

func TestCoverSpeaksEnglishFirst(t *testing.T) {
	t.Parallel()
	c := sampleCover()
	c.First, c.Second = texts("en"), texts("fr")
	text := textOf(t, coverPDF(t, c))
	if strings.Index(text, "CONFIDENTIAL") > strings.Index(text, "CONFIDENTIEL") || !strings.Contains(text, "To / Destinataire") {
		t.Errorf("English does not come first:\n%s", text)
	}
}

func TestCoverSpeaksOneLanguage(t *testing.T) {
	t.Parallel()
	for language, c := range map[string]struct{ says, omits []string }{
		"fr": {
			[]string{"TÉLÉCOPIE", "Destinataire", "Télécopieur : 514 555-0123", "ordonnance de médicaments, 1 p.", "CONFIDENTIEL"},
			[]string{"FAX", "/", "To ", "CONFIDENTIAL", "including"},
		},
		"en": {
			[]string{"FAX", "To ", "Fax: 514 555-0123", "drug prescription, 1 p.", "CONFIDENTIAL", "at once"},
			[]string{"TÉLÉCOPIE", "/", "Destinataire", "CONFIDENTIEL", "celle-ci", " :"},
		},
	} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			cover := sampleCover()
			cover.First, cover.Second = texts(language), fax.CoverTexts{}
			text := textOf(t, coverPDF(t, cover))
			for _, want := range c.says {
				if !strings.Contains(text, want) {
					t.Errorf("it does not say %q:\n%s", want, text)
				}
			}
			for _, other := range c.omits {
				if strings.Contains(text, other) {
					t.Errorf("it says %q:\n%s", other, text)
				}
			}
		})
	}
}

// No kind is so long in two languages that it would take a second line.
func TestCoverListsEveryKindOnALine(t *testing.T) {
	t.Parallel()
	kinds := dispatch.DocumentKinds()
	for i := range kinds {
		c := sampleCover()
		c.Documents = slices.Repeat([]fax.CoverLine{{Kind: kinds[i], Pages: 12}}, 8)
		if n := strings.Count(textOf(t, coverPDF(t, c)), ", 12 p."); n != 8 {
			t.Errorf("%s: %d of 8 lines", kinds[i], n)
		}
	}
}

func TestCoverIsOnePage(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("très long ", 60)
	tests := []struct {
		name   string
		change func(*fax.Cover)
	}{
		{"as usual", func(*fax.Cover) {}},
		{"no document", func(c *fax.Cover) { c.Documents = nil }},
		{"forty documents", func(c *fax.Cover) { c.Documents = make([]fax.CoverLine, 40) }},
		{"an endless address", func(c *fax.Cover) { c.Sender.Address = strings.Repeat("ligne\n", 99) }},
		{"endless names", func(c *fax.Cover) {
			c.Recipient = fax.Addressee{Name: long, Organisation: long}
			c.Sender.Name, c.Sender.Organisation = long, long
			c.Documents = make([]fax.CoverLine, 40)
		}},
		{"a word wider than the page", func(c *fax.Cover) { c.Sender.Organisation = strings.Repeat("W", 500) }},
		{"no address, no fax", func(c *fax.Cover) { c.Sender.Address, c.Sender.Fax = "", "" }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := sampleCover()
			test.change(&c)
			pdf := coverPDF(t, c)
			if n := bytes.Count(pdf, []byte("/Type /Page\n")); n != 1 {
				t.Errorf("%d pages", n)
			}
			if text := textOf(t, pdf); !strings.Contains(text, "CONFIDENTIAL") || strings.Contains(text, "⟦cover") {
				t.Errorf("a notice is missing:\n%s", text)
			}
		})
	}
}

func TestCoverOmitsAPatient(t *testing.T) {
	t.Parallel()
	for _, class := range dispatch.Classes() {
		t.Run(string(class), func(t *testing.T) {
			t.Parallel()
			c := sampleCover()
			c.Recipient = fax.NewAddressee(dispatch.Recipient{Name: "Zoé Essai", Organisation: "Maison Essai", Class: class})
			text := textOf(t, coverPDF(t, c))
			private := class == dispatch.Patient || class == dispatch.Caregiver
			if strings.Contains(text, "Essai") == private {
				t.Errorf("named: %t", !private)
			}
			if strings.Contains(text, "nom omis") != private {
				t.Errorf("the omission is not explained:\n%s", text)
			}
		})
	}
}

func TestCoverReplacesLettersThatNoFontHas(t *testing.T) {
	t.Parallel()
	c := sampleCover()
	c.Sender.Name = "Nguyễn Łukasz ᐃᓄᒃ"
	if text := textOf(t, coverPDF(t, c)); !strings.Contains(text, "Nguyen ?ukasz ???") {
		t.Errorf("%s", text)
	}
}

func TestCoverIsReproducible(t *testing.T) {
	t.Parallel()
	if !bytes.Equal(coverPDF(t, sampleCover()), coverPDF(t, sampleCover())) {
		t.Error("the same cover gave other bytes")
	}
}

func TestCoverCountsWhatItHasNoRoomToList(t *testing.T) {
	t.Parallel()
	for documents, want := range map[int]bool{1: false, 8: false, 40: true} {
		c := sampleCover()
		c.Documents = slices.Repeat([]fax.CoverLine{{Kind: dispatch.LabResult, Pages: 1}}, documents)
		text := textOf(t, coverPDF(t, c))
		listed := strings.Count(text, ", 1 p.")
		_, rest, counted := strings.Cut(text, "et ")
		if counted = counted && strings.Contains(rest, "autres documents"); counted != want || (!want && listed != documents) {
			t.Errorf("%d documents: %d listed, the rest counted: %t", documents, listed, counted)
		}
		if n := strconv.Itoa(documents - listed); want && !strings.Contains(text, "et "+n+" autres documents") {
			t.Errorf("%d listed, but not %s counted:\n%s", listed, n, text)
		}
	}
}

// A fax machine sees black and white only, and loses the edges.
func TestCoverSurvivesAFaxMachine(t *testing.T) {
	t.Parallel()
	pdf := filepath.Join(t.TempDir(), "cover.pdf")
	if err := os.WriteFile(pdf, coverPDF(t, sampleCover()), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, "pdftoppm", "-rx", "204", "-ry", "196", "-mono", "-png", "-singlefile", pdf, pdf)
	file, err := os.Open(pdf + ".png")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	picture, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	black, edge := 0, 0
	bounds := picture.Bounds()
	for y := range bounds.Max.Y {
		for x := range bounds.Max.X {
			if color.GrayModel.Convert(picture.At(x, y)).(color.Gray).Y > 127 {
				continue
			}
			black++
			if x < 130 || y < 130 || x >= bounds.Max.X-130 || y >= bounds.Max.Y-130 {
				edge++
			}
		}
	}
	if share := float64(black) / float64(bounds.Dx()*bounds.Dy()); share < 0.01 || share > 0.06 {
		t.Errorf("%.3f of the page is black", share)
	}
	if edge > 0 {
		t.Errorf("%d dots stand at the edge", edge)
	}
}

func TestShortReference(t *testing.T) {
	t.Parallel()
	for id, want := range map[dispatch.ID]string{
		"kq3t7xwaabcdefghijklmnopqr": "KQ3T-7XWA", "short": "SHORT", "": "",
	} {
		if got := fax.ShortReference(id); got != want {
			t.Errorf("%q gives %q, want %q", id, got, want)
		}
	}
}

func TestMessageHasPagesOfItsOwn(t *testing.T) {
	t.Parallel()
	m := fax.Message{At: sampleTime, Reference: "KQ3T-7XWA", Heading: "Message", Subject: "Objet", Text: "Bonjour,\n\nà bientôt."}
	tests := []struct {
		name  string
		text  string
		pages int
	}{
		{"a few lines", m.Text, 1},
		{"a hundred lines", strings.Repeat("ligne\n", 100), 3},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			m := m
			m.Text = test.text
			var pdf bytes.Buffer
			pages, err := fax.WriteMessage(&pdf, m)
			if err != nil || pages != test.pages {
				t.Fatalf("%d pages, %v", pages, err)
			}
			if text := textOf(t, pdf.Bytes()); !strings.Contains(text, "Objet") || strings.Count(text, "\f") != pages {
				t.Errorf("%s", text)
			}
		})
	}
}

func coverPDF(t *testing.T, c fax.Cover) []byte {
	t.Helper()
	var pdf bytes.Buffer
	if err := fax.WriteCover(&pdf, c); err != nil {
		t.Fatal(err)
	}
	return pdf.Bytes()
}

// textOf reads the PDF as another program does, page by page, with single spaces.
func textOf(t *testing.T, pdf []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "page.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(run(t, "pdftotext", "-enc", "UTF-8", path, "-"), "\n", " ")
	return strings.ReplaceAll(text, "\u00a0", " ")
}

func run(t *testing.T, program string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), program, args...).Output()
	if err != nil {
		t.Fatalf("%s: %v; install poppler-utils", program, err)
	}
	return string(out)
}
