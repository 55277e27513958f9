package reader

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/souspli/souspli/dispatch/inspect/convert"
	"github.com/souspli/souspli/dispatch/inspect/layout"
)

// material is the bytes of a document.
type material struct {
	io.ReaderAt
	size  int
	stamp stamp
	close func()
}

func bytesMaterial(content []byte) material {
	return material{ReaderAt: bytes.NewReader(content), size: len(content), close: func() {}}
}

func (m material) section() *io.SectionReader { return io.NewSectionReader(m, 0, int64(m.size)) }

func (r *request) material(payload []byte) (material, error) {
	if r.Path == "" {
		return bytesMaterial(payload), nil
	}
	info, err := os.Stat(r.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return material{}, refusal("file_not_found")
	case err != nil:
		return material{}, refusal("file_unreadable")
	case !info.Mode().IsRegular():
		return material{}, refusal("not_a_file")
	case info.Size() > MaxSize:
		return material{}, refusal("file_too_large")
	}
	file, err := os.Open(r.Path)
	if err != nil {
		return material{}, refusal("file_unreadable")
	}
	return material{file, int(info.Size()), stamp{info.Size(), info.ModTime().UnixNano()}, func() { _ = file.Close() }}, nil
}

// open reads a document as far as the library, and says what it is.
func (s *server) open(r *request, payload []byte) (*opened, stamp, error) {
	source, err := r.material(payload)
	if err != nil {
		return nil, stamp{}, err
	}
	defer source.close()
	if source.size == 0 {
		return nil, stamp{}, refusal("file_empty")
	}
	format, err := formatOf(source, r.Name)
	if err != nil {
		return nil, stamp{}, err
	}
	info := Info{MediaType: string(format), WrongExtension: contradicts(r.Name, format)}
	pdf := source
	if format != convert.PDF {
		if pdf, err = converted(source, format); err != nil {
			return nil, stamp{}, err
		}
		info.Converted = true
	}
	document, err := s.openPDF(pdf, r.Password, &info)
	if err != nil {
		return nil, stamp{}, err
	}
	info.Properties = document.properties(r.Name)
	return &opened{r.Document, document, info}, source.stamp, nil
}

func formatOf(m material, name string) (convert.Format, error) {
	head := make([]byte, min(m.size, 64<<10))
	if _, err := io.ReadFull(m.section(), head); err != nil {
		return "", refusal(codeChanged)
	}
	format := convert.Detect(head, name)
	switch {
	case format.Office():
		return "", refusal("format_office")
	case format != convert.PDF && format != convert.Text && !format.Picture():
		return "", refusal("format_unknown")
	}
	return format, nil
}

func converted(m material, format convert.Format) (material, error) {
	var pdf bytes.Buffer
	var err error
	if format == convert.Text {
		err = convert.PlainText(&pdf, m.section())
	} else {
		err = convert.Pictures(&pdf, format, m, int64(m.size))
	}
	return bytesMaterial(pdf.Bytes()), err
}

// openPDF loads a PDF, without its encryption, and lets both libraries judge it.
func (s *server) openPDF(m material, password string, info *Info) (*pdfDocument, error) {
	document, err := s.library.load(m, m.size, password)
	if err != nil {
		return nil, err
	}
	if document.encrypted() {
		document.close()
		content, err := s.library.unlocked(m.section(), m.size, password)
		if err != nil {
			return nil, err
		}
		m, info.Unlocked = bytesMaterial(content), true
		if document, err = s.library.load(m, m.size, ""); err != nil {
			return nil, err
		}
	}
	if err := s.judge(document, m.section(), info); err != nil {
		document.close()
		return nil, err
	}
	return document, nil
}

func (s *server) judge(document *pdfDocument, file io.ReadSeeker, info *Info) error {
	info.Pages = document.pages()
	switch {
	case document.library.err != nil:
		return document.library.refusal()
	case info.Pages < 1:
		return refusal("pdf_no_pages")
	case info.Pages > s.limits.Pages:
		return refusal("too_many_pages")
	}
	found, err := readStructure(file)
	switch {
	case err != nil:
		return err
	case found.pages != info.Pages:
		return refusal("pdf_damaged")
	}
	info.JavaScript, info.EmbeddedFiles = found.javaScript, found.embeddedFiles
	info.Form, info.XFA, info.Signatures = found.form, found.xfa, found.signatures
	document.extras = found.extras
	return nil
}

func (d *pdfDocument) properties(name string) layout.Properties {
	return layout.Properties{
		FileName: filepath.Base("/" + name), Title: d.property("Title"), Author: d.property("Author"),
		Subject: d.property("Subject"), Keywords: d.property("Keywords"),
	}
}

// contradicts reports whether a name says that the document is something else.
func contradicts(name string, format convert.Format) bool {
	claimed, known := extensions[strings.ToLower(filepath.Ext(name))]
	return known && claimed != format
}

var extensions = map[string]convert.Format{
	".pdf": convert.PDF, ".png": convert.PNG, ".jpg": convert.JPEG, ".jpeg": convert.JPEG, ".jpe": convert.JPEG,
	".jfif": convert.JPEG, ".tif": convert.TIFF, ".tiff": convert.TIFF, ".txt": convert.Text, ".text": convert.Text,
	".docx": convert.DOCX, ".odt": convert.ODT, ".rtf": convert.RTF, ".dcm": convert.DICOM, ".csv": convert.Sheet,
	".xls": convert.Sheet, ".xlsx": convert.Sheet, ".ods": convert.Sheet,
	".doc": convert.DOC, ".gif": convert.GIF, ".webp": convert.WebP, ".bmp": convert.BMP, ".exe": convert.Unknown,
	".zip": convert.Unknown, ".heic": convert.Unknown, ".html": convert.Unknown, ".xml": convert.Unknown,
}
