package convert_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"runtime"
	"testing"

	"github.com/souspli/souspli/dispatch/inspect/convert"
)

func TestHostilePictures(t *testing.T) {
	t.Parallel()
	small := page(bilevel(64, 64), 100, 100)
	huge := with(with(small, 256, 60000), 257, 60000)
	order := binary.LittleEndian
	tests := []struct {
		name    string
		format  convert.Format
		content []byte
		code    string
	}{
		{"a PNG of 60,000 × 60,000", convert.PNG, pngHeader(60000, 60000), "picture_too_large"},
		{"a PNG of 100,000 × 1", convert.PNG, pngHeader(100000, 1), "picture_too_large"},
		{"a PNG of 16 bits that would fill the memory", convert.PNG, pngHeaderOf(6000, 6000, 16, 6), "picture_too_large"},
		{"a PNG without dots", convert.PNG, pngHeader(100, 100), "picture_damaged"},
		{"a PNG of no width", convert.PNG, pngHeader(0, 100), "picture_damaged"},
		{"a PNG that is none", convert.PNG, []byte("\x89PNG\r\n\x1a\n"), "picture_damaged"},
		{"a JPEG of 60,000 × 60,000", convert.JPEG, sized(jpegOf(t, greyscale(8, 8)), 60000, 60000), "picture_too_large"},
		{"a JPEG of no height", convert.JPEG, sized(jpegOf(t, greyscale(8, 8)), 8, 0), "picture_unsupported"},
		{"a JPEG of no width", convert.JPEG, sized(jpegOf(t, greyscale(8, 8)), 0, 8), "picture_damaged"},
		{"a JPEG without an end", convert.JPEG, jpegOf(t, greyscale(80, 80))[:600], "picture_damaged"},
		{"a JPEG without a picture", convert.JPEG, []byte("\xff\xd8\xff\xd9"), "picture_damaged"},
		{"a lossless JPEG", convert.JPEG, bytes.Replace(jpegOf(t, greyscale(8, 8)), []byte("\xff\xc0"), []byte("\xff\xc3"), 1), "picture_unsupported"},
		{"a JPEG with a segment of no length", convert.JPEG, []byte("\xff\xd8\xff\xe0\x00\x00\xff\xd9"), "picture_damaged"},
		{"a TIFF of 60,000 × 60,000", convert.TIFF, ifds(order, huge), "picture_too_large"},
		{"a TIFF whose directory follows itself", convert.TIFF, looped(ifds(order, small), 0), "picture_damaged"},
		{"a TIFF whose directories go round", convert.TIFF, looped(ifds(order, small, small, small), 1), "picture_damaged"},
		{"a TIFF of 2,001 pages", convert.TIFF, ifds(order, many(small, 2001)...), "too_many_pages"},
		{"a TIFF of small copies only", convert.TIFF, ifds(order, with(small, 254, 1)), "picture_damaged"},
		{"a TIFF of 4,001 small copies", convert.TIFF, ifds(order, many(with(small, 254, 1), 4001)...), "too_many_pages"},
		{"a TIFF with a directory past the end", convert.TIFF, []byte("II*\x00\xff\xff\xff\x7f"), "picture_damaged"},
		{"a TIFF without a directory", convert.TIFF, []byte("II*\x00\x00\x00\x00\x00"), "picture_damaged"},
		{"a TIFF cut inside its directory", convert.TIFF, cut(ifds(order, small), 20), "picture_damaged"},
		{"a TIFF whose strip is past the end", convert.TIFF, ifds(order, noStrips(with(with(small, 273, 1<<30), 279, 512))), "picture_damaged"},
		{"a TIFF whose strip is too short", convert.TIFF, ifds(order, noStrips(with(with(small, 273, 8), 279, 10))), "picture_damaged"},
		{"a TIFF without strips", convert.TIFF, ifds(order, noStrips(small)), "picture_damaged"},
		{"a TIFF with a billion strips", convert.TIFF, ifds(order, noStrips(with(with(small, 273, 1, 2, 3), 278, 0))), "picture_damaged"},
		{"a TIFF in tiles", convert.TIFF, ifds(order, with(small, 322, 64)), "picture_unsupported"},
		{"a TIFF that holds a JPEG", convert.TIFF, ifds(order, with(small, 259, 7)), "picture_unsupported"},
		{"a TIFF of planes", convert.TIFF, ifds(order, with(with(with(with(small, 277, 3), 258, 8, 8, 8), 262, 2), 284, 2)), "picture_unsupported"},
		{"a TIFF of 5, 6 and 5 bits", convert.TIFF, ifds(order, with(with(with(small, 277, 3), 258, 5, 6, 5), 262, 2)), "picture_unsupported"},
		{"a TIFF of broken fax data", convert.TIFF, ifds(order, with(small, 259, 4)), "picture_damaged"},
		{"a TIFF of broken Deflate data", convert.TIFF, ifds(order, with(small, 259, 8)), "picture_damaged"},
		{"a TIFF without its palette", convert.TIFF, ifds(order, with(with(small, 262, 3), 258, 4)), "picture_damaged"},
		{"a BigTIFF", convert.TIFF, []byte("II+\x00\x08\x00\x00\x00"), "picture_damaged"},
		{"a GIF of 65,000 × 65,000", convert.GIF, []byte("GIF89a\xe8\xfd\xe8\xfd\x00\x00\x00;"), "picture_too_large"},
		{"a BMP that is none", convert.BMP, []byte("BM"), "picture_damaged"},
		{"a WebP that is none", convert.WebP, []byte("RIFF\x00\x00\x00\x00WEBPVP8 "), "picture_damaged"},
		{"nothing", convert.TIFF, nil, "picture_damaged"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := pictures(test.format, test.content)
			expectCode(t, err, test.code)
		})
	}
}

