package reader_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch/inspect/layout"
	"github.com/souspli/souspli/dispatch/inspect/reader"
)

// marked is a page that says "Nom:" at 72,700, with objects from 6; more is for the catalog, annots for the page.
func marked(more, annots string, objects ...string) []byte {
	return built(append([]string{
		"<</Type/Catalog/Pages 2 0 R" + more + ">>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>/Annots[" + annots + "]>>",
		stream("", []byte("BT /F 12 Tf 72 700 Td (Nom:) Tj ET")),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	}, objects...)...)
}

const (
	fieldForm = "/AcroForm<</Fields[6 0 R]/DA(/Helv 12 Tf 0 g)>>"
	widget    = "<</Type/Annot/Subtype/Widget/Rect[110 690 400 712]/P 3 0 R/F 4"
	textField = widget + "/FT/Tx/T(nom)"
	remark    = "<</Type/Annot/Rect[110 590 400 612]/F 4"
)

func TestTextOfFields(t *testing.T) {
	t.Parallel()
	engine := newRig(t)
	cases := []struct {
		name    string
		content []byte
		want    string // after "Nom:"
	}{
		{"a value without an appearance", marked(fieldForm, "6 0 R", textField+"/V(Maxime Boucher NAM BOUM 0111 3025)>>"), "Maxime Boucher NAM BOUM 0111 3025"},
		{"a value with an appearance", marked(fieldForm, "6 0 R", textField+"/V(Maxime Boucher)/AP<</N 7 0 R>>>>", shown("Maxime Boucher")), "Maxime Boucher"},
		{"a value inherited from the field's parent", marked(fieldForm, "7 0 R", "<</FT/Tx/T(nom)/V(BOUM 0111 3025)/Kids[7 0 R]>>", widget+"/Parent 6 0 R>>"), "BOUM 0111 3025"},
		{"a value that is an object of its own", marked(fieldForm, "6 0 R", textField+"/V 7 0 R>>", "(BOUM 0111 3025)"), "BOUM 0111 3025"},
		{"several lines", marked(fieldForm, "6 0 R", textField+`/Ff 4096/V(Maxime Boucher\rBOUM 0111 3025\n\n555-0100)>>`), "Maxime Boucher\nBOUM 0111 3025\n555-0100"},
		{"a text stream", marked(fieldForm, "6 0 R", textField+"/V 7 0 R>>", stream("", []byte("Maxime Boucher"))), "Maxime Boucher"},
		{"rich text", marked(fieldForm, "6 0 R", textField+"/RV(<body><p>Maxime <b>Boucher</b></p><p>Suivi &amp; plan</p></body>)>>"), "Maxime Boucher\nSuivi & plan"},
		{"rich text that says what the value says", marked(fieldForm, "6 0 R", textField+"/V(Maxime Boucher)/RV(<p>Maxime Boucher</p>)>>"), "Maxime Boucher"},
		{"a choice", marked(fieldForm, "6 0 R", widget+"/FT/Ch/T(nom)/Opt[(Jean Tremblay)(Maxime Boucher)]/V(Maxime Boucher)>>"), "Maxime Boucher"},
		{"a choice that is shown as something else", marked(fieldForm, "6 0 R", widget+"/FT/Ch/T(nom)/Opt[[(1)(Jean Tremblay)][(2)(Maxime Boucher)]]/V(2)>>"), "2\nMaxime Boucher"},
		{"several choices", marked(fieldForm, "6 0 R", widget+"/FT/Ch/Ff 2097152/T(nom)/Opt[(Jean Tremblay)(Maxime Boucher)(Lise Gagnon)]/V[(Maxime Boucher)(Lise Gagnon)]>>"), "Maxime Boucher\nLise Gagnon"},
		{"choices by their number", marked(fieldForm, "6 0 R", widget+"/FT/Ch/T(nom)/Opt[(Jean Tremblay)(Maxime Boucher)]/I[1 7]>>"), "Maxime Boucher"},
		{"a box to tick", marked(fieldForm, "6 0 R", widget+"/FT/Btn/T(oui)/V/Yes/AS/Yes>>"), ""},
		{"a field that no page shows", marked(fieldForm, "", "<</FT/Tx/T(nom)/V(Maxime Boucher)>>"), "Maxime Boucher"},
		{"a field below one that no page shows", marked(fieldForm, "", "<</T(patient)/Kids[7 0 R]>>", "<</FT/Tx/T(nom)/Parent 6 0 R/V(Maxime Boucher)>>"), "Maxime Boucher"},
		{"a field that is shown twice", marked(fieldForm, "7 0 R 8 0 R", "<</FT/Tx/T(nom)/V(BOUM 0111 3025)/Kids[7 0 R 8 0 R]>>", widget+"/Parent 6 0 R>>", remark+"/Subtype/Widget/Parent 6 0 R>>"), "BOUM 0111 3025\nBOUM 0111 3025"},
		{"a hidden field", marked(fieldForm, "6 0 R", strings.Replace(textField, "/F 4", "/F 2", 1)+"/V(Maxime Boucher)>>"), "Maxime Boucher"},
		{"a shown field outside the form", marked("", "6 0 R", textField+"/V(Maxime Boucher)>>"), "Maxime Boucher"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { expectAfterName(t, engine, c.content, c.want) })
	}
}

