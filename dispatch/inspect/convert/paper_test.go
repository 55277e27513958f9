package convert_test

import (
	"encoding/binary"
	"slices"
	"testing"

	"github.com/souspli/souspli/dispatch/inspect/convert"
)

func TestPaper(t *testing.T) {
	t.Parallel()
	fax := func(height int, x, y uint32) []byte {
		return ifds(binary.LittleEndian, page(bilevel(1728, height), x, y))
	}
	centimetres := func() []byte {
		return ifds(binary.LittleEndian, with(page(bilevel(850, 1100), 100, 100), 296, 3))
	}
	tests := []struct {
		name    string
		format  convert.Format
		content []byte
		want    string
	}{
		{"a fax in fine resolution", convert.TIFF, fax(2156, 204, 196), "610 x 792"},
		{"a fax in standard resolution", convert.TIFF, fax(1078, 204, 98), "610 x 792"},
		{"TIFF at 100 an inch", convert.TIFF, ifds(binary.BigEndian, page(bilevel(850, 1100), 100, 100)), "612 x 792"},
		{"TIFF at 100 a centimetre", convert.TIFF, centimetres(), "241 x 312"},
		{"TIFF that says only the shape of a dot", convert.TIFF, ifds(binary.LittleEndian, with(page(bilevel(850, 1100), 2, 1), 296, 1)), "612 x 792"},
		{"TIFF on its side", convert.TIFF, ifds(binary.LittleEndian, with(page(bilevel(1100, 850), 100, 100), 274, 6)), "612 x 792"},
		{"PNG at 200 an inch", convert.PNG, withResolution(pngOf(t, bilevel(1700, 2200)), 7874, 7874), "612 x 792"},
		{"PNG that says nothing, upright", convert.PNG, pngOf(t, bilevel(300, 400)), "612 x 792"},
		{"PNG that says nothing, across", convert.PNG, pngOf(t, bilevel(400, 300)), "792 x 612"},
		{"JPEG at 100 an inch, Legal", convert.JPEG, withSegment(jpegOf(t, greyscale(850, 1400)), 0xe0, jfif(1, 100)), "612 x 1008"},
		{"JPEG at 40 a centimetre, A4", convert.JPEG, withSegment(jpegOf(t, greyscale(840, 1188)), 0xe0, jfif(2, 40)), "595 x 842"},
		{"a photograph that would be a poster", convert.JPEG, withSegment(jpegOf(t, greyscale(2400, 1800)), 0xe0, jfif(1, 72)), "792 x 612"},
		{"a stamp", convert.JPEG, withSegment(jpegOf(t, greyscale(90, 120)), 0xe0, jfif(1, 300)), "612 x 792"},
		{"a resolution that nothing has", convert.JPEG, withSegment(jpegOf(t, greyscale(850, 1100)), 0xe0, jfif(1, 9600)), "612 x 792"},
		{"a photograph held upright", convert.JPEG, withSegment(jpegOf(t, greyscale(400, 300)), 0xe1, exif(6)), "612 x 792"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := pageSizes(t, converted(t, test.format, test.content))
			if !slices.Equal(got, []string{test.want}) {
				t.Errorf("got %v, want %s", got, test.want)
			}
		})
	}
}
