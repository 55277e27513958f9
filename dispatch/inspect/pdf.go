package inspect

import (
	"bytes"
	"errors"
	"io"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/validate"
)

// headerWindow is where readers look for the PDF header.
const headerWindow = 1024

func startsAsPDF(file io.ReadSeeker) error {
	head := make([]byte, headerWindow)
	n, err := io.ReadFull(file, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return refuse("file_unreadable", err)
	}
	if !bytes.Contains(head[:n], []byte("%PDF-")) {
		return refuse("not_a_pdf", nil)
	}
	return nil
}

// pdfPages counts the pages. The library may panic on hostile files; that is a damaged file to us.
func pdfPages(file io.ReadSeeker) (pages int, err error) {
	defer func() {
		if recover() != nil {
			pages, err = 0, refuse("pdf_damaged", nil)
		}
	}()
	doc, err := pdfcpu.Read(file, readerSettings())
	if err == nil && doc.Encrypt == nil {
		err = validate.XRefTable(doc)
	}
	switch {
	case errors.Is(err, pdfcpu.ErrWrongPassword):
		return 0, refuse("pdf_encrypted", nil)
	case err != nil:
		return 0, refuse("pdf_damaged", nil)
	case doc.Encrypt != nil:
		return 0, refuse("pdf_encrypted", nil)
	case doc.PageCount < 1:
		return 0, refuse("pdf_no_pages", nil)
	}
	return doc.PageCount, nil
}

// readerSettings are written out here because the library's own defaults come from a file that it would
// make in the person's folder.
func readerSettings() *model.Configuration {
	return &model.Configuration{
		Version: model.VersionStr, Reader15: true, ValidationMode: model.ValidationRelaxed,
		UnsupportedResourcePolicy: model.UnsupportedResourceSkip, Offline: true,
		Limits: model.DefaultResourceLimits(),
	}
}
