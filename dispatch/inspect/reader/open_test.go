package reader_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect/reader"
)

func TestOpen(t *testing.T) {
	t.Parallel()
	engine := newRig(t)
	plain := letterPDF(t, 3, dense)
	cases := []struct {
		name, file string
		content    []byte
		password   string
		want       reader.Info
	}{
		{"plain", "a.pdf", plain, "", reader.Info{Pages: 3}},
		{"without an extension", "scan0001", plain, "", reader.Info{Pages: 3}},
		{"with another extension", "a.docx", plain, "", reader.Info{Pages: 3, WrongExtension: true}},
		{"after some junk", "a.PDF", append([]byte("junk\r\n"), plain...), "", reader.Info{Pages: 3}},
		{"linearised", "a.pdf", qpdf(t, plain, "--linearize"), "", reader.Info{Pages: 3}},
		{"object streams", "a.pdf", qpdf(t, plain, "--object-streams=generate"), "", reader.Info{Pages: 3}},
		{"PDF 2.0", "a.pdf", qpdf(t, plain, "--force-version=2.0"), "", reader.Info{Pages: 3}},
		{"locked", "a.pdf", qpdf(t, plain, "--encrypt", "secret", "owner", "256", "--"), "secret", reader.Info{Pages: 3, Unlocked: true}},
		{"locked, by an older program", "a.pdf", qpdf(t, plain, "--allow-weak-crypto", "--encrypt", "secret", "owner", "128", "--"), "secret", reader.Info{Pages: 3, Unlocked: true}},
		{"locked against changes only", "a.pdf", qpdf(t, plain, "--encrypt", "", "owner", "256", "--"), "", reader.Info{Pages: 3, Unlocked: true}},
		{"a password that nobody asked for", "a.pdf", plain, "secret", reader.Info{Pages: 3}},
		{"JavaScript", "a.pdf", withCatalog("/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"), "", reader.Info{Pages: 1, JavaScript: true}},
		{"a program to start", "a.pdf", withCatalog("/OpenAction<</S/Launch/F(calc.exe)>>"), "", reader.Info{Pages: 1, JavaScript: true}},
		{"a place to begin", "a.pdf", withCatalog("/OpenAction[3 0 R/Fit]"), "", reader.Info{Pages: 1}},
		{"embedded files", "a.pdf", withAttachment(t), "", reader.Info{Pages: 1, EmbeddedFiles: 1}},
		{"a form", "a.pdf", form(), "", reader.Info{Pages: 1, Form: true}},
		{"a signature", "a.pdf", signed(), "", reader.Info{Pages: 1, Form: true, Signatures: 1}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			document := engine.open(t, reader.Source{Path: write(t, c.file, c.content), Name: c.file, Password: c.password})
			got := document.Info()
			c.want.MediaType, c.want.Properties.FileName = "application/pdf", c.file
			if got != c.want {
				t.Errorf("%+v\nwant %+v", got, c.want)
			}
		})
	}
}

func TestOpenReadsProperties(t *testing.T) {
	t.Parallel()
	content := letterPDF(t, 1, func(pdf *fpdf.Fpdf, _ int) {
		pdf.SetTitle("Résumé de dossier", true)
		pdf.SetAuthor("Dre Trépanier", true)
		pdf.SetSubject("Suivi", true)
		pdf.SetKeywords("diabète", true)
	})
	got := newRig(t).open(t, reader.Source{Data: content, Name: "dossier.pdf"}).Info().Properties
	if texts := strings.Join(got.Texts(), "|"); texts != "dossier.pdf|Résumé de dossier|Dre Trépanier|Suivi|diabète" {
		t.Errorf("%q", texts)
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	engine := newRig(t)
	plain := letterPDF(t, 1, dense)
	locked := qpdf(t, plain, "--encrypt", "secret", "owner", "256", "--")
	cases := []struct {
		name, file, code string
		content          []byte
		password         string
	}{
		{"empty", "a.pdf", "file_empty", nil, ""},
		{"a password is needed", "a.pdf", "pdf_encrypted", locked, ""},
		{"another password is needed", "a.pdf", "pdf_password_wrong", locked, "guess"},
		{"a header and nothing more", "a.pdf", "pdf_damaged", []byte("%PDF-1.7\n"), ""},
		{"truncated", "a.pdf", "pdf_damaged", plain[:len(plain)/2], ""},
		{"zero pages", "a.pdf", "pdf_no_pages", built("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>"), ""},
		{"a letter for LibreOffice", "a.rtf", "format_office", []byte(`{\rtf1 Bonjour}`), ""},
		{"a list for LibreOffice", "a.csv", "format_office", []byte("nom;naissance\nTremblay;1958-01-02\n"), ""},
		{"a program", "a.exe", "format_unknown", []byte("MZ\x90\x00\x03\x00\x00\x00\x00\xff\xff"), ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := engine.Open(t.Context(), reader.Source{Path: write(t, c.file, c.content), Name: c.file, Password: c.password})
			expectCode(t, err, c.code)
		})
	}
	t.Run("absent", func(t *testing.T) {
		_, err := engine.Open(t.Context(), reader.Source{Path: filepath.Join(t.TempDir(), "Gagnon Lise.pdf")})
		expectCode(t, err, "file_not_found")
		if strings.Contains(err.Error(), "Gagnon") {
			t.Errorf("%v", err)
		}
	})
	t.Run("a folder", func(t *testing.T) {
		_, err := engine.Open(t.Context(), reader.Source{Path: t.TempDir()})
		expectCode(t, err, "not_a_file")
	})
	t.Run("two gigabytes", func(t *testing.T) {
		path := write(t, "a.pdf", plain)
		if err := os.Truncate(path, 2<<30); err != nil {
			t.Fatal(err)
		}
		_, err := engine.Open(t.Context(), reader.Source{Path: path})
		expectCode(t, err, "file_too_large")
	})
}

