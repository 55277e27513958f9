package facsimile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
)

var (
	// ErrNoPages is returned for a document without pages: there is nothing to fax.
	ErrNoPages = errors.New("facsimile: no pages")
	// ErrEmptyPage is returned for a page without dots: no sheet has that size.
	ErrEmptyPage = errors.New("facsimile: a page without dots")
)

// WritePDF writes the pages as they are, in Group 4, each on a sheet of its size at fine resolution. The
// same pages make the same bytes. One page is held at a time. It stops at the first error of pages or of
// w and returns it; what was written until then is not a document.
//
// A Letter page is 609.88 pt wide instead of 612, since 1728 dots are 8.47 inches: a program that prints
// 204 dots an inch, and one that prints 1728 dots across, then meet every dot.
func WritePDF(w io.Writer, pages iter.Seq2[*Bitmap, error]) error {
	p := pdfWriter{w: w, offsets: make([]int64, firstPage-1)}
	p.printf("%%PDF-1.5\n%%\xe2\xe3\xcf\xd3\n")
	for page, err := range pages {
		if err != nil {
			return err
		}
		if page == nil || page.Rect.Empty() {
			return ErrEmptyPage
		}
		if p.page(page); p.err != nil {
			return p.err
		}
	}
	if p.pages() == 0 {
		return ErrNoPages
	}
	p.end()
	return p.err
}

// The objects of the file: these two, then three for each page, the page itself first.
const (
	catalog        = 1
	pageList       = 2
	firstPage      = 3
	objectsPerPage = 3
)

// pdfWriter remembers where each object begins, and the first error.
type pdfWriter struct {
	w       io.Writer
	offset  int64
	offsets []int64 // of object 1, 2 and so on
	image   bytes.Buffer
	err     error
}

func (p *pdfWriter) pages() int { return (len(p.offsets) - firstPage + 1) / objectsPerPage }

func (p *pdfWriter) page(b *Bitmap) {
	page := len(p.offsets) + 1
	width, height := sheetSize(b.Rect.Dx(), dotsAcross), sheetSize(b.Rect.Dy(), dotsDown)
	p.next("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %.2f %.2f] /Contents %d 0 R /Resources << /XObject << /P %d 0 R >> >> >>",
		pageList, width, height, page+1, page+2)
	content := fmt.Sprintf("%.2f 0 0 %.2f %[3]g %[3]g cm /P Do", width-2*inset, height-2*inset, inset)
	p.next("<< /Length %d >>\nstream\n%s\nendstream", len(content), content)
	p.image.Reset()
	_, _ = EncodeG4(&p.image, b) // memory takes everything
	p.next("<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 1"+
		" /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns %[1]d /Rows %[2]d >> /Length %[3]d >>\nstream\n%[4]s\nendstream",
		b.Rect.Dx(), b.Rect.Dy(), p.image.Len(), p.image.Bytes())
}

// sheetSize is in points, rounded down: rounded up, a page would be a dot wider when it is printed.
func sheetSize(dots, anInch int) float64 {
	const hundredths = 100
	return math.Floor(float64(dots*points*hundredths)/float64(anInch)) / hundredths
}

// inset, in points, is by how much the picture is smaller than its sheet at each side. A picture that ends
// just where a dot ends reaches into the next one for poppler, which then blurs it.
const inset = 0.01

// next writes the object with the next number.
func (p *pdfWriter) next(format string, args ...any) {
	p.offsets = append(p.offsets, 0)
	p.object(len(p.offsets), format, args...)
}

func (p *pdfWriter) object(number int, format string, args ...any) {
	p.offsets[number-1] = p.offset
	p.printf("%d 0 obj\n", number)
	p.printf(format, args...)
	p.printf("\nendobj\n")
}

// end writes what could not be known before the last page.
func (p *pdfWriter) end() {
	p.object(catalog, "<< /Type /Catalog /Pages %d 0 R >>", pageList)
	var kids bytes.Buffer
	for number := firstPage; number <= len(p.offsets); number += objectsPerPage {
		fmt.Fprintf(&kids, " %d 0 R", number)
	}
	p.object(pageList, "<< /Type /Pages /Count %d /Kids [%s ] >>", p.pages(), kids.Bytes())
	start := p.offset
	p.printf("xref\n0 %d\n0000000000 65535 f \n", len(p.offsets)+1)
	for _, offset := range p.offsets {
		p.printf("%010d 00000 n \n", offset)
	}
	p.printf("trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(p.offsets)+1, catalog, start)
}

func (p *pdfWriter) printf(format string, args ...any) {
	if p.err != nil {
		return
	}
	n, err := fmt.Fprintf(p.w, format, args...)
	p.offset += int64(n)
	p.err = err
}
