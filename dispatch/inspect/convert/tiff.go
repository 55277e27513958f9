package convert

import (
	"fmt"
	"io"
	"math/bits"
	"slices"
)

// Compressions of TIFF 6.0 and its supplements that are read.
const (
	compressionNone     = 1
	compressionHuffman  = 2
	compressionGroup3   = 3
	compressionGroup4   = 4
	compressionLZW      = 5
	compressionDeflate  = 8
	compressionPackBits = 32773
	compressionZip      = 32946 // Deflate before it was in the standard
)

// addTIFF adds a page for each picture; the small copies and masks among them are no pages.
func addTIFF(out *pdfWriter, in *source) error {
	pages, err := directories(in)
	if err != nil {
		return err
	}
	order, _, err := startOf(in)
	if err != nil {
		return err
	}
	for _, at := range pages {
		d, err := readDirectory(in, order, at)
		if err != nil {
			return err
		}
		if err := addDirectory(out, d); err != nil {
			return err
		}
	}
	return nil
}

// directories finds where the pictures of a file are described, before anything is written.
func directories(in *source) ([]int64, error) {
	order, at, err := startOf(in)
	if err != nil {
		return nil, err
	}
	var pages []int64
	seen := map[int64]bool{}
	for at != 0 {
		if seen[at] {
			return nil, errDamaged
		}
		if len(seen) == 2*maxPages || len(pages) == maxPages {
			return nil, errTooMany
		}
		seen[at] = true
		d, err := readDirectory(in, order, at)
		if err != nil {
			return nil, err
		}
		const smallCopy, mask = 1, 4
		if d.number(tagSubfile, 0)&(smallCopy|mask) == 0 {
			pages = append(pages, at)
		}
		at = d.next
	}
	if len(pages) == 0 {
		return nil, errDamaged
	}
	return pages, nil
}

func addDirectory(out *pdfWriter, d directory) error {
	p, err := d.picture()
	if err != nil {
		return err
	}
	object, err := p.add(out)
	if err != nil {
		return err
	}
	return addPage(out, object, place(p.width, p.height, d.density(), d.orientation()))
}

// tiffPicture is a picture as its directory describes it.
type tiffPicture struct {
	directory
	width, height int
	compression   int64
	photometric   int64
	samples       int // of a dot
	bits          int // of a sample
	predicted     bool
	stripRows     int // of each strip but the last
	offsets       []int64
	counts        []int64
	colours       []byte // of a palette: red, green, blue of each
	transparency  int64  // of the fourth sample: none, premultiplied, straight
}

// picture reads and checks the directory. Nothing is decoded yet.
func (d directory) picture() (tiffPicture, error) {
	p := tiffPicture{
		directory:    d,
		width:        int(d.number(tagWidth, 0)),
		height:       int(d.number(tagHeight, 0)),
		compression:  d.number(tagCompression, compressionNone),
		photometric:  d.number(tagPhotometric, whiteIsZero),
		samples:      int(d.number(tagSamples, 1)),
		bits:         int(d.number(tagBits, 1)),
		predicted:    d.number(tagPredictor, 1) == 2,
		transparency: d.number(tagExtra, 0),
	}
	if err := p.supported(); err != nil {
		return p, err
	}
	if err := checkSize(p.width, p.height, p.bits*p.samples, 1); err != nil {
		return p, err
	}
	p.stripRows = int(min(d.number(tagRows, int64(p.height)), int64(p.height)))
	if p.stripRows < 1 {
		return p, errDamaged
	}
	return p, p.readTables()
}

func (p *tiffPicture) supported() error {
	depths, err := p.numbers(tagBits)
	switch {
	case err != nil:
		return err
	case p.samples < 1 || p.samples > 8:
		return errDamaged
	case slices.ContainsFunc(depths, func(n int64) bool { return n != int64(p.bits) }),
		!slices.Contains([]int{1, 2, 4, 8, 16}, p.bits),
		p.samples > 1 && p.bits < 8,
		p.samples > 1 && p.number(tagPlanar, 1) != 1,
		p.number(tagTileWidth, 0) != 0,
		p.number(tagPredictor, 1) > 2,
		p.predicted && p.bits < 8,
		p.form() == nil:
		return errUnsupported
	}
	return p.supportedCompression()
}

