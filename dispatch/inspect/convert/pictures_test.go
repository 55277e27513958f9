package convert_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"io"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/image/bmp"

	"github.com/souspli/souspli/dispatch/inspect/convert"
)

// What is decoded goes into the PDF dot by dot, in the least that holds it.
func TestDecodedPictures(t *testing.T) {
	t.Parallel()
	grey16 := image.NewGray16(image.Rect(0, 0, 40, 30))
	for i := range grey16.Pix {
		grey16.Pix[i] = byte(i)
	}
	twoColours := image.NewPaletted(image.Rect(0, 0, 40, 30), color.Palette{color.White, color.RGBA{R: 200, A: 255}})
	blackOnWhite := image.NewPaletted(image.Rect(0, 0, 41, 30), color.Palette{color.White, color.Black})
	for i := range blackOnWhite.Pix {
		blackOnWhite.Pix[i] = byte(i / 3 % 2)
	}
	twoColours.SetColorIndex(7, 9, 1)
	glass := image.NewNRGBA(image.Rect(0, 0, 40, 30))
	for i := range glass.Pix {
		glass.Pix[i] = byte(i * 5)
	}
	greyInColour := image.NewRGBA(image.Rect(0, 0, 50, 50))
	draw.Draw(greyInColour, greyInColour.Bounds(), greyscale(50, 50), image.Point{}, draw.Src)
	tests := []struct {
		name    string
		format  convert.Format
		content []byte
		want    image.Image
		kind    string
	}{
		{"PNG, grey of which only black and white are used", convert.PNG, pngOf(t, bilevel(123, 77)), bilevel(123, 77), "gray 1"},
		{"PNG, a palette of black and white", convert.PNG, pngOf(t, blackOnWhite), blackOnWhite, "gray 1"},
		{"PNG, a palette of red and white", convert.PNG, pngOf(t, twoColours), twoColours, "rgb 8"},
		{"PNG, grey", convert.PNG, pngOf(t, greyscale(60, 40)), greyscale(60, 40), "gray 8"},
		{"PNG, grey kept as colour", convert.PNG, pngOf(t, greyInColour), greyscale(50, 50), "gray 8"},
		{"PNG, grey in 16 bits", convert.PNG, pngOf(t, grey16), grey16, "gray 8"},
		{"PNG, colour", convert.PNG, pngOf(t, coloured(60, 40)), coloured(60, 40), "rgb 8"},
		{"PNG, transparent", convert.PNG, pngOf(t, glass), onWhite(glass), "rgb 8"},
		{"BMP", convert.BMP, encoded(t, coloured(60, 40), bmp.Encode), coloured(60, 40), "rgb 8"},
		{"GIF", convert.GIF, encoded(t, blackOnWhite, func(w io.Writer, m image.Image) error { return gif.Encode(w, m, nil) }), blackOnWhite, "gray 1"},
		{"WebP", convert.WebP, webpOf(t, coloured(60, 40)), coloured(60, 40), "rgb 8"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, kind := embedded(t, converted(t, test.format, test.content))
			expectSame(t, got, test.want, 1)
			if kind != test.kind {
				t.Errorf("got %s, want %s", kind, test.kind)
			}
		})
	}
}

func encoded(t testing.TB, m image.Image, encode func(io.Writer, image.Image) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func webpOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	path := write(t, "a.png", pngOf(t, m))
	must(t, "convert", path, "-define", "webp:lossless=true", path+".webp")
	return read(t, path+".webp")
}

func onWhite(m image.Image) image.Image {
	flat := image.NewRGBA(m.Bounds())
	draw.Draw(flat, flat.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(flat, flat.Bounds(), m, m.Bounds().Min, draw.Over)
	return flat
}

func TestJPEGIsEmbeddedAsItIs(t *testing.T) {
	t.Parallel()
	plain := jpegOf(t, coloured(64, 48))
	noted := withSegment(withSegment(plain, 0xe1, exif(1)), 0xfe, []byte("Clinique du Faubourg"))
	noted = append(noted, "a second picture behind the end"...)
	pdf, err := pictures(convert.JPEG, noted)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(pdf, plain) {
		t.Error("the picture was changed")
	}
	for _, word := range []string{"Faubourg", "Exif", "second picture"} {
		if bytes.Contains(pdf, []byte(word)) {
			t.Errorf("%q is in the PDF", word)
		}
	}
	if _, kind := embedded(t, sound(t, pdf)); kind != "rgb 8" {
		t.Error(kind)
	}
}

func TestJPEGForms(t *testing.T) {
	t.Parallel()
	source := write(t, "a.png", pngOf(t, coloured(64, 48)))
	for name, options := range map[string][]string{
		"progressive": {"-interlace", "JPEG"},
		"grey":        {"-colorspace", "Gray"},
		"four inks":   {"-colorspace", "CMYK"},
		"restarts":    {"-define", "jpeg:restart-interval=2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "a.jpg")
			must(t, "convert", append(append([]string{source}, options...), "-quality", "95", path)...)
			pdf := converted(t, convert.JPEG, read(t, path))
			must(t, "pdftoppm", "-r", "72", "-png", pdf, pdf)
			drawn := readPNG(t, pdf+"-1.png")
			corner := drawn.Bounds().Size().Sub(image.Pt(64, 48)).Div(2)
			middle := image.Pt(32, 24)
			r, g, b, _ := drawn.At(corner.X+middle.X, corner.Y+middle.Y).RGBA()
			want := coloured(64, 48).RGBAAt(middle.X, middle.Y)
			if name == "grey" {
				want = color.RGBA{R: byte(r >> 8), G: byte(r >> 8), B: byte(r >> 8)}
			}
			for _, pair := range [][2]int{{int(r >> 8), int(want.R)}, {int(g >> 8), int(want.G)}, {int(b >> 8), int(want.B)}} {
				if d := pair[0] - pair[1]; d > 40 || d < -40 {
					t.Errorf("%s: got %d %d %d, want %v", name, r>>8, g>>8, b>>8, want)
				}
			}
		})
	}
}

