package convert

import (
	"bufio"
	"compress/zlib"
	"io"

	"golang.org/x/image/ccitt"
	"golang.org/x/image/tiff/lzw"
)

// Photometric interpretations of TIFF 6.0.
const (
	whiteIsZero = 0
	blackIsZero = 1
	trueColour  = 2
	palette     = 3
	separated   = 5 // four inks
)

// form is how rows are written: the bits of a sample and the colour space.
type form struct {
	bits  int
	space string
	row   func(p *tiffPicture, packed, raw []byte) []byte // appends the row raw to packed
}

// form is nil for dots that are not read.
func (p *tiffPicture) form() *form {
	switch {
	case p.photometric <= blackIsZero && p.bits == 1:
		return &form{1, "/DeviceGray", bilevelRow}
	case p.photometric <= blackIsZero:
		return &form{8, "/DeviceGray", greyRow}
	case p.photometric == palette && p.bits <= 8 && p.samples == 1:
		return &form{8, "/DeviceRGB", paletteRow}
	case p.photometric == trueColour && p.bits >= 8 && p.samples >= 3:
		return &form{8, "/DeviceRGB", colourRow}
	case p.photometric == separated && p.bits >= 8 && p.samples == 4:
		return &form{8, "/DeviceCMYK", inkRow}
	}
	return nil
}

// writeRows decodes strip after strip, a row at a time: however much a strip unpacks to, no more is read
// than its rows need.
func (p *tiffPicture) writeRows(w io.Writer) error {
	raw := make([]byte, (p.width*p.bits*p.samples+7)/8)
	form := p.form()
	var packed []byte
	for i := range p.offsets {
		rows := min(p.stripRows, p.height-i*p.stripRows)
		strip, err := p.strip(i, rows)
		if err != nil {
			return err
		}
		for range rows {
			if _, err := io.ReadFull(strip, raw); err != nil {
				return err
			}
			p.unpredict(raw)
			packed = form.row(p, packed[:0], raw)
			if _, err := w.Write(packed); err != nil {
				return err
			}
		}
	}
	return nil
}

// strip opens strip i. Its reader holds nothing that has to be closed.
func (p *tiffPicture) strip(i, rows int) (io.Reader, error) {
	stored := bufio.NewReader(p.stored(i))
	switch p.compression {
	case compressionGroup4:
		// What the coding calls white is 0, whichever of the two is white in the end.
		return ccitt.NewReader(stored, ccitt.MSB, ccitt.Group4, p.width, rows, &ccitt.Options{Invert: true}), nil
	case compressionLZW:
		return bufio.NewReader(lzw.NewReader(stored, lzw.MSB, 8)), nil
	case compressionDeflate, compressionZip:
		return zlib.NewReader(stored)
	case compressionPackBits:
		return &packBits{in: stored}, nil
	}
	return stored, nil
}

// unpredict undoes horizontal differencing, TIFF 6.0 section 14.
func (p *tiffPicture) unpredict(raw []byte) {
	switch {
	case !p.predicted:
	case p.bits == 8:
		for i := p.samples; i < len(raw); i++ {
			raw[i] += raw[i-p.samples]
		}
	case p.bits == 16:
		for i := 2 * p.samples; i+1 < len(raw); i += 2 {
			p.order.PutUint16(raw[i:], p.order.Uint16(raw[i:])+p.order.Uint16(raw[i-2*p.samples:]))
		}
	}
}

// sample is sample i of a row, in 8 bits but for those of a palette.
func (p *tiffPicture) sample(raw []byte, i int) byte {
	switch p.bits {
	case 8:
		return raw[i]
	case 16:
		return byte(p.order.Uint16(raw[2*i:]) >> 8)
	}
	shift := 8 - p.bits - i*p.bits%8
	return raw[i*p.bits/8] >> shift & (1<<p.bits - 1)
}

func bilevelRow(p *tiffPicture, packed, raw []byte) []byte {
	packed = append(packed, raw...)
	if p.photometric == whiteIsZero {
		for i := range packed {
			packed[i] = ^packed[i]
		}
	}
	return packed
}

func greyRow(p *tiffPicture, packed, raw []byte) []byte {
	most := byte(1<<min(p.bits, 8) - 1)
	for x := range p.width {
		grey := p.sample(raw, x*p.samples) * (255 / most) // 1, 3, 15 and 255 divide it
		if p.photometric == whiteIsZero {
			grey = 255 - grey
		}
		packed = append(packed, grey)
	}
	return packed
}

func paletteRow(p *tiffPicture, packed, raw []byte) []byte {
	for x := range p.width {
		i := 3 * int(p.sample(raw, x))
		packed = append(packed, p.colours[i:i+3]...)
	}
	return packed
}

// colourRow puts what is transparent on white.
func colourRow(p *tiffPicture, packed, raw []byte) []byte {
	const premultiplied, straight = 1, 2
	kind := int64(0)
	if p.samples > 3 {
		kind = p.transparency
	}
	for x := range p.width {
		first := x * p.samples
		for s := first; s < first+3; s++ {
			value := int(p.sample(raw, s))
			switch kind {
			case premultiplied:
				value = min(255, value+255-int(p.sample(raw, first+3)))
			case straight:
				alpha := int(p.sample(raw, first+3))
				value = (value*alpha + 255*(255-alpha)) / 255
			}
			packed = append(packed, byte(value&0xff))
		}
	}
	return packed
}

func inkRow(p *tiffPicture, packed, raw []byte) []byte {
	for i := range p.width * p.samples {
		packed = append(packed, p.sample(raw, i))
	}
	return packed
}

// packBits undoes the run lengths of TIFF 6.0 section 9.
type packBits struct {
	in     *bufio.Reader
	left   int
	repeat bool
	value  byte
}

func (r *packBits) Read(b []byte) (n int, err error) {
	for n < len(b) {
		if r.left == 0 {
			if err := r.next(); err != nil {
				return n, err
			}
			continue
		}
		count := min(r.left, len(b)-n)
		if r.repeat {
			for i := range count {
				b[n+i] = r.value
			}
		} else if _, err := io.ReadFull(r.in, b[n:n+count]); err != nil {
			return n, err
		}
		r.left, n = r.left-count, n+count
	}
	return n, nil
}

func (r *packBits) next() error {
	header, err := r.in.ReadByte()
	switch {
	case err != nil || header == 128:
		return err
	case header < 128:
		r.left, r.repeat = int(header)+1, false
		return nil
	}
	r.left, r.repeat = 257-int(header), true
	r.value, err = r.in.ReadByte()
	return err
}
