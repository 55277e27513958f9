package reader_test

import (
	"bytes"
	"fmt"
	"image"
	"slices"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"

	"github.com/souspli/souspli/dispatch/inspect/reader"
)

// numbered is pages that say their number, with everything shared among them.
func numbered(t testing.TB, pages int) []byte {
	return letterPDF(t, pages, func(pdf *fpdf.Fpdf, page int) {
		pdf.SetTitle("NGUT 9001 3115", true)
		pdf.Text(72, 72, fmt.Sprintf("Page %d", page))
	})
}

// rearranged is the document that arranging makes.
func rearranged(t testing.TB, engine *rig, content []byte, leaves ...reader.Leaf) (*reader.Document, []byte) {
	t.Helper()
	made, err := engine.open(t, reader.Source{Data: content, Name: "a.pdf"}).Arrange(t.Context(), leaves)
	if err != nil {
		t.Fatal(err)
	}
	return engine.open(t, reader.Source{Data: made, Name: "document.pdf"}), made
}

func TestArrange(t *testing.T) {
	t.Parallel()
	engine, content := newRig(t), numbered(t, 4)
	cases := []struct {
		name   string
		leaves []reader.Leaf
		want   string // each page's number, and its size when it lies on its side
	}{
		{"all as they are", []reader.Leaf{{Page: 1}, {Page: 2}, {Page: 3}, {Page: 4}}, "1 2 3 4"},
		{"some", []reader.Leaf{{Page: 1}, {Page: 3}}, "1 3"},
		{"in another order", []reader.Leaf{{Page: 4}, {Page: 1}, {Page: 3}, {Page: 2}}, "4 1 3 2"},
		{"turned", []reader.Leaf{{Page: 1, Turn: 90}, {Page: 2, Turn: 180}, {Page: 3, Turn: 270}, {Page: 4}}, "1- 2 3- 4"},
		{"one, turned", []reader.Leaf{{Page: 2, Turn: 90}}, "2-"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			document, _ := rearranged(t, engine, content, c.leaves...)
			var got []string
			for page := range document.Info().Pages {
				text, err := document.Text(t.Context(), page+1)
				if err != nil || len(text.Lines) != 1 {
					t.Fatal(text, err)
				}
				said := strings.TrimPrefix(text.Lines[0].Text, "Page ")
				if text.Width > text.Height {
					said += "-"
				}
				got = append(got, said)
			}
			if all := strings.Join(got, " "); all != c.want {
				t.Errorf("%s, want %s", all, c.want)
			}
		})
	}
}

func TestArrangeRefuses(t *testing.T) {
	t.Parallel()
	document := newRig(t).open(t, reader.Source{Data: numbered(t, 2), Name: "a.pdf"})
	for name, leaves := range map[string][]reader.Leaf{
		"no page":              nil,
		"a page twice":         {{Page: 1}, {Page: 1}},
		"a page before":        {{Page: 0}},
		"a page behind":        {{Page: 3}},
		"half a quarter":       {{Page: 1, Turn: 45}},
		"more than all around": {{Page: 1, Turn: 360}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := document.Arrange(t.Context(), leaves)
			expectCode(t, err, "page_not_found")
		})
	}
}

// TestArrangeLooksTheSame compares pictures of a page with those of the same page in the new document.
func TestArrangeLooksTheSame(t *testing.T) {
	t.Parallel()
	engine := newRig(t)
	for name, content := range map[string][]byte{
		"text":                              numbered(t, 1),
		"a field with an appearance":        marked(fieldForm, "6 0 R", textField+"/V(Maxime Boucher)/AP<</N 7 0 R>>>>", shown("Maxime Boucher")),
		"a field without an appearance":     marked(fieldForm, "6 0 R", textField+"/V(Maxime Boucher)>>"),
		"a remark with an appearance":       marked("", "6 0 R", remark+"/Subtype/FreeText/Contents(x)/AP<</N 7 0 R>>>>", shown("BOUM 0111 3025")),
		"a drawing with its own resources":  nested("<</Font<</F 6 0 R>>/XObject<</Y 7 0 R>>>>"),
		"a drawing with its page's":         nested(""),
		"a page that lies on its side":      qpdf(t, numbered(t, 1), "--rotate=90"),
		"a page that was locked to changes": qpdf(t, numbered(t, 1), "--encrypt", "", "owner", "256", "--"),
	} {
		t.Run(name, func(t *testing.T) {
			was := engine.open(t, reader.Source{Data: content, Name: "a.pdf"})
			is, _ := rearranged(t, engine, content, reader.Leaf{Page: 1})
			before, after := drawn(t, was), drawn(t, is)
			if dots := differing(before, after); dots > strayDots {
				t.Errorf("%d dots differ", dots)
			}
			if blank(before) {
				t.Error("nothing is on the page")
			}
		})
	}
}

func drawn(t testing.TB, d *reader.Document) *image.RGBA {
	t.Helper()
	picture, err := d.Render(t.Context(), 1, reader.Raster{Width: 400, Height: 400})
	if err != nil {
		t.Fatal(err)
	}
	return picture.(*image.RGBA)
}