func TestTextOfAnnotations(t *testing.T) {
	t.Parallel()
	engine := newRig(t)
	cases := []struct{ name, annotation, want string }{
		{"a sticky note", "/Subtype/Text/Contents(Maxime Boucher)", "Maxime Boucher"},
		{"its author is left out", "/Subtype/Text/T(Dre Gagnon)/Contents(Maxime Boucher)", "Maxime Boucher"},
		{"its subject", "/Subtype/Text/Subj(BOUM 0111 3025)/Contents(Maxime Boucher)", "Maxime Boucher\nBOUM 0111 3025"},
		{"text on the page", "/Subtype/FreeText/DA(/Helv 12 Tf)/Contents(Maxime Boucher)", "Maxime Boucher"},
		{"rich text on the page", "/Subtype/FreeText/DA(/Helv 12 Tf)/RC(<body><p>Maxime<br/>Boucher</p></body>)", "Maxime\nBoucher"},
		{"a mark on the text", "/Subtype/Highlight/QuadPoints[110 612 400 612 110 590 400 590]/Contents(Maxime Boucher)", "Maxime Boucher"},
		{"a stamp", "/Subtype/Stamp/Contents(Maxime Boucher)", "Maxime Boucher"},
		{"a link", "/Subtype/Link/Contents(Maxime Boucher)", "Maxime Boucher"},
		{"a hidden one", "/F 2/Subtype/Text/Contents(Maxime Boucher)", "Maxime Boucher"},
		{"one that is not printed", "/F 0/Subtype/Text/Contents(Maxime Boucher)", "Maxime Boucher"},
		{"one that is only printed", "/F 36/Subtype/Text/Contents(Maxime Boucher)", "Maxime Boucher"},
		{"one of a kind that nobody knows", "/Subtype/Custom/Contents(Maxime Boucher)", "Maxime Boucher"},
		{"PDFDocEncoding", `/Subtype/Text/Contents(Ren\351e \234uvre\222 \(t\351l\\\))`, `Renée œuvre™ (tél\)`},
		{"PDFDocEncoding in hexadecimal", `/Subtype/Text/Contents<52656ee965205C6E>`, `Renée \n`},
		{"UTF-16", `/Subtype/Text/Contents<FEFF0052006500E9006CD83DDE00>`, "Reél😀"},
		{"UTF-16 with escapes", `/Subtype/Text/Contents(\376\377\000R\000e\000\351)`, "Reé"},
		{"UTF-16 that says its language", `/Subtype/Text/Contents<FEFF001B00660072001B00520065>`, "Re"},
		{"UTF-16 with the low byte first", `/Subtype/Text/Contents<FFFE52006500E900>`, "Reé"},
		{"UTF-8", `/Subtype/Text/Contents<EFBBBF52C3A9>`, "Ré"},
		{"letters that nobody sees", `/Subtype/Text/Contents<FEFF0042004F200B0055004D>`, "BOUM"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			annotation := remark + c.annotation
			if strings.HasPrefix(c.annotation, "/F ") {
				annotation = strings.TrimSuffix(remark, "/F 4") + c.annotation
			}
			expectAfterName(t, engine, marked("", "6 0 R", annotation+">>"), c.want)
		})
	}
	t.Run("a reply and a pop-up", func(t *testing.T) {
		content := marked("", "6 0 R 7 0 R 8 0 R", remark+"/Subtype/Text/Contents(first)/Popup 8 0 R>>",
			remark+"/Subtype/Text/IRT 6 0 R/Contents(second)>>", remark+"/Subtype/Popup/Parent 6 0 R/Contents(third)>>")
		expectAfterName(t, engine, content, "first\nsecond\nthird")
	})
}

func expectAfterName(t *testing.T, engine *rig, content []byte, want string) {
	t.Helper()
	page, err := engine.open(t, reader.Source{Data: content}).Text(t.Context(), 1)
	got := strings.TrimLeft(strings.TrimPrefix(page.Text(), "Nom:"), "\t\n ")
	if err != nil || !strings.HasPrefix(page.Text(), "Nom:") || got != want {
		t.Errorf("%q, %v; want %q", page.Text(), err, want)
	}
}