// Wherever a picture ends too soon, it is refused: never half a page.
func TestTruncatedPictures(t *testing.T) {
	t.Parallel()
	tiff := page(bilevel(64, 64), 100, 100)
	for format, content := range map[convert.Format][]byte{
		convert.PNG:  pngOf(t, coloured(20, 20)),
		convert.JPEG: jpegOf(t, coloured(20, 20)),
		convert.TIFF: ifds(binary.LittleEndian, tiff),
	} {
		t.Run(string(format), func(t *testing.T) {
			t.Parallel()
			end := len(content)
			if format == convert.PNG {
				end -= 12 // the last chunk is empty
			}
			for n := range end {
				_, err := pictures(format, content[:n])
				expectCode(t, err, "picture_damaged", "picture_unsupported")
			}
		})
	}
}

// A strip that unpacks to far more than what its rows need costs no memory. The dots are all there.
func TestDecompressionBomb(t *testing.T) {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	for range 48 {
		if _, err := z.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	bomb := with(page(bilevel(64, 64), 100, 100), 259, 8)
	bomb.strips = [][]byte{packed.Bytes()}
	content := ifds(binary.LittleEndian, bomb)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := pictures(convert.TIFF, content); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if spent := after.TotalAlloc - before.TotalAlloc; spent > 16<<20 {
		t.Errorf("%d MB for 512 bytes of dots", spent>>20)
	}
}

// Twelve pages of fax take no more memory at a time than one.
func TestMemoryIsThatOfARow(t *testing.T) {
	content := ifds(binary.LittleEndian, many(page(bilevel(1728, 2156), 204, 196), 12)...)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := convert.Pictures(discard{}, convert.TIFF, bytes.NewReader(content), int64(len(content))); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if spent := after.TotalAlloc - before.TotalAlloc; spent > 4<<20 { // the dots of a page are 4 MB, decoded
		t.Errorf("%d MB allocated for 12 pages", spent>>20)
	}
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }

func pngHeader(width, height uint32) []byte { return pngHeaderOf(width, height, 8, 0) }

func pngHeaderOf(width, height uint32, depth, colour byte) []byte {
	chunk := binary.BigEndian.AppendUint32([]byte("IHDR"), width)
	chunk = append(binary.BigEndian.AppendUint32(chunk, height), depth, colour, 0, 0, 0)
	file := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), chunk...)
	return binary.BigEndian.AppendUint32(file, crc32.ChecksumIEEE(chunk))
}

