package reader

import (
	"github.com/souspli/souspli/dispatch/inspect/layout"
)

// drawnLines reads a page with its annotations and fields as they look, among the lines where they stand.
// PDFium's text leaves them out, unless they are made part of the page: in a second document, since that
// changes it.
func (d *pdfDocument) drawnLines(number int, p paper) (lines []layout.Line, err error) {
	if d.flat == nil {
		handle := d.library.call("FPDF_LoadMemDocument", uint64(d.data), uint64(d.size), 0) //nolint:gosec // a length
		if handle == 0 {
			return nil, d.library.whyNot("")
		}
		d.flat = &pdfDocument{library: d.library, handle: handle, data: d.data, size: d.size}
	}
	const asOnScreen = 0
	if err := d.flat.openPage(number, func(page uint64) error {
		d.library.call("FPDFPage_Flatten", page, asOnScreen)
		return nil
	}); err != nil {
		return nil, err
	}
	err = d.flat.openPage(number, func(page uint64) (err error) {
		lines, err = d.library.lines(page, p)
		return err
	})
	return lines, err
}
