package convert_test

import (
	"encoding/binary"
	"image"
	"path/filepath"
	"slices"
	"testing"

	"github.com/souspli/souspli/dispatch/inspect/convert"
)

// Every compression that libtiff writes and this package reads gives the dots back, in one strip or many,
// whichever end the bits begin at, whichever of black and white is zero.
func TestFaxCompressions(t *testing.T) {
	t.Parallel()
	m := bilevel(1728, 260)
	for _, file := range []struct {
		name  string
		pages []byte
		want  image.Image
	}{
		{"white is zero", ifds(binary.LittleEndian, page(m, 204, 196)), m},
		{"black is zero", ifds(binary.BigEndian, with(page(m, 204, 196), 262, 1)), inverted(m)},
	} {
		for _, compression := range []string{"none", "lzw", "zip", "packbits", "g4", "g3:1d", "g3:2d", "g3:1d:fill", "g3:2d:fill"} {
			for _, options := range [][]string{{}, {"-f", "lsb2msb"}, {"-r", "7"}} {
				name := file.name + " " + compression + " " + filepath.Join(options...)
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					original := write(t, "a.tif", file.pages)
					packed := filepath.Join(filepath.Dir(original), "b.tif")
					must(t, "tiffcp", append(slices.Clone(options), "-c", compression, original, packed)...)
					got, kind := embedded(t, converted(t, convert.TIFF, read(t, packed)))
					expectSame(t, got, file.want, 0)
					if kind != "gray 1" {
						t.Errorf("black and white became %s", kind)
					}
				})
			}
		}
	}
}

// What ImageMagick writes in grey and colour comes back dot by dot, as it reads it itself.
func TestGreyAndColourTIFF(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		picture image.Image
		options []string
		kind    string
	}{
		{"grey", greyscale(61, 40), []string{"-compress", "None"}, "gray 8"},
		{"grey, big end first, differences", greyscale(61, 40), []string{"-endian", "MSB", "-compress", "LZW"}, "gray 8"},
		{"grey in 16 bits", greyscale(61, 40), []string{"-depth", "16", "-compress", "Zip"}, "gray 8"},
		{"grey, white is zero", greyscale(61, 40), []string{"-define", "quantum:polarity=min-is-white", "-compress", "RLE"}, "gray 8"},
		{"colour", coloured(61, 40), []string{"-compress", "LZW"}, "rgb 8"},
		{"colour in 16 bits, big end first", coloured(61, 40), []string{"-depth", "16", "-endian", "MSB", "-compress", "Zip"}, "rgb 8"},
		{"colour in many strips", coloured(61, 40), []string{"-define", "tiff:rows-per-strip=3", "-compress", "Zip"}, "rgb 8"},
		{"colour with glass", coloured(61, 40), []string{"-alpha", "set", "-compress", "Zip"}, "rgb 8"},
		{"a palette", coloured(15, 16), []string{"-type", "Palette", "-compress", "None"}, "rgb 8"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			source := write(t, "a.png", pngOf(t, test.picture))
			path := filepath.Join(t.TempDir(), "a.tif")
			must(t, "convert", append(append([]string{source}, test.options...), path)...)
			must(t, "convert", path, path+".png")
			got, kind := embedded(t, converted(t, convert.TIFF, read(t, path)))
			expectSame(t, got, readPNG(t, path+".png"), 1)
			if kind != test.kind {
				t.Errorf("got %s, want %s", kind, test.kind)
			}
		})
	}
}

// The rare depths of scanners, written by hand: two dots in a byte, and four inks.
func TestRareDepths(t *testing.T) {
	t.Parallel()
	base := page(bilevel(3, 1), 100, 100)
	nibbles := with(with(base, 258, 4), 262, 1)
	nibbles.strips = [][]byte{{0x0f, 0x70}}
	got, kind := embedded(t, converted(t, convert.TIFF, ifds(binary.LittleEndian, nibbles)))
	want := image.NewGray(image.Rect(0, 0, 3, 1))
	want.Pix = []byte{0, 255, 119}
	expectSame(t, got, want, 0)
	inks := with(with(with(base, 258, 8, 8, 8, 8), 262, 5), 277, 4)
	inks.strips = [][]byte{make([]byte, 12)}
	if _, inked := embedded(t, converted(t, convert.TIFF, ifds(binary.LittleEndian, inks))); kind != "gray 8" || inked != "cmyk 8" {
		t.Errorf("grey is %s, four inks are %s", kind, inked)
	}
}
