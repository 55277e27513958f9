package convert

import (
	"bytes"
	"path/filepath"
	"strings"
)

// pdfWindow is where readers look for the header of a PDF: others put bytes of their own before it.
const pdfWindow = 1024

// signatures are the formats told by their first bytes. A TIFF with 64-bit offsets (BigTIFF) is no page.
var signatures = []struct {
	magic  string
	format Format
}{
	{"%PDF-", PDF},
	{"\x89PNG\r\n\x1a\n", PNG},
	{"\xff\xd8\xff", JPEG},
	{"II*\x00", TIFF},
	{"MM\x00*", TIFF},
	{"II+\x00", Unknown},
	{"MM\x00+", Unknown},
	{"GIF87a", GIF},
	{"GIF89a", GIF},
	{`{\rtf`, RTF},
}

// Detect tells the format of a file by its first bytes (1,024 or more, when it has them; up to 64 KiB tell
// office formats apart better), then by its name.
func Detect(head []byte, name string) Format {
	for _, s := range signatures {
		if bytes.HasPrefix(head, []byte(s.magic)) {
			return s.format
		}
	}
	extension := strings.ToLower(filepath.Ext(name))
	switch {
	case bytes.HasPrefix(head, []byte(zipEntry)):
		return zipFormat(head, extension)
	case bytes.HasPrefix(head, []byte(compoundFile)):
		return compoundFormat(head, extension)
	case isWebP(head):
		return WebP
	case isBMP(head):
		return BMP
	case len(head) >= 132 && string(head[128:132]) == "DICM":
		return DICOM
	case bytes.Contains(head[:min(len(head), pdfWindow)], []byte("%PDF-")):
		return PDF
	case !isText(head):
		return Unknown
	case extension == ".csv" || extension == ".tsv":
		return Sheet
	}
	return Text
}

func isWebP(head []byte) bool {
	return len(head) >= 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP"
}

// isBMP asks for more than the letters BM, with which a text may begin.
func isBMP(head []byte) bool {
	return len(head) >= 18 && string(head[:2]) == "BM" && string(head[6:10]) == "\x00\x00\x00\x00" &&
		head[14] >= 12 && head[15] == 0 && head[16] == 0 && head[17] == 0
}