// shown is an appearance of 290 × 22 points with a line of text.
func shown(text string) string {
	return stream("/Type/XObject/Subtype/Form/BBox[0 0 290 22]/Resources<</Font<</F 5 0 R>>>>", []byte("BT /F 12 Tf 2 6 Td ("+text+") Tj ET"))
}

// TestTextOfAppearances reads what is drawn where nothing else says it, and in its line.
func TestTextOfAppearances(t *testing.T) {
	t.Parallel()
	engine := newRig(t)
	box := shown("BOUM 0111 3025")
	a4 := built("<</Type/Catalog/Pages 2 0 R"+fieldForm+">>", "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 1000]>>",
		"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>/Annots[6 0 R]>>",
		stream("", []byte("BT /F 12 Tf 72 900 Td (Nom:) Tj ET")), "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
		"<</Type/Annot/Subtype/Widget/Rect[110 894 400 916]/F 4/FT/Tx/T(nom)/V(x)/AP<</N 7 0 R>>>>", box)
	cases := []struct {
		name    string
		content []byte
		want    string
	}{
		{"a stamp", marked("", "6 0 R", strings.Replace(remark, "590 400 612", "690 400 712", 1)+"/Subtype/Stamp/AP<</N 7 0 R>>>>", box), "Nom: BOUM 0111 3025"},
		{"a field beside its label", marked(fieldForm, "6 0 R", textField+"/V(BOUM 0111 3025)/AP<</N 7 0 R>>>>", box), "Nom: BOUM 0111 3025"},
		{"a field that looks otherwise", marked(fieldForm, "6 0 R", textField+"/V(Maxime Boucher)/AP<</N 7 0 R>>>>", box), "Nom: BOUM 0111 3025\nMaxime Boucher"},
		{"a size that the page inherits", a4, "Nom: BOUM 0111 3025\nx"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			document := engine.open(t, reader.Source{Data: c.content})
			for range 2 { // reading changes nothing
				page, err := document.Text(t.Context(), 1)
				if err != nil || page.Text() != c.want {
					t.Errorf("%q, %v; want %q", page.Text(), err, c.want)
				}
				if got := line(page, "Nom: BOUM 0111 3025"); math.Abs(got.Y-84) > 8 {
					t.Errorf("%+v", got)
				}
			}
		})
	}
}

func TestTextIsNotGivenTwice(t *testing.T) {
	t.Parallel()
	engine := newRig(t)
	cases := []struct {
		name, annotation string
		want             int // how often
	}{
		{"the page says it there", "/Rect[70 690 400 712]/Subtype/FreeText/DA(/Helv 12 Tf)/Contents(Nom:)", 1},
		{"the page says it elsewhere", "/Rect[70 90 400 112]/Subtype/FreeText/DA(/Helv 12 Tf)/Contents(Nom:)", 2},
		{"it says it twice itself", "/Rect[70 690 400 712]/Subtype/FreeText/DA(/Helv 12 Tf)/Contents(Nom:)/RC(<p>Nom:</p>)", 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			page, err := engine.open(t, reader.Source{Data: marked("", "6 0 R", "<</Type/Annot"+c.annotation+">>")}).Text(t.Context(), 1)
			if err != nil || strings.Count(page.Text(), "Nom:") != c.want {
				t.Errorf("%q, %v", page.Text(), err)
			}
		})
	}
}

