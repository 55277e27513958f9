package convert

import (
	"bytes"
	"encoding/binary"
	"math"
)

// The tags of TIFF 6.0 that matter here.
const (
	tagSubfile     = 254
	tagWidth       = 256
	tagHeight      = 257
	tagBits        = 258
	tagCompression = 259
	tagPhotometric = 262
	tagFillOrder   = 266
	tagOffsets     = 273
	tagOrientation = 274
	tagSamples     = 277
	tagRows        = 278
	tagCounts      = 279
	tagXResolution = 282
	tagYResolution = 283
	tagPlanar      = 284
	tagT4          = 292
	tagT6          = 293
	tagUnit        = 296
	tagPredictor   = 317
	tagColours     = 320
	tagTileWidth   = 322
	tagExtra       = 338
)

const (
	fieldSize  = 12
	maxFields  = 4096    // of a directory; real ones have twenty
	maxNumbers = 1 << 20 // of a field: the strips of a picture
)

// directory is the list of fields that describes one picture of a TIFF file, or an EXIF block.
type directory struct {
	in     *source
	order  binary.ByteOrder
	fields map[int]field
	next   int64 // where the next directory stands; 0: this was the last
}

type field struct {
	kind  uint16
	count uint32
	value [4]byte // or where the value stands, when it is longer
}

// fieldSizes are the bytes of a number of each kind: byte, text, short, long, rational.
var fieldSizes = [...]int64{0, 1, 1, 2, 4, 8}

// startOf reads the header: the byte order and the place of the first directory.
func startOf(in *source) (binary.ByteOrder, int64, error) {
	var head [8]byte
	if _, err := in.ReadAt(head[:], 0); err != nil {
		return nil, 0, err
	}
	var order binary.ByteOrder = binary.LittleEndian
	switch string(head[:4]) {
	case "II*\x00":
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return nil, 0, errDamaged
	}
	return order, int64(order.Uint32(head[4:])), nil
}

func readDirectory(in *source, order binary.ByteOrder, at int64) (directory, error) {
	var count [2]byte
	if _, err := in.ReadAt(count[:], at); err != nil {
		return directory{}, err
	}
	n := int(order.Uint16(count[:]))
	if n == 0 || n > maxFields {
		return directory{}, errDamaged
	}
	raw := make([]byte, n*fieldSize+4)
	if _, err := in.ReadAt(raw, at+2); err != nil {
		return directory{}, err
	}
	d := directory{in: in, order: order, fields: make(map[int]field, n), next: int64(order.Uint32(raw[n*fieldSize:]))}
	for ; len(raw) > fieldSize; raw = raw[fieldSize:] {
		f := field{kind: order.Uint16(raw[2:]), count: order.Uint32(raw[4:])}
		copy(f.value[:], raw[8:])
		d.fields[int(order.Uint16(raw))] = f
	}
	return d, nil
}

// raw is the bytes of a field. One that is missing has none.
func (d directory) raw(tag int) (value []byte, size int64, err error) {
	f, found := d.fields[tag]
	if !found {
		return nil, 0, nil
	}
	if int(f.kind) >= len(fieldSizes) || f.kind == 0 || f.count > maxNumbers {
		return nil, 0, errDamaged
	}
	size = fieldSizes[f.kind]
	length := size * int64(f.count)
	if length <= int64(len(f.value)) {
		return f.value[:length], size, nil
	}
	at := int64(d.order.Uint32(f.value[:]))
	if at+length > d.in.size {
		return nil, 0, errDamaged
	}
	value = make([]byte, length)
	_, err = d.in.ReadAt(value, at)
	return value, size, err
}

// numbers are the whole numbers of a field.
func (d directory) numbers(tag int) ([]int64, error) {
	raw, size, err := d.raw(tag)
	if err != nil || size == 8 {
		return nil, err
	}
	var numbers []int64
	for ; len(raw) > 0; raw = raw[size:] {
		switch size {
		case 1:
			numbers = append(numbers, int64(raw[0]))
		case 2:
			numbers = append(numbers, int64(d.order.Uint16(raw)))
		case 4:
			numbers = append(numbers, int64(d.order.Uint32(raw)))
		}
	}
	return numbers, nil
}

// number is the first number of a field, or missing when there is none that makes sense.
func (d directory) number(tag int, missing int64) int64 {
	if numbers, err := d.numbers(tag); err == nil && len(numbers) > 0 {
		return numbers[0]
	}
	return missing
}

// rational is the first fraction of a field, or 0.
func (d directory) rational(tag int) float64 {
	raw, size, err := d.raw(tag)
	if err != nil || size != 8 || len(raw) < 8 {
		return 0
	}
	ratio := float64(d.order.Uint32(raw)) / float64(d.order.Uint32(raw[4:]))
	if math.IsNaN(ratio) || math.IsInf(ratio, 0) {
		return 0
	}
	return ratio
}

// density is the resolution. Without a unit only its aspect counts, and it is too small to be sane.
func (d directory) density() density {
	const none, centimetre = 1, 3
	found := density{d.rational(tagXResolution), d.rational(tagYResolution)}
	switch d.number(tagUnit, 2) {
	case centimetre:
		return density{found.x * 2.54, found.y * 2.54}
	case none:
		if found.y > 0 {
			return density{found.x / found.y, 1}
		}
	}
	return found
}

func (d directory) orientation() orientation { return orientation(d.number(tagOrientation, 1)) }

// readEXIF reads the first directory of an EXIF block, which is laid out as a TIFF file.
func readEXIF(block []byte) (orientation, density) {
	in := &source{ReaderAt: bytes.NewReader(block), size: int64(len(block))}
	order, at, err := startOf(in)
	if err != nil {
		return 1, density{}
	}
	d, err := readDirectory(in, order, at)
	if err != nil {
		return 1, density{}
	}
	return d.orientation(), d.density()
}