func (p *tiffPicture) supportedCompression() error {
	switch p.compression {
	case compressionNone, compressionLZW, compressionDeflate, compressionZip, compressionPackBits:
		return nil
	case compressionHuffman, compressionGroup3, compressionGroup4:
		const uncompressedMode = 2
		if p.bits != 1 || p.samples != 1 || p.photometric > blackIsZero || p.predicted ||
			(p.number(tagT4, 0)|p.number(tagT6, 0))&uncompressedMode != 0 {
			return errUnsupported
		}
		return nil
	}
	return errUnsupported
}

// readTables reads where the strips are, and the palette.
func (p *tiffPicture) readTables() error {
	var err error
	if p.offsets, err = p.numbers(tagOffsets); err != nil {
		return err
	}
	if p.counts, err = p.numbers(tagCounts); err != nil {
		return err
	}
	strips := (p.height + p.stripRows - 1) / p.stripRows
	if len(p.counts) == 0 && strips == 1 && len(p.offsets) == 1 {
		p.counts = []int64{p.in.size - p.offsets[0]} // old programs leave the length of a single strip out
	}
	if len(p.offsets) < strips || len(p.counts) < strips {
		return errDamaged
	}
	p.offsets, p.counts = p.offsets[:strips], p.counts[:strips]
	for i := range p.offsets {
		if p.offsets[i]+p.counts[i] > p.in.size {
			return errDamaged
		}
	}
	if p.photometric == palette {
		return p.readPalette()
	}
	return nil
}

func (p *tiffPicture) readPalette() error {
	values, err := p.numbers(tagColours)
	n := 1 << p.bits
	if err != nil || len(values) < 3*n {
		return errDamaged
	}
	for i := range n {
		for _, value := range []int64{values[i], values[n+i], values[2*n+i]} {
			p.colours = append(p.colours, byte(value>>8&0xff))
		}
	}
	return nil
}

// add writes the picture. A fax goes in as it is, because readers of PDF know its coding and forgive the bad
// lines of a telephone call.
func (p *tiffPicture) add(out *pdfWriter) (int, error) {
	if p.compression == compressionHuffman || p.compression == compressionGroup3 {
		return p.addFax(out)
	}
	f := p.form()
	return out.packed(pictureEntries(p.width, p.height, f.bits, f.space), p.writeRows)
}

// addFax embeds strips of ITU-T T.4, which follow on one another: each begins with the end of a line, or at a
// whole byte. The parameters are those of PDF 1.7, table 11.
func (p *tiffPicture) addFax(out *pdfWriter) (int, error) {
	const twoDimensional = 1
	k := 0
	if p.compression == compressionGroup3 && p.number(tagT4, 0)&twoDimensional != 0 {
		k = 1
	}
	entries := pictureEntries(p.width, p.height, 1, "/DeviceGray") + fmt.Sprintf(
		"/Filter/CCITTFaxDecode/DecodeParms<</K %d/Columns %d/Rows %d/EndOfLine %t/EncodedByteAlign %t/EndOfBlock false/BlackIs1 %t>>",
		k, p.width, p.height, p.compression == compressionGroup3, p.compression == compressionHuffman,
		p.photometric == blackIsZero)
	return out.stream(entries, func(w io.Writer) error {
		for i := range p.offsets {
			if _, err := io.Copy(w, p.stored(i)); err != nil {
				return err
			}
		}
		return nil
	})
}

// stored is strip i as it is in the file, the highest bit first.
func (p *tiffPicture) stored(i int) io.Reader {
	strip := p.in.part(p.offsets[i], p.counts[i])
	const lowestFirst = 2
	if p.number(tagFillOrder, 1) == lowestFirst {
		return reversedBits{strip}
	}
	return strip
}

type reversedBits struct{ io.Reader }

func (r reversedBits) Read(b []byte) (int, error) {
	n, err := r.Reader.Read(b)
	for i := range b[:n] {
		b[i] = bits.Reverse8(b[i])
	}
	return n, err
}
