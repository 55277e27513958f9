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
