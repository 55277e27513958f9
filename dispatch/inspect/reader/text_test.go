package reader_test

import (
	"math"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"

	"github.com/souspli/souspli/dispatch/inspect/layout"
	"github.com/souspli/souspli/dispatch/inspect/reader"
)

func TestText(t *testing.T) {
	t.Parallel()
	engine := newRig(t)
	cases := []struct {
		name string
		draw func(pdf *fpdf.Fpdf, page int)
		args []string // of qpdf
		want string
	}{
		{"one line", func(pdf *fpdf.Fpdf, _ int) { pdf.Text(72, 72, "Rapport de consultation") }, nil, "Rapport de consultation"},
		{"an empty page", func(*fpdf.Fpdf, int) {}, nil, ""},
		{"lines that come in any order", func(pdf *fpdf.Fpdf, _ int) {
			pdf.Text(72, 200, "third")
			pdf.Text(72, 100, "first")
			pdf.Text(72, 150, "second")
		}, nil, "first\nsecond\nthird"},
		{"cells of a table", func(pdf *fpdf.Fpdf, _ int) {
			pdf.Text(300, 100, "BOUM01113025")
			pdf.Text(72, 100, "Boucher Marie")
			pdf.Text(72, 114, "Tremblay Jean")
			pdf.Text(300, 114, "TREJ58531417")
		}, nil, "Boucher Marie\tBOUM01113025\nTremblay Jean\tTREJ58531417"},
		{"pieces of a word", func(pdf *fpdf.Fpdf, _ int) {
			pdf.Text(72, 100, "Ordon")
			pdf.Text(72+pdf.GetStringWidth("Ordon"), 100, "nance")
		}, nil, "Ordonnance"},
		{"words without spaces between them", func(pdf *fpdf.Fpdf, _ int) {
			pdf.Text(72, 100, "Ordonnance")
			pdf.Text(72+pdf.GetStringWidth("Ordonnance "), 100, "verbale")
		}, nil, "Ordonnance verbale"},
		{"a raised number", func(pdf *fpdf.Fpdf, _ int) {
			pdf.Text(72, 100, "10 m")
			pdf.SetFontSize(7)
			pdf.Text(72+24, 96.5, "2")
		}, nil, "10 m2"},
		{"accents", func(pdf *fpdf.Fpdf, _ int) {
			pdf.Text(72, 72, pdf.UnicodeTranslatorFromDescriptor("")("Numéro d’assurance, été"))
		}, nil, "Numéro d’assurance, été"},
		{"a page that lies on its side", func(pdf *fpdf.Fpdf, _ int) { sideways(pdf, 90) }, []string{"--rotate=90"}, "above\nbelow"},
		{"a page that stands on its head", func(pdf *fpdf.Fpdf, _ int) { sideways(pdf, 180) }, []string{"--rotate=180"}, "above\nbelow"},
		{"a page that lies on its other side", func(pdf *fpdf.Fpdf, _ int) { sideways(pdf, 270) }, []string{"--rotate=270"}, "above\nbelow"},
		{"text that was scanned sideways", func(pdf *fpdf.Fpdf, _ int) { sideways(pdf, 90) }, nil, "above\nbelow"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			content := letterPDF(t, 1, c.draw)
			if c.args != nil {
				content = qpdf(t, content, c.args...)
			}
			page, err := engine.open(t, reader.Source{Data: content}).Text(t.Context(), 1)
			if err != nil || page.Text() != c.want {
				t.Errorf("%q, %v; want %q", page.Text(), err, c.want)
			}
		})
	}
}

// sideways writes two lines around the middle of the page, turned by degrees against the clock.
func sideways(pdf *fpdf.Fpdf, degrees float64) {
	pdf.TransformBegin()
	pdf.TransformRotate(degrees, 306, 396)
	pdf.Text(306, 376, "above")
	pdf.Text(306, 396, "below")
	pdf.TransformEnd()
}