func TestTextOfAFieldSaysWhereItStands(t *testing.T) {
	t.Parallel()
	engine := newRig(t)
	content := marked(fieldForm, "6 0 R", textField+`/V(above\nbelow)>>`)
	for _, c := range []struct {
		name       string
		content    []byte
		x, y, w, h float64 // of the first line
	}{
		{"upright", content, 110, 80, 290, 11},
		{"on its side", qpdf(t, content, "--rotate=90"), 690, 110, 22, 145},
		{"on its head", qpdf(t, content, "--rotate=180"), 212, 690, 290, 11},
	} {
		page, err := engine.open(t, reader.Source{Data: c.content}).Text(t.Context(), 1)
		got := line(page, "above")
		if err != nil || math.Abs(got.X-c.x)+math.Abs(got.Y-c.y)+math.Abs(got.W-c.w)+math.Abs(got.H-c.h) > 0.1 {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
	}
}

func TestTextOfAnnotationsIsOnItsPage(t *testing.T) {
	t.Parallel()
	content := built("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 3>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<<>>/Annots[7 0 R]>>",
		"<</Type/Pages/Parent 2 0 R/Kids[5 0 R 6 0 R]/Count 2/MediaBox[0 0 612 792]/Resources<<>>>>",
		"<</Type/Page/Parent 4 0 R>>", "<</Type/Page/Parent 4 0 R/Annots 9 0 R>>",
		remark+"/Subtype/Text/Contents(one)>>", remark+"/Subtype/Text/Contents(three)>>", "[8 0 R]")
	engine := newRig(t)
	for _, c := range []struct {
		name    string
		content []byte
	}{
		{"plain", content},
		{"in object streams", qpdf(t, content, "--object-streams=generate")},
		{"locked", qpdf(t, content, "--encrypt", "", "owner", "256", "--")},
	} {
		document := engine.open(t, reader.Source{Data: c.content})
		for i, want := range []string{"one", "", "three"} {
			page, err := document.Text(t.Context(), i+1)
			if err != nil || page.Text() != want {
				t.Errorf("%s, page %d: %q, %v", c.name, i+1, page.Text(), err)
			}
		}
	}
}

func TestHostileNotes(t *testing.T) {
	t.Parallel()
	engine := newRig(t)
	many := strings.Repeat("6 0 R ", 200_001)
	long := strings.Repeat("x", 150_000)
	cases := []struct {
		name, code string
		content    []byte
	}{
		{"a field that is its own parent", "", marked(fieldForm, "6 0 R", widget+"/T(a)/FT/Tx/Parent 6 0 R>>")},
		{"a field that is its own kid", "", marked(fieldForm, "", "<</T(a)/FT/Tx/V(x)/Kids[6 0 R 6 0 R]>>")},
		{"fields that lead to each other", "", marked(fieldForm, "", "<</T(a)/FT/Tx/Kids[7 0 R]>>", "<</T(b)/Parent 6 0 R/Kids[6 0 R]>>")},
		{"a value that holds itself", "", marked(fieldForm, "6 0 R", textField+"/V 7 0 R>>", "[7 0 R 7 0 R]")},
		{"an appearance that draws itself", "document_too_complex", marked("", "6 0 R", remark+"/Subtype/Stamp/AP<</N 7 0 R>>>>",
			stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 7 0 R>>>>", []byte("/X Do /X Do")))},
		{"more annotations than are read", "document_too_complex", marked("", many, remark+"/Subtype/Text/Contents(x)>>")},
		{"one text in many annotations", "", marked("", strings.Repeat("6 0 R ", 500), remark+"/Subtype/Text/Contents 7 0 R>>", "("+long+")")},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			page, err := textOf(t, engine, c.content)
			switch {
			case c.code != "":
				expectCode(t, err, c.code)
			case err != nil: // refused by the library that checks; the child lives
				expectCode(t, err, "pdf_damaged")
			case len(page.Text()) > 410_000:
				t.Errorf("%d letters", len(page.Text()))
			}
		})
	}
}

func textOf(t *testing.T, engine *rig, content []byte) (layout.Page, error) {
	document, err := engine.Open(t.Context(), reader.Source{Data: content})
	if err != nil {
		return layout.Page{}, err
	}
	defer document.Close()
	return document.Text(t.Context(), 1)
}

func TestOpenSaysXFA(t *testing.T) {
	t.Parallel()
	xfa := stream("", []byte("<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>"))
	for _, c := range []struct {
		name, form string
		want       bool
	}{
		{"a form in XML", "/XFA 6 0 R/Fields[]", true},
		{"in parts", "/XFA[(template)6 0 R]/Fields[]", true},
		{"a form without", "/Fields[]", false},
		{"one that is not there", "/XFA 99 0 R/Fields[]", false},
	} {
		document, err := newRig(t).Open(t.Context(), reader.Source{Data: marked(fmt.Sprintf("/AcroForm<<%s>>", c.form), "", xfa)})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := document.Info().XFA; got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// TestTextOfLayersThatAreSwitchedOff holds what the package comment says of optional content.
func TestTextOfLayersThatAreSwitchedOff(t *testing.T) {
	t.Parallel()
	content := built("<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]/Order[6 0 R]>>>>>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/Properties<</L 6 0 R>>/XObject<</X 7 0 R>>>>>>",
		stream("", []byte("BT /F 12 Tf 72 700 Td (Nom:) Tj ET /OC /L BDC BT /F 12 Tf 72 600 Td (marked) Tj ET EMC /X Do")),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", "<</Type/OCG/Name(L)>>",
		stream("/Type/XObject/Subtype/Form/BBox[0 0 612 792]/OC 6 0 R/Resources<</Font<</F 5 0 R>>>>", []byte("BT /F 12 Tf 72 500 Td (form) Tj ET")))
	page, err := newRig(t).open(t, reader.Source{Data: content}).Text(t.Context(), 1)
	if err != nil || page.Text() != "Nom:\nmarked\nform" {
		t.Errorf("%q, %v", page.Text(), err)
	}
}
