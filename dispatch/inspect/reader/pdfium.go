package reader

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"unicode/utf16"

	"github.com/klippa-app/go-pdfium/requests"
)

// pdfDocument is a PDF in PDFium's memory.
type pdfDocument struct {
	library *library
	handle  uint64
	data    uint32 // its bytes
	size    int
	extras  extras
	flat    *pdfDocument // the same, with annotations drawn into the pages that were read; nil until needed
}

// The answers of FPDF_GetLastError that matter.
const wrongPassword = 4

// load opens a PDF of size bytes.
func (l *library) load(r io.ReaderAt, size int, password string) (*pdfDocument, error) {
	data, view := l.room(size)
	if view == nil {
		return nil, refusal(codeTooComplex)
	}
	if _, err := io.ReadFull(io.NewSectionReader(r, 0, int64(size)), view); err != nil {
		l.free(data)
		return nil, refusal(codeChanged)
	}
	secret := l.text(password)
	handle := l.call("FPDF_LoadMemDocument", uint64(data), uint64(size), uint64(secret)) //nolint:gosec // a length
	l.erase(secret, len(password))
	if handle == 0 {
		err := l.whyNot(password)
		l.free(data)
		return nil, err
	}
	return &pdfDocument{library: l, handle: handle, data: data, size: size}, nil
}

func (l *library) whyNot(password string) error {
	switch {
	case l.err != nil:
		return l.refusal()
	case l.integer("FPDF_GetLastError") != wrongPassword:
		return refusal("pdf_damaged")
	case password == "":
		return refusal("pdf_encrypted")
	}
	return refusal("pdf_password_wrong")
}

// text puts a C string into its memory.
func (l *library) text(s string) uint32 {
	p, view := l.room(len(s) + 1)
	if view != nil {
		view[copy(view, s)] = 0
	}
	return p
}

func (l *library) erase(p uint32, n int) {
	if view, ok := l.module.Memory().Read(p, uint32(n)); ok { //nolint:gosec // a password's length
		clear(view)
	}
	l.free(p)
}

// bytes is the PDF as it is in PDFium's memory: valid until the next call.
func (d *pdfDocument) bytes() []byte {
	view, _ := d.library.module.Memory().Read(d.data, uint32(d.size)) //nolint:gosec // bounded by MaxSize
	return view
}

func (d *pdfDocument) close() {
	if d.flat != nil {
		d.library.call("FPDF_CloseDocument", d.flat.handle)
	}
	d.library.call("FPDF_CloseDocument", d.handle)
	d.library.free(d.data)
}

func (d *pdfDocument) pages() int { return d.library.integer("FPDF_GetPageCount", d.handle) }

func (d *pdfDocument) encrypted() bool {
	return d.library.integer("FPDF_GetSecurityHandlerRevision", d.handle) != -1
}

// property reads an entry of the information dictionary: Title, Author ...
func (d *pdfDocument) property(name string) string {
	l := d.library
	tag := l.text(name)
	defer l.free(tag)
	n := l.pointer("FPDF_GetMetaText", d.handle, uint64(tag), uint64(l.scratch), scratchSize)
	switch {
	case n < 2 || n > maxProperty:
		return ""
	case n > scratchSize:
		return d.longProperty(tag, n)
	}
	view, _ := l.module.Memory().Read(l.scratch, n-2)
	return utf16Text(view)
}

// maxProperty bounds an entry of the information dictionary, in bytes.
const maxProperty = 1 << 20

func (d *pdfDocument) longProperty(tag, size uint32) string {
	l := d.library
	at, _ := l.room(int(size))
	defer l.free(at)
	l.call("FPDF_GetMetaText", d.handle, uint64(tag), uint64(at), uint64(size))
	view, _ := l.module.Memory().Read(at, size-2)
	return utf16Text(view)
}

func utf16Text(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}

// unlocked is a document without its encryption. PDFium reads it where it is: there need be no room for two.
func (l *library) unlocked(file io.ReadSeeker, size int, password string) ([]byte, error) {
	doc, err := l.instance.OpenDocument(&requests.OpenDocument{
		FileReader: file, FileReaderSize: int64(size), Password: &password,
	})
	if err != nil {
		return nil, refusal(codeDamaged)
	}
	defer func() { _, _ = l.instance.FPDF_CloseDocument(&requests.FPDF_CloseDocument{Document: doc.Document}) }()
	var out bytes.Buffer
	out.Grow(size + size/16)
	if _, err := l.instance.FPDF_SaveAsCopy(&requests.FPDF_SaveAsCopy{
		Document: doc.Document, Flags: requests.SaveFlagRemoveSecurity, FileWriter: &out,
	}); err != nil || out.Len() == 0 {
		return nil, refusal(codeDamaged)
	}
	return out.Bytes(), nil
}

// openPage runs f with a page, from 1, and closes it.
func (d *pdfDocument) openPage(number int, f func(page uint64) error) error {
	l := d.library
	page := l.call("FPDF_LoadPage", d.handle, uint64(number-1)) //nolint:gosec // checked by the caller
	if page == 0 {
		if l.err != nil {
			return l.refusal()
		}
		return refusal(codeDamaged)
	}
	err := f(page)
	l.call("FPDF_ClosePage", page)
	if l.err != nil {
		return l.refusal()
	}
	return err
}

// pageSize is in points, as the page is read.
func (l *library) pageSize(page uint64) (width, height float64) {
	width = math.Float64frombits(l.call("FPDF_GetPageWidth", page))
	height = math.Float64frombits(l.call("FPDF_GetPageHeight", page))
	return width, height
}
