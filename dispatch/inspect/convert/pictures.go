package convert

import (
	"errors"
	"fmt"
	"io"
)

// What a picture may measure. A page of 11 × 17 inches has 34 million dots at 600 an inch.
const (
	maxSide     = 65500     // dots
	maxDots     = 100 << 20 // of black and white
	maxInColour = 50 << 20  // of anything else
	maxDecoded  = 200 << 20 // bytes in memory
)

// The ways in which a picture is refused.
var (
	errTooLarge    = errors.New("too many dots")
	errDamaged     = errors.New("not what the format says")
	errUnsupported = errors.New("a rare form of the format")
	errTooMany     = errors.New("too many pages")
)

// Pictures writes a PDF with one page for each picture of a file of size bytes; f is one of the formats of
// which Picture reports true. A JPEG is embedded without its metadata but otherwise as it is; black and
// white stays so; of an animation the first picture is taken.
func Pictures(w io.Writer, f Format, r io.ReaderAt, size int64) (err error) {
	out, in := newPDFWriter(w), &source{ReaderAt: r, size: size}
	defer func() {
		if recover() != nil { // the libraries that decode may panic on hostile bytes
			err = refuse("pictures", "picture_damaged", nil)
		}
	}()
	return explain(addPictures(out, f, in), out, in)
}

func addPictures(out *pdfWriter, f Format, in *source) error {
	var err error
	switch f {
	case JPEG:
		err = addJPEG(out, in)
	case TIFF:
		err = addTIFF(out, in)
	case PNG, GIF, BMP, WebP:
		err = addDecoded(out, f, in)
	default:
		err = errUnsupported
	}
	if err != nil {
		return err
	}
	return out.close()
}

// explain gives an error its code. What the libraries say about foreign bytes is left out.
func explain(err error, out *pdfWriter, in *source) error {
	switch {
	case err == nil:
		return nil
	case in.err != nil:
		return refuse("pictures", "file_unreadable", nil)
	case errors.Is(err, errTooLarge), errors.Is(out.err, errOutput):
		return refuse("pictures", "picture_too_large", nil)
	case out.err != nil:
		return out.err
	case errors.Is(err, errUnsupported):
		return refuse("pictures", "picture_unsupported", nil)
	case errors.Is(err, errTooMany):
		return refuse("pictures", "too_many_pages", nil)
	}
	return refuse("pictures", "picture_damaged", nil)
}

// checkSize is asked before memory is spent. bits are those of a dot as it is stored, decoded the bytes of a
// dot once it is in memory.
func checkSize(width, height, bits, decoded int) error {
	switch {
	case width < 1 || height < 1:
		return errDamaged
	case width > maxSide || height > maxSide,
		int64(width)*int64(height) > maxDots,
		bits > 8 && int64(width)*int64(height) > maxInColour,
		int64(width)*int64(height)*int64(decoded) > maxDecoded:
		return errTooLarge
	}
	return nil
}

// addPage adds the page of a picture that was written as object picture.
func addPage(out *pdfWriter, picture int, p placement) error {
	content, err := out.stream("", func(w io.Writer) error {
		_, err := io.WriteString(w, p.content())
		return err
	})
	if err != nil {
		return err
	}
	out.page(p.width, p.height, fmt.Sprintf("/XObject<</P %d 0 R>>", picture), content)
	return out.err
}

// pictureEntries begins the dictionary of a picture.
func pictureEntries(width, height, bits int, space string) string {
	return fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent %d/ColorSpace%s",
		width, height, bits, space)
}

// source is the file. It remembers that the disk, not the format, was at fault.
type source struct {
	io.ReaderAt
	size int64
	err  error
}

// ReadAt reads within the file.
func (s *source) ReadAt(p []byte, offset int64) (int, error) {
	if offset < 0 || offset >= s.size {
		return 0, io.EOF
	}
	short := int64(len(p)) > s.size-offset
	if short {
		p = p[:s.size-offset]
	}
	n, err := s.ReaderAt.ReadAt(p, offset)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		s.err = err
	case err == nil && short:
		err = io.EOF
	case err != nil && n == len(p) && !short:
		err = nil
	}
	return n, err
}

// part is the bytes from offset on; those past the end aren't there.
func (s *source) part(offset, length int64) *io.SectionReader {
	return io.NewSectionReader(s, offset, length)
}

func (s *source) all() *io.SectionReader { return s.part(0, s.size) }