// A picture with a black corner, stored in each of the eight ways, is drawn with that corner at the upper left.
func TestOrientation(t *testing.T) {
	t.Parallel()
	corners := []image.Point{{0, 0}, {3, 0}, {3, 3}, {0, 3}, {0, 0}, {0, 3}, {3, 3}, {3, 0}}
	for i, corner := range corners {
		t.Run(fmt.Sprint(i+1), func(t *testing.T) {
			t.Parallel()
			m := image.NewGray(image.Rect(0, 0, 400, 400))
			draw.Draw(m, m.Bounds(), image.White, image.Point{}, draw.Src)
			black := image.Rect(0, 0, 100, 100).Add(corner.Mul(100))
			draw.Draw(m, black, image.Black, image.Point{}, draw.Src)
			tall := with(page(m, 100, 100), 274, uint32(i+1))
			pdf := converted(t, convert.TIFF, ifds(binary.LittleEndian, tall))
			must(t, "pdftoppm", "-r", "25", "-gray", "-png", pdf, pdf)
			drawn := readPNG(t, pdf+"-1.png")
			for y := range 4 {
				for x := range 4 {
					r, _, _, _ := drawn.At(x*25+12, y*25+12).RGBA()
					if isBlack := r < 0x8000; isBlack != (x == 0 && y == 0) {
						t.Errorf("field %d, %d: black is %t", x, y, isBlack)
					}
				}
			}
		})
	}
}

func TestSamePictureSameBytes(t *testing.T) {
	t.Parallel()
	content := pngOf(t, coloured(60, 40))
	first, err := pictures(convert.PNG, content)
	if err != nil {
		t.Fatal(err)
	}
	if second, err := pictures(convert.PNG, content); err != nil || !bytes.Equal(first, second) {
		t.Errorf("the bytes differ, %v", err)
	}
}

var errGone = errors.New("gone")

type broken struct{}

func (broken) Write([]byte) (int, error)         { return 0, errGone }
func (broken) ReadAt([]byte, int64) (int, error) { return 0, errGone }

func TestBrokenWriterAndReader(t *testing.T) {
	t.Parallel()
	content := pngOf(t, greyscale(400, 400))
	if err := convert.Pictures(broken{}, convert.PNG, bytes.NewReader(content), int64(len(content))); !errors.Is(err, errGone) {
		t.Errorf("the writer's error became %v", err)
	}
	for _, format := range []convert.Format{convert.PNG, convert.JPEG, convert.TIFF, convert.GIF} {
		expectCode(t, convert.Pictures(io.Discard, format, broken{}, 1000), "file_unreadable")
	}
}

func TestFormatsKnowWhoConvertsThem(t *testing.T) {
	t.Parallel()
	for _, f := range []convert.Format{convert.PDF, convert.Text, convert.DICOM, convert.Unknown} {
		if f.Picture() || f.Office() {
			t.Errorf("%s is converted as a picture or by LibreOffice", f)
		}
		_, err := pictures(f, []byte("x"))
		expectCode(t, err, "picture_unsupported")
	}
	for _, f := range []convert.Format{convert.PNG, convert.JPEG, convert.TIFF, convert.GIF, convert.BMP, convert.WebP} {
		if !f.Picture() || f.Office() {
			t.Errorf("%s is no picture", f)
		}
	}
}

func TestManyPictures(t *testing.T) {
	t.Parallel()
	one := page(bilevel(850, 1100), 100, 100)
	across := page(bilevel(1100, 850), 100, 100)
	smallCopy := with(page(bilevel(85, 110), 10, 10), 254, 1)
	pdf := converted(t, convert.TIFF, ifds(binary.BigEndian, one, smallCopy, across, with(one, 254, 2)))
	if got, want := pageSizes(t, pdf), []string{"612 x 792", "792 x 612", "612 x 792"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
