package convert_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"slices"
	"testing"
)

// bilevel is a black and white picture in which no two corners are alike.
func bilevel(width, height int) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			if (x*7+y*3)%23 > 4 && (x > width/3 || y > height/4) {
				m.SetGray(x, y, color.Gray{Y: 255})
			}
		}
	}
	return m
}

func greyscale(width, height int) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, width, height))
	for i := range m.Pix {
		m.Pix[i] = byte(i * 3 / 2)
	}
	return m
}

func coloured(width, height int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			m.SetRGBA(x, y, color.RGBA{R: byte(x), G: byte(y), B: byte(x + 2*y), A: 255})
		}
	}
	return m
}

func pngOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withResolution adds the chunk pHYs to a PNG, in dots a metre.
func withResolution(content []byte, x, y uint32) []byte {
	chunk := binary.BigEndian.AppendUint32([]byte("pHYs"), x)
	chunk = append(binary.BigEndian.AppendUint32(chunk, y), 1)
	framed := append(binary.BigEndian.AppendUint32(nil, 9), chunk...)
	framed = binary.BigEndian.AppendUint32(framed, crc32.ChecksumIEEE(chunk))
	const behindHeader = 33
	return slices.Insert(slices.Clone(content), behindHeader, framed...)
}

// withSegment adds a segment to a JPEG, right after its start.
func withSegment(content []byte, mark byte, data []byte) []byte {
	segment := append([]byte{0xff, mark, byte((len(data) + 2) >> 8), byte(len(data) + 2)}, data...)
	return slices.Insert(slices.Clone(content), 2, segment...)
}

func jfif(unit byte, density uint16) []byte {
	return []byte{'J', 'F', 'I', 'F', 0, 1, 2, unit, byte(density >> 8), byte(density), byte(density >> 8), byte(density), 0, 0}
}

func exif(turn uint32) []byte {
	block := ifds(binary.BigEndian, ifd{fields: map[int][]uint32{274: {turn}}})
	return append([]byte("Exif\x00\x00"), block...)
}

// ifd is one picture of a TIFF file: its numbers by tag, fractions in two, and its strips.
type ifd struct {
	fields map[int][]uint32
	strips [][]byte
}

var fractions = []int{282, 283}

// ifds writes a TIFF file whose directories follow one another.
func ifds(order binary.AppendByteOrder, pages ...ifd) []byte {
	file := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		file = []byte("MM\x00*")
	}
	link := len(file)
	file = order.AppendUint32(file, 0)
	for _, page := range pages {
		fields := make(map[int][]uint32)
		for tag, values := range page.fields {
			fields[tag] = values
		}
		for _, strip := range page.strips {
			fields[273] = append(fields[273], uint32(len(file)))
			fields[279] = append(fields[279], uint32(len(strip)))
			file = append(file, strip...)
		}
		file, link = appendIFD(file, order, link, fields)
	}
	return file
}

func appendIFD(file []byte, order binary.AppendByteOrder, link int, fields map[int][]uint32) ([]byte, int) {
	set := order.(binary.ByteOrder)
	entries, tags := []byte{}, []int{}
	for tag := range fields {
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	for _, tag := range tags {
		values, kind, count := fields[tag], uint16(4), len(fields[tag])
		if slices.Contains(fractions, tag) {
			kind, count = 5, count/2
		}
		entries = order.AppendUint16(entries, uint16(tag))
		entries = order.AppendUint16(entries, kind)
		entries = order.AppendUint32(entries, uint32(count))
		if len(values) == 1 {
			entries = order.AppendUint32(entries, values[0])
			continue
		}
		entries = order.AppendUint32(entries, uint32(len(file)))
		for _, v := range values {
			file = order.AppendUint32(file, v)
		}
	}
	set.PutUint32(file[link:], uint32(len(file)))
	file = order.AppendUint16(file, uint16(len(tags)))
	file = append(file, entries...)
	link = len(file)
	return order.AppendUint32(file, 0), link
}

// page describes m in one strip of one bit a dot, uncompressed.
func page(m *image.Gray, xdpi, ydpi uint32) ifd {
	size := m.Bounds().Size()
	return ifd{
		fields: map[int][]uint32{
			256: {uint32(size.X)}, 257: {uint32(size.Y)}, 258: {1}, 259: {1}, 262: {0}, 277: {1}, 278: {uint32(size.Y)},
			282: {xdpi, 1}, 283: {ydpi, 1}, 296: {2},
		},
		strips: [][]byte{pack(m)},
	}
}

// pack is m with one bit a dot, 1 for black.
func pack(m *image.Gray) []byte {
	size := m.Bounds().Size()
	row := (size.X + 7) / 8
	packed := make([]byte, row*size.Y)
	for y := range size.Y {
		for x := range size.X {
			if m.GrayAt(x, y).Y == 0 {
				packed[y*row+x/8] |= 0x80 >> (x % 8)
			}
		}
	}
	return packed
}

func with(p ifd, tag int, values ...uint32) ifd {
	changed := ifd{fields: map[int][]uint32{tag: values}, strips: p.strips}
	for other, kept := range p.fields {
		if other != tag {
			changed.fields[other] = kept
		}
	}
	return changed
}

func inverted(m *image.Gray) *image.Gray {
	other := image.NewGray(m.Bounds())
	for i := range m.Pix {
		other.Pix[i] = 255 - m.Pix[i]
	}
	return other
}
