package convert

import (
	"bufio"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxOutput bounds the PDF that is made, in bytes: twice the largest document that is sent.
const maxOutput = 200 << 20

var errOutput = errors.New("the pages outgrow the limit")

// The objects that every file begins with.
const (
	catalogObject = 1
	treeObject    = 2
)

// pdfWriter writes a PDF as it comes: only the places of objects are kept in memory. Nothing in it depends
// on time or chance. The first error stays.
type pdfWriter struct {
	out     *bufio.Writer
	written int64
	places  []int64 // of object i+1; 0: not yet written
	pages   []int   // the objects of the pages
	packer  *zlib.Writer
	err     error
}

func newPDFWriter(w io.Writer) *pdfWriter {
	p := &pdfWriter{out: bufio.NewWriterSize(w, 64<<10), places: make([]int64, treeObject), packer: zlib.NewWriter(nil)}
	p.printf("%%PDF-1.4\n%%\xe2\xe3\xcf\xd3\n")
	return p
}

// Write counts what is written, and stops at the limit.
func (p *pdfWriter) Write(b []byte) (int, error) {
	if p.err == nil && p.written+int64(len(b)) > maxOutput {
		p.err = errOutput
	}
	if p.err != nil {
		return 0, p.err
	}
	n, err := p.out.Write(b)
	p.written += int64(n)
	p.err = err
	return n, err
}

func (p *pdfWriter) printf(format string, args ...any) { _, _ = fmt.Fprintf(p, format, args...) }

// reserve gives a number to an object that is written later.
func (p *pdfWriter) reserve() int {
	p.places = append(p.places, 0)
	return len(p.places)
}

// object writes an object whose number was reserved.
func (p *pdfWriter) object(number int, body string) {
	p.places[number-1] = p.written
	p.printf("%d 0 obj\n%s\nendobj\n", number, body)
}

// add writes an object and returns its number.
func (p *pdfWriter) add(body string) int {
	number := p.reserve()
	p.object(number, body)
	return number
}

// stream writes what fill writes, as it is, and returns the object's number. Its length is known only
// afterwards and stands in an object of its own.
func (p *pdfWriter) stream(entries string, fill func(io.Writer) error) (int, error) {
	number, length := p.reserve(), p.reserve()
	p.places[number-1] = p.written
	p.printf("%d 0 obj\n<<%s/Length %d 0 R>>\nstream\n", number, entries, length)
	before := p.written
	if err := fill(p); err != nil {
		return 0, err
	}
	size := p.written - before
	p.printf("\nendstream\nendobj\n")
	p.object(length, fmt.Sprint(size))
	return number, p.err
}

// packed is a stream that is compressed on its way.
func (p *pdfWriter) packed(entries string, fill func(io.Writer) error) (int, error) {
	return p.stream(entries+"/Filter/FlateDecode", func(w io.Writer) error {
		p.packer.Reset(w)
		if err := fill(p.packer); err != nil {
			return err
		}
		return p.packer.Close()
	})
}

// page adds a page of width × height points.
func (p *pdfWriter) page(width, height float64, resources string, content int) {
	p.pages = append(p.pages, p.add(fmt.Sprintf("<</Type/Page/Parent %d 0 R/MediaBox[0 0 %s %s]/Resources<<%s>>/Contents %d 0 R>>",
		treeObject, number(width), number(height), resources, content)))
}

// close writes the page tree and the index.
func (p *pdfWriter) close() error {
	var kids strings.Builder
	for _, page := range p.pages {
		fmt.Fprintf(&kids, "%d 0 R ", page)
	}
	p.object(catalogObject, fmt.Sprintf("<</Type/Catalog/Pages %d 0 R>>", treeObject))
	p.object(treeObject, fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(p.pages), strings.TrimSpace(kids.String())))
	start := p.written
	p.printf("xref\n0 %d\n0000000000 65535 f \n", len(p.places)+1)
	for _, place := range p.places {
		p.printf("%010d 00000 n \n", place)
	}
	p.printf("trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(p.places)+1, catalogObject, start)
	if p.err == nil {
		p.err = p.out.Flush()
	}
	return p.err
}

// number writes a length in hundredths of a point.
func number(points float64) string {
	text := strings.TrimRight(fmt.Sprintf("%.2f", points), "0")
	return strings.TrimSuffix(text, ".")
}
