// Package convert turns what is not a PDF into one.
//
// Promise: the pages keep their order and their size on paper; nothing is left on the disk. Failure policy:
// a picture too large to be a page, or a format that cannot be read here, is refused with a code that says
// what to do (format_unknown, picture_too_large, picture_damaged, office_absent, office_failed).
package convert

import (
	"context"
	"io"
)

// Format is what a file is, by its first bytes and its name.
type Format string

// The formats.
const (
	PDF     Format = "application/pdf"
	PNG     Format = "image/png"
	JPEG    Format = "image/jpeg"
	TIFF    Format = "image/tiff"
	Text    Format = "text/plain"
	DOCX    Format = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	ODT     Format = "application/vnd.oasis.opendocument.text"
	RTF     Format = "application/rtf"
	Sheet   Format = "application/vnd.ms-excel" // any spreadsheet, CSV included: read, never sent as it is
	DICOM   Format = "application/dicom"
	Unknown Format = "application/octet-stream"
)

// Detect tells the format of a file by its first bytes (512 or more, when it has them), then by its name.
func Detect(head []byte, name string) Format { return Unknown }

// Office reports whether LibreOffice converts f.
func (f Format) Office() bool { return f == DOCX || f == ODT || f == RTF || f == Sheet }

// Pictures writes a PDF with one page for each picture of a PNG, JPEG or (multi-page) TIFF file.
func Pictures(w io.Writer, f Format, r io.ReaderAt, size int64) error { return nil }

// PlainText writes a PDF with the lines of a text, in UTF-8, UTF-16 or Windows-1252.
func PlainText(w io.Writer, r io.Reader) error { return nil }

// Office runs LibreOffice. The zero value means that it is not installed.
type Office struct{ program string }

// FindOffice looks LibreOffice up where systems keep it.
func FindOffice() Office { return Office{} }

// Installed reports whether LibreOffice was found.
func (o Office) Installed() bool { return o.program != "" }

// Convert returns the PDF of an office document at path.
func (o Office) Convert(ctx context.Context, path string, f Format) ([]byte, error) { return nil, nil }