func TestUnlockedFormIsOneThatWeCanSend(t *testing.T) {
	t.Parallel()
	locked := qpdf(t, letterPDF(t, 2, dense), "--encrypt", "secret", "owner", "256", "--")
	document := newRig(t).open(t, reader.Source{Data: locked, Password: "secret"})
	var pdf bytes.Buffer
	if err := document.PDF(t.Context(), &pdf); err != nil {
		t.Fatal(err)
	}
	doc, err := pdfcpu.Read(bytes.NewReader(pdf.Bytes()), &model.Configuration{Reader15: true, Limits: model.DefaultResourceLimits()})
	if err != nil || doc.Encrypt != nil || doc.EnsurePageCount() != nil || doc.PageCount != 2 {
		t.Errorf("%v", err)
	}
}

func TestConverted(t *testing.T) {
	t.Parallel()
	engine := newRig(t)
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 400, 300))); err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name, file, mediaType, text string
		content                     []byte
	}{
		{"a picture", "scan.png", "image/png", "", picture.Bytes()},
		{"a text", "note.txt", "text/plain", "Bonjour, voici le résumé.", []byte("Bonjour, voici le résumé.\n")},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			document := engine.open(t, reader.Source{Path: write(t, c.file, c.content), Name: c.file})
			info := document.Info()
			if info.Pages != 1 || !info.Converted || info.MediaType != c.mediaType || info.WrongExtension {
				t.Errorf("%+v", info)
			}
			text, err := document.Text(t.Context(), 1)
			if err != nil || text.Text() != c.text {
				t.Errorf("%q, %v", text.Text(), err)
			}
			var pdf bytes.Buffer
			if err := document.PDF(t.Context(), &pdf); err != nil || !bytes.HasPrefix(pdf.Bytes(), []byte("%PDF-")) {
				t.Errorf("%d bytes, %v", pdf.Len(), err)
			}
		})
	}
}

func TestPageOutside(t *testing.T) {
	t.Parallel()
	document := newRig(t).open(t, reader.Source{Data: simple(t)})
	for _, page := range []int{-1, 0, 2} {
		_, err := document.Text(t.Context(), page)
		expectCode(t, err, "page_not_found")
		_, err = document.Render(t.Context(), page, reader.Raster{Width: 10, Height: 10})
		expectCode(t, err, "page_not_found")
	}
}

func TestRender(t *testing.T) {
	t.Parallel()
	engine := newRig(t)
	black := func(pdf *fpdf.Fpdf, _ int) { pdf.Rect(0, 0, 306, 396, "F") } // the upper left quarter
	cases := []struct {
		name          string
		raster        reader.Raster
		args          []string // of qpdf
		width, height int
		quarter       image.Point // a corner that is black
	}{
		{"as wide as it may be", reader.Raster{Width: 612, Height: 5000}, nil, 612, 792, image.Pt(0, 0)},
		{"as high as it may be", reader.Raster{Width: 5000, Height: 396}, nil, 306, 396, image.Pt(0, 0)},
		{"as a fax", reader.Raster{Width: 1728, Height: 1078, Stretch: true, Gray: true}, nil, 1728, 1078, image.Pt(0, 0)},
		{"on its side", reader.Raster{Width: 792, Height: 792}, []string{"--rotate=90"}, 792, 612, image.Pt(1, 0)},
		{"a stamp", reader.Raster{Width: 1, Height: 1}, nil, 1, 1, image.Pt(0, 0)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			content := letterPDF(t, 1, black)
			if c.args != nil {
				content = qpdf(t, content, c.args...)
			}
			got, err := engine.open(t, reader.Source{Data: content}).Render(t.Context(), 1, c.raster)
			if err != nil {
				t.Fatal(err)
			}
			if _, gray := got.(*image.Gray); gray != c.raster.Gray || got.Bounds() != image.Rect(0, 0, c.width, c.height) {
				t.Fatalf("%T %v", got, got.Bounds())
			}
			if c.width < 10 {
				return
			}
			for _, corner := range []image.Point{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
				at := got.At(corner.X*(c.width-20)+10, corner.Y*(c.height-20)+10)
				if want := map[bool]uint8{true: 0, false: 255}[corner == c.quarter]; color.GrayModel.Convert(at).(color.Gray).Y != want {
					t.Errorf("%v is %v", corner, at)
				}
			}
		})
	}
}

