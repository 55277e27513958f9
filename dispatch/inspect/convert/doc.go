// Package convert turns what is not a PDF into one.
//
// Promise: the pages keep their order and their size on paper; the same picture or text gives the same bytes; a picture
// is judged by its header before any memory is spent on it, and one page at a time is held. Failure policy: a
// picture too large to be a page, or a format that cannot be read here, is refused with a code that says what
// to do (picture_too_large, picture_damaged, picture_unsupported, too_many_pages, document_too_complex,
// office_absent, office_failed, file_unreadable); what was written until then is to be thrown away. An error
// of the writer is returned as it is.
//
// Pictures and text pass through memory only. LibreOffice wants files: it gets a private folder with names
// that say nothing, on a file system in memory where Linux has one (XDG_RUNTIME_DIR, /dev/shm). Elsewhere
// (macOS, Windows) that folder is in the temporary folder of the account, on the disk, and what was deleted
// from it can be found by whoever can read the bare disk, unless the disk is encrypted. The folder is removed
// when the conversion ends; one left by a program that was killed is removed at the next conversion.
package convert

import "github.com/souspli/souspli/dispatch"

// Format is what a file is, by its first bytes and its name.
type Format string

// The formats.
const (
	PDF     Format = "application/pdf"
	PNG     Format = "image/png"
	JPEG    Format = "image/jpeg"
	TIFF    Format = "image/tiff"
	GIF     Format = "image/gif"
	BMP     Format = "image/bmp"
	WebP    Format = "image/webp"
	Text    Format = "text/plain"
	DOC     Format = "application/msword"
	DOCX    Format = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	ODT     Format = "application/vnd.oasis.opendocument.text"
	RTF     Format = "application/rtf"
	Sheet   Format = "application/vnd.ms-excel" // any spreadsheet, CSV included: read, never sent as it is
	DICOM   Format = "application/dicom"
	Unknown Format = "application/octet-stream"
)

// Picture reports whether Pictures converts f.
func (f Format) Picture() bool {
	switch f {
	case PNG, JPEG, TIFF, GIF, BMP, WebP:
		return true
	}
	return false
}

// Office reports whether LibreOffice converts f.
func (f Format) Office() bool {
	switch f {
	case DOC, DOCX, ODT, RTF, Sheet:
		return true
	}
	return false
}

// maxPages is how many pages a picture file or a text may make.
const maxPages = 2000

func refuse(op, code string, cause error) error {
	return &dispatch.Error{
		Op: "convert." + op, Kind: dispatch.KindInvalid, Code: code, Certainty: dispatch.Unsent, Err: cause,
	}
}