// sized changes the size that a JPEG says it has.
func sized(content []byte, width, height uint16) []byte {
	frame := bytes.Index(content, []byte("\xff\xc0"))
	binary.BigEndian.PutUint16(content[frame+5:], height)
	binary.BigEndian.PutUint16(content[frame+7:], width)
	return content
}

// looped makes the last directory point to directory i.
func looped(content []byte, i int) []byte {
	at := binary.LittleEndian.Uint32(content[4:])
	for range i {
		at = binary.LittleEndian.Uint32(content[next(content, at):])
	}
	binary.LittleEndian.PutUint32(content[len(content)-4:], at)
	return content
}

func next(content []byte, at uint32) uint32 {
	return at + 2 + 12*uint32(binary.LittleEndian.Uint16(content[at:]))
}

func many(p ifd, n int) []ifd {
	pages := make([]ifd, n)
	for i := range pages {
		pages[i] = p
	}
	return pages
}

func noStrips(p ifd) ifd { return ifd{fields: p.fields} }

func cut(content []byte, n int) []byte { return content[:len(content)-n] }

func FuzzPictures(f *testing.F) {
	formats := []convert.Format{convert.PNG, convert.JPEG, convert.TIFF, convert.GIF, convert.BMP, convert.WebP}
	m := coloured(8, 8)
	f.Add(uint8(0), pngOf(f, m))
	f.Add(uint8(0), withResolution(pngOf(f, greyscale(8, 8)), 7874, 7874))
	f.Add(uint8(1), withSegment(jpegOf(f, m), 0xe1, exif(6)))
	f.Add(uint8(1), withSegment(jpegOf(f, greyscale(8, 8)), 0xe0, jfif(1, 200)))
	for _, compression := range []uint32{1, 2, 3, 4, 5, 8, 32773} {
		f.Add(uint8(2), ifds(binary.LittleEndian, with(page(bilevel(16, 16), 204, 98), 259, compression)))
	}
	f.Add(uint8(2), ifds(binary.BigEndian, page(bilevel(16, 16), 204, 196), with(page(bilevel(9, 9), 1, 1), 274, 5)))
	f.Add(uint8(3), []byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"))
	f.Add(uint8(4), []byte("BM"))
	f.Add(uint8(5), []byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00/\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"))
	f.Fuzz(func(t *testing.T, format uint8, content []byte) {
		pdf, err := pictures(formats[int(format)%len(formats)], content)
		if err != nil {
			expectCode(t, err, "picture_damaged", "picture_unsupported", "picture_too_large", "too_many_pages")
			return
		}
		expectWhole(t, pdf)
	})
}

// expectWhole checks that every object stands where the index says.
func expectWhole(t *testing.T, pdf []byte) {
	t.Helper()
	start := bytes.LastIndex(pdf, []byte("\nxref\n")) + 1
	var count int
	if _, err := fmt.Sscanf(string(pdf[start:min(len(pdf), start+40)]), "xref\n0 %d\n", &count); err != nil || count < 5 {
		t.Fatalf("no index: %v", err)
	}
	entries := pdf[start+len(fmt.Sprintf("xref\n0 %d\n", count)):]
	for i := 1; i < count; i++ {
		var at int
		if _, err := fmt.Sscanf(string(entries[20*i:20*i+10]), "%d", &at); err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf("%d 0 obj\n", i); at >= len(pdf) || !bytes.HasPrefix(pdf[at:], []byte(want)) {
			t.Fatalf("object %d is not where the index says", i)
		}
	}
}

func FuzzDetect(f *testing.F) {
	f.Add([]byte(zipOf(f, "[Content_Types].xml", "", "word/document.xml", "")), "a.docx")
	f.Add([]byte(compound("WordDocument")), "a.doc")
	f.Add([]byte("Pr\xe9sence"), "a.csv")
	f.Add([]byte("\xff\xfea\x00"), "")
	f.Fuzz(func(t *testing.T, head []byte, name string) {
		format := convert.Detect(head, name)
		if format == "" || format.Picture() && format.Office() {
			t.Errorf("%q", format)
		}
		if format == convert.Text && bytes.IndexByte(head, 0) >= 0 && head[0] < 0xfe {
			t.Error("a text with a zero")
		}
	})
}