func TestTextSaysWhereItStands(t *testing.T) {
	t.Parallel()
	engine := newRig(t)
	draw := func(pdf *fpdf.Fpdf, _ int) {
		pdf.SetFontSize(20)
		pdf.Text(100, 200, "Placed")
		pdf.TransformBegin()
		pdf.TransformScale(50, 50, 0, 0)
		pdf.Text(200, 800, "Halved")
		pdf.TransformEnd()
	}
	for _, c := range []struct {
		name string
		args []string
		x, y float64 // of the upper left corner of the first line, near enough
	}{
		{"upright", nil, 100, 181},
		{"on its head", []string{"--rotate=180"}, 450, 587},
		{"on its side", []string{"--rotate=90"}, 587, 100},
	} {
		content := letterPDF(t, 1, draw)
		if c.args != nil {
			content = qpdf(t, content, c.args...)
		}
		page, err := engine.open(t, reader.Source{Data: content}).Text(t.Context(), 1)
		if err != nil || len(page.Lines) != 2 {
			t.Fatalf("%s: %+v, %v", c.name, page, err)
		}
		if wide := c.name == "on its side"; page.Number != 1 || (page.Width == 792) != wide || (page.Height == 612) != wide {
			t.Errorf("%s: page %d of %v × %v", c.name, page.Number, page.Width, page.Height)
		}
		placed, halved := line(page, "Placed"), line(page, "Halved")
		if math.Abs(placed.X-c.x) > 5 || math.Abs(placed.Y-c.y) > 5 || math.Abs(placed.Size-20) > 0.1 {
			t.Errorf("%s: %+v", c.name, placed)
		}
		if math.Abs(halved.Size-10) > 0.1 {
			t.Errorf("%s: %+v", c.name, halved)
		}
	}
}

func line(page layout.Page, text string) layout.Line {
	for _, line := range page.Lines {
		if line.Text == text {
			return line
		}
	}
	return layout.Line{}
}

func TestTextIsBounded(t *testing.T) {
	t.Parallel()
	row := strings.Repeat("x", 1000)
	var content strings.Builder
	content.WriteString("BT /F 1 Tf 1 TL 0 792 Td\n")
	for range 300 {
		content.WriteString("(" + row + ") Tj T*\n")
	}
	content.WriteString("ET")
	page, err := newRig(t).open(t, reader.Source{Data: onePage([]byte(content.String()), "")}).Text(t.Context(), 1)
	if err != nil || len(page.Text()) < 150_000 || len(page.Text()) > 250_000 {
		t.Errorf("%d letters, %v", len(page.Text()), err)
	}
}

// onePage is a PDF of one page with that content.
func onePage(content []byte, filter string) []byte {
	return built(
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
		stream(filter, content),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	)
}

// TestTextThatCannotBeSeen tells the text behind a scan from text that is printed.
func TestTextThatCannotBeSeen(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, c := range []struct {
		name, content string
		hidden        bool
	}{
		{"printed", "BT /F1 12 Tf 72 700 Td (Bonjour) Tj ET", false},
		{"invisible", "BT /F1 12 Tf 3 Tr 72 700 Td (Bonjour) Tj ET", true},
		{"a stamp over what is invisible", "BT /F1 12 Tf 72 50 Td (p. 1) Tj ET BT 3 Tr /F1 12 Tf 72 700 Td (Bonjour) Tj ET BT 3 Tr /F1 12 Tf 72 600 Td (Lise) Tj ET", true},
		{"nothing", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			document, err := r.Open(t.Context(), reader.Source{Data: built("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
				"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
				stream("", []byte(c.content)), "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"), Name: "a.pdf"})
			if err != nil {
				t.Fatal(err)
			}
			defer document.Close()
			page, err := document.Text(t.Context(), 1)
			if err != nil || page.Hidden != c.hidden {
				t.Errorf("hidden is %v: %v", page.Hidden, err)
			}
		})
	}
}