// strayDots are what is left of the darker edges; a letter that is missing or elsewhere has more.
const strayDots = 8

// differing counts the dots that are dark in one picture and have nothing dark beside them in the other. Fields are
// drawn over themselves when a form is shown, which makes the edges of their letters darker, not their place another.
func differing(a, b *image.RGBA) (dots int) {
	if a.Rect != b.Rect {
		return len(a.Pix)
	}
	for y := a.Rect.Min.Y; y < a.Rect.Max.Y; y++ {
		for x := a.Rect.Min.X; x < a.Rect.Max.X; x++ {
			if alone(a, b, x, y) || alone(b, a, x, y) {
				dots++
			}
		}
	}
	return dots
}

// alone reports whether a dot of one picture is dark, and the other has none that is even grey within a dot of it.
func alone(one, other *image.RGBA, x, y int) bool {
	if one.RGBAAt(x, y).G > 0x60 {
		return false
	}
	for dy := -1; dy <= 1; dy++ {
		for dx := -1; dx <= 1; dx++ {
			if at := image.Pt(x+dx, y+dy); at.In(other.Rect) && other.RGBAAt(at.X, at.Y).G < 0xC0 {
				return false
			}
		}
	}
	return true
}

func blank(a *image.RGBA) bool {
	return !slices.ContainsFunc(a.Pix, func(b byte) bool { return b != 0xFF })
}

// nested is a page that draws a drawing, which writes and draws another.
func nested(resources string) []byte {
	own := ""
	if resources != "" {
		own = "/Resources" + resources
	}
	return built(
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1/Resources<</Font<</F 6 0 R>>/XObject<</X 5 0 R/Y 7 0 R/Z 8 0 R>>>>>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R>>",
		stream("", []byte("/X Do")),
		stream("/Type/XObject/Subtype/Form/BBox[0 0 612 792]"+own, []byte("BT /F 24 Tf 72 500 Td (Bonjour) Tj ET /#59 Do")),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
		stream("/Type/XObject/Subtype/Form/BBox[0 0 612 792]", []byte("72 72 200 200 re f")),
		stream("/Type/XObject/Subtype/Form/BBox[0 0 612 792]", []byte("BT /F 24 Tf 72 500 Td (TREJ 5853 1417) Tj ET")),
	)
}

// TestArrangeLeavesNothingBehind looks into every stream of the new document for what only other pages show.
func TestArrangeLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	engine := newRig(t)
	const secret = "TREJ 5853 1417"
	drawing := func(text string) string {
		return stream("/Type/XObject/Subtype/Form/BBox[0 0 612 792]", []byte("BT /F 24 Tf 72 500 Td ("+text+") Tj ET"))
	}
	page := func(content int, more string) string {
		return fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R/Resources 9 0 R%s>>", content, more)
	}
	shared := "<</Font<</F 10 0 R>>/XObject<</A 7 0 R/B 8 0 R>>>>"
	font := "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
	two := func(more, aContent string, objects ...string) []byte {
		return built(append([]string{
			"<</Type/Catalog/Pages 2 0 R/Outlines 11 0 R>>", "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>", page(5, more), page(6, ""),
			stream("", []byte(aContent)), stream("", []byte("/B Do")), drawing("Bonjour"), drawing(secret), shared, font,
		}, objects...)...)
	}
	cases := []struct {
		name    string
		content []byte
	}{
		{"resources that all pages share", two("", "/A Do")},
		{"a link to the other page", two("/Annots[12 0 R]", "/A Do", "null", "<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/Dest[4 0 R/Fit]>>")},
		{"a bookmark of the other page", two("", "/A Do",
			"<</Type/Outlines/First 12 0 R/Last 12 0 R/Count 1>>", "<</Title("+secret+")/Parent 11 0 R/Dest[4 0 R/Fit]>>")},
		{"a picture in small", two("/Thumb 8 0 R", "/A Do")},
		{"what the program that made it keeps", two("/PieceInfo<</X<</Private("+secret+")>>>>", "/A Do")},
		{"a drawing whose resources are shared too", built(
			"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>", page(5, ""), page(6, ""),
			stream("", []byte("/A Do")), stream("", []byte("/B Do")),
			stream("/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources 9 0 R", []byte("BT /F 24 Tf 72 500 Td (Bonjour) Tj ET")),
			drawing(secret), shared, font)},
		{"a title", letterPDF(t, 2, func(pdf *fpdf.Fpdf, page int) {
			pdf.SetTitle(secret, false)
			pdf.Text(72, 72, map[int]string{1: "Bonjour", 2: secret}[page])
		})},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if !bytes.Contains(qpdf(t, c.content, "--qdf", "--object-streams=disable", "--warning-exit-0"), []byte(secret)) {
				t.Fatal("nothing to leave behind")
			}
			_, made := rearranged(t, engine, c.content, reader.Leaf{Page: 1})
			open := qpdf(t, made, "--qdf", "--object-streams=disable")
			if bytes.Contains(open, []byte(secret)) {
				t.Errorf("it is still there:\n%s", open)
			}
			if !bytes.Contains(open, []byte("Bonjour")) {
				t.Error("the page is gone too")
			}
		})
	}
}
