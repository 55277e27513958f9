package facsimile_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"path/filepath"
	"testing"

	"golang.org/x/image/ccitt"
	"golang.org/x/image/tiff"
	"pgregory.net/rapid"

	"github.com/souspli/souspli/fax/facsimile"
)

// bitmaps draws pages from runs, which is what fax pages are made of: noise alone would never reach the
// long codes.
func bitmaps() *rapid.Generator[*facsimile.Bitmap] {
	return rapid.Custom(func(t *rapid.T) *facsimile.Bitmap {
		b := facsimile.NewBitmap(rapid.IntRange(1, 6000).Draw(t, "width"), rapid.IntRange(1, 12).Draw(t, "height"))
		longest := rapid.SampledFrom([]int{2, 9, 70, 2600, 6000}).Draw(t, "longest run")
		for y := range b.Rect.Dy() {
			if y > 0 && rapid.Bool().Draw(t, "like the line above") {
				copyLine(b, y, rapid.IntRange(-4, 4).Draw(t, "moved by"))
				continue
			}
			runs := rapid.SliceOfN(rapid.IntRange(0, longest), 0, 60).Draw(t, "runs")
			drawRuns(b, y, runs)
		}
		return b
	})
}

func drawRuns(b *facsimile.Bitmap, y int, runs []int) {
	x := 0
	for i, run := range runs {
		for ; run > 0 && x < b.Rect.Dx(); run-- {
			if i%2 == 1 {
				b.SetBlack(x, y)
			}
			x++
		}
	}
}

func copyLine(b *facsimile.Bitmap, y, by int) {
	for x := range b.Rect.Dx() {
		if b.Black(x-by, y-1) {
			b.SetBlack(x, y)
		}
	}
}

// decoded is what another program's reader makes of the encoded page.
func decoded(t rapidOrTesting, b *facsimile.Bitmap) []byte {
	var encoded bytes.Buffer
	n, err := facsimile.EncodeG4(&encoded, b)
	if err != nil || n != int64(encoded.Len()) {
		t.Fatalf("%d of %d bytes counted: %v", n, encoded.Len(), err)
	}
	r := ccitt.NewReader(&encoded, ccitt.MSB, ccitt.Group4, b.Rect.Dx(), b.Rect.Dy(), &ccitt.Options{Invert: true})
	dots, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("not readable: %v", err)
	}
	return dots
}

type rapidOrTesting interface{ Fatalf(string, ...any) }

func TestEveryPageSurvivesEncoding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := bitmaps().Draw(t, "page")
		if !bytes.Equal(decoded(t, b), b.Pix) {
			t.Fatalf("a page of %v came back different", b.Rect)
		}
	})
}

func TestEveryRunLengthSurvivesEncoding(t *testing.T) {
	const longest = 2700
	b := facsimile.NewBitmap(2*longest, 2*longest)
	for length := range longest {
		// The empty line between makes every run a horizontal one.
		drawRuns(b, 2*length, []int{length, length + 1, 2})
	}
	same(t, decoded(t, b), b.Pix)
}

func TestEncodedPageIsReadByLibtiff(t *testing.T) {
	b := facsimile.Rasterise(sample(t, dense), facsimile.Plain)
	dir := t.TempDir()
	must(t, "tiffcp", "-c", "none", writeFile(t, "page.tif", tiffOf(t, b)), filepath.Join(dir, "plain.tif"))
	sameAsTIFF(t, readFile(t, filepath.Join(dir, "plain.tif")), b)
}