func TestRenderRefuses(t *testing.T) {
	t.Parallel()
	document := newRig(t).open(t, reader.Source{Data: simple(t)})
	cases := []struct {
		name, code string
		raster     reader.Raster
	}{
		{"nothing", "document_damaged", reader.Raster{}},
		{"a negative size", "document_damaged", reader.Raster{Width: -1, Height: 10}},
		{"more pixels than are drawn", "document_too_complex", reader.Raster{Width: 10_000, Height: 10_000}},
		{"a size that overflows", "document_damaged", reader.Raster{Width: 1 << 62, Height: 1 << 62, Stretch: true}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := document.Render(t.Context(), 1, c.raster)
			expectCode(t, err, c.code)
		})
	}
}

// TestRenderShowsWhatAViewerShows looks for ink where an annotation or a field stands.
func TestRenderShowsWhatAViewerShows(t *testing.T) {
	t.Parallel()
	engine := newRig(t)
	box := stream("/Type/XObject/Subtype/Form/BBox[0 0 200 100]", []byte("0 g 0 0 200 100 re f"))
	transparent := []byte("/G gs 0 g 100 600 200 100 re f")
	cases := []struct {
		name    string
		content []byte
	}{
		{"an annotation", annotated("/Subtype/Stamp/AP<</N 5 0 R>>", box, "")},
		{"a field", annotated("/Subtype/Widget/FT/Tx/T(name)/V(x)/DA(/F 9 Tf 0 g)/AP<</N 5 0 R>>", box, "/AcroForm<</Fields[6 0 R]>>")},
		{"a transparent shape", built(
			"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
			"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Group<</S/Transparency>>/Resources<</ExtGState<</G<</ca 1/BM/Multiply>>>>>>>>",
			stream("", transparent),
		)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := engine.open(t, reader.Source{Data: c.content}).Render(t.Context(), 1, reader.Raster{Width: 612, Height: 792, Gray: true})
			if err != nil {
				t.Fatal(err)
			}
			gray := got.(*image.Gray)
			if ink, paper := gray.GrayAt(200, 142).Y, gray.GrayAt(500, 500).Y; ink > 100 || paper != 255 {
				t.Errorf("ink %d, paper %d", ink, paper)
			}
		})
	}
}

// annotated has one annotation at 100,600 to 300,700.
func annotated(annotation, appearance, catalog string) []byte {
	return built(
		"<</Type/Catalog/Pages 2 0 R"+catalog+">>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<<>>/Annots[6 0 R]>>",
		stream("", []byte("q Q")), appearance,
		"<</Type/Annot/Rect[100 600 300 700]/F 4"+annotation+">>",
	)
}

// withCatalog is a page in a PDF whose catalog says more.
func withCatalog(more string) []byte {
	return built("<</Type/Catalog/Pages 2 0 R"+more+">>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<<>>>>")
}

func withAttachment(t *testing.T) []byte {
	return qpdf(t, simple(t), "--add-attachment", write(t, "list.csv", []byte("a;b")), "--")
}

func form() []byte {
	return annotated("/Subtype/Widget/FT/Tx/T(name)/V(x)/DA(/F 9 Tf 0 g)/AP<</N 5 0 R>>",
		stream("/Type/XObject/Subtype/Form/BBox[0 0 200 100]", nil), "/AcroForm<</Fields[6 0 R]>>")
}

func signed() []byte {
	signature := "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 1 2 3]/Contents<00>>>"
	return annotated(fmt.Sprintf("/Subtype/Widget/FT/Sig/T(name)/V %s/AP<</N 5 0 R>>", signature),
		stream("/Type/XObject/Subtype/Form/BBox[0 0 200 100]", nil), "/AcroForm<</Fields[6 0 R]/SigFlags 3>>")
}

func TestWithoutAChild(t *testing.T) {
	t.Parallel()
	engine := reader.New(reader.Config{})
	_, err := engine.Open(t.Context(), reader.Source{Data: simple(t)})
	if dispatch.KindOf(err) != dispatch.KindInternal || dispatch.CodeOf(err) != "reader_failed" {
		t.Errorf("%v", err)
	}
	_ = engine.Close()
}
