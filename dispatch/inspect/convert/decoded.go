package convert

import (
	"bufio"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/png"
	"io"
	"math"

	"golang.org/x/image/bmp"
	"golang.org/x/image/webp"
)

// codec decodes a format. The header alone is read first.
type codec struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

func codecOf(f Format) codec {
	switch f {
	case GIF:
		return codec{gif.DecodeConfig, gif.Decode}
	case BMP:
		return codec{bmp.DecodeConfig, bmp.Decode}
	case WebP:
		return codec{webp.DecodeConfig, webp.Decode}
	}
	return codec{png.DecodeConfig, png.Decode}
}

// addDecoded adds a picture that PDF has no form for: it is decoded and compressed again, without loss.
func addDecoded(out *pdfWriter, f Format, in *source) error {
	codec := codecOf(f)
	config, err := codec.config(bufio.NewReader(in.all()))
	if err != nil {
		return decodingError(err)
	}
	bits, decoded := depth(config.ColorModel)
	if err := checkSize(config.Width, config.Height, bits, decoded); err != nil {
		return err
	}
	picture, err := codec.decode(bufio.NewReaderSize(in.all(), 64<<10))
	if err != nil {
		return decodingError(err)
	}
	var resolution density
	if f == PNG {
		resolution = pngDensity(in)
	}
	return addPicture(out, picture, resolution)
}

func addPicture(out *pdfWriter, picture image.Image, d density) error {
	size := picture.Bounds().Size()
	rows := newRows(picture)
	object, err := out.packed(pictureEntries(size.X, size.Y, rows.bits, rows.space), rows.write)
	if err != nil {
		return err
	}
	return addPage(out, object, place(size.X, size.Y, d, 1))
}

func decodingError(err error) error {
	if _, rare := errors.AsType[png.UnsupportedError](err); rare || errors.Is(err, bmp.ErrUnsupported) {
		return errUnsupported
	}
	return err
}

// depth is the bits of a dot and the bytes that it takes in memory.
func depth(model color.Model) (bits, decoded int) {
	switch model {
	case color.GrayModel:
		return 8, 1
	case color.Gray16Model:
		return 16, 2
	case color.RGBA64Model, color.NRGBA64Model:
		return 64, 8
	}
	if _, ok := model.(color.Palette); ok {
		return 8, 1
	}
	return 32, 4
}

// rows gives a decoded picture row by row, on white, in the least that holds it: black and white, grey, or
// colour.
type rows struct {
	picture image.Image
	row     *image.RGBA
	bits    int
	space   string
}

func newRows(picture image.Image) *rows {
	bounds := picture.Bounds()
	r := &rows{picture: picture, row: image.NewRGBA(image.Rect(0, 0, bounds.Dx(), 1)), bits: 1, space: "/DeviceGray"}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		r.read(y)
		r.widen()
		if r.space == "/DeviceRGB" {
			break
		}
	}
	return r
}

func (r *rows) read(y int) {
	draw.Draw(r.row, r.row.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(r.row, r.row.Bounds(), r.picture, image.Pt(r.picture.Bounds().Min.X, y), draw.Over)
}

// widen makes room for the colours of the row.
func (r *rows) widen() {
	for p := r.row.Pix; len(p) >= 4; p = p[4:] {
		if p[0] != p[1] || p[1] != p[2] {
			r.bits, r.space = 8, "/DeviceRGB"
			return
		}
		if p[0] != 0 && p[0] != math.MaxUint8 {
			r.bits = 8
		}
	}
}

func (r *rows) write(w io.Writer) error {
	bounds := r.picture.Bounds()
	packed := make([]byte, 0, 3*bounds.Dx())
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		r.read(y)
		packed = r.pack(packed[:0])
		if _, err := w.Write(packed); err != nil {
			return err
		}
	}
	return nil
}

func (r *rows) pack(packed []byte) []byte {
	pix := r.row.Pix
	switch {
	case r.space == "/DeviceRGB":
		for ; len(pix) >= 4; pix = pix[4:] {
			packed = append(packed, pix[0], pix[1], pix[2])
		}
	case r.bits == 8:
		for ; len(pix) >= 4; pix = pix[4:] {
			packed = append(packed, pix[0])
		}
	default:
		for x := 0; x < len(pix)/4; x++ {
			if x%8 == 0 {
				packed = append(packed, 0)
			}
			packed[len(packed)-1] |= pix[4*x] & (0x80 >> (x % 8))
		}
	}
	return packed
}

// pngDensity reads the chunk pHYs, which stands before the dots.
func pngDensity(in *source) density {
	const signature, maxChunks = 8, 1000
	var chunk [8 + 9]byte
	at := int64(signature)
	for range maxChunks {
		n, _ := in.ReadAt(chunk[:], at)
		if n < 8 {
			break
		}
		switch string(chunk[4:8]) {
		case "pHYs":
			const perMetre = 1
			if n < len(chunk) || chunk[16] != perMetre {
				return density{}
			}
			x, y := binary.BigEndian.Uint32(chunk[8:]), binary.BigEndian.Uint32(chunk[12:])
			return density{float64(x) * 0.0254, float64(y) * 0.0254}
		case "IDAT":
			return density{}
		}
		at += 12 + int64(binary.BigEndian.Uint32(chunk[:]))
	}
	return density{}
}