// Not only readable: no longer than need be, bit for bit what libtiff writes.
func TestEncodedPageIsWhatLibtiffWrites(t *testing.T) {
	for _, p := range []page{dense, greyBack} {
		b := facsimile.Rasterise(sample(t, p), facsimile.Plain)
		var ours bytes.Buffer
		_, err := facsimile.EncodeG4(&ours, b)
		ok(t, err)
		dir := t.TempDir()
		plain, again := filepath.Join(dir, "plain.tif"), filepath.Join(dir, "again.tif")
		must(t, "tiffcp", "-c", "none", writeFile(t, "page.tif", tiffOf(t, b)), plain)
		must(t, "tiffcp", "-c", "g4", "-r", "2156", plain, again)
		if !bytes.Contains(readFile(t, again), ours.Bytes()) {
			t.Errorf("%s: libtiff writes other bits", p.name)
		}
	}
}

func sameAsTIFF(t testing.TB, file []byte, b *facsimile.Bitmap) {
	t.Helper()
	img, err := tiff.Decode(bytes.NewReader(file))
	ok(t, err)
	if img.Bounds() != b.Rect {
		t.Fatalf("%v, want %v", img.Bounds(), b.Rect)
	}
	for y := range b.Rect.Dy() {
		for x := range b.Rect.Dx() {
			if r, _, _, _ := img.At(x, y).RGBA(); (r == 0) != b.Black(x, y) {
				t.Fatalf("dot %d, %d differs", x, y)
			}
		}
	}
}

// tiffOf is a TIFF file of one strip, with the tags of a fax file.
func tiffOf(t testing.TB, b *facsimile.Bitmap) []byte {
	var strip bytes.Buffer
	_, err := facsimile.EncodeG4(&strip, b)
	ok(t, err)
	width, height := uint32(b.Rect.Dx()), uint32(b.Rect.Dy())
	tags := [][2]uint32{
		{256, width},
		{257, height},
		{258, 1},
		{259, 4},
		{262, 0},
		{273, 8 + 2 + 9*12 + 4},
		{277, 1},
		{278, height},
		{279, uint32(strip.Len())},
	}
	file := []byte{'I', 'I', 42, 0, 8, 0, 0, 0, byte(len(tags)), 0}
	for _, tag := range tags {
		file = binary.LittleEndian.AppendUint16(file, uint16(tag[0]))
		file = append(file, 4, 0, 1, 0, 0, 0) // one number of 32 bits
		file = binary.LittleEndian.AppendUint32(file, tag[1])
	}
	return append(append(file, 0, 0, 0, 0), strip.Bytes()...)
}

// fullDisk takes so many bytes and no more.
type fullDisk int

var errFull = errors.New("full")

func (f *fullDisk) Write(p []byte) (int, error) {
	n := min(len(p), int(*f))
	if *f -= fullDisk(n); n < len(p) {
		return n, errFull
	}
	return n, nil
}

func TestEncodingStopsWhereNothingMoreCanBeWritten(t *testing.T) {
	disk := fullDisk(100)
	n, err := facsimile.EncodeG4(&disk, facsimile.Rasterise(sample(t, dense), facsimile.Plain))
	if n != 100 || !errors.Is(err, errFull) {
		t.Fatalf("%d bytes, %v", n, err)
	}
}

func FuzzEncodeG4(f *testing.F) {
	f.Add(uint16(1728), []byte{0, 255, 0, 1, 2, 3})
	f.Add(uint16(1), []byte{128, 0, 128})
	f.Add(uint16(65), bytes.Repeat([]byte{0xaa, 0x55, 0x0f}, 20))
	f.Fuzz(func(t *testing.T, width uint16, dots []byte) {
		columns := int(width)%5000 + 1
		stride := (columns + 7) / 8
		b := facsimile.NewBitmap(columns, min(len(dots)/stride, 100))
		copy(b.Pix, dots)
		clearPadding(b)
		same(t, decoded(t, b), b.Pix)
	})
}

// clearPadding makes white what lies between the page's edge and the end of its last byte.
func clearPadding(b *facsimile.Bitmap) {
	if over := b.Rect.Dx() % 8; over > 0 {
		for i := b.Stride - 1; i < len(b.Pix); i += b.Stride {
			b.Pix[i] &= 0xff << (8 - over)
		}
	}
}
