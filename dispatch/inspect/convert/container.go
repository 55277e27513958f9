package convert

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

const (
	zipEntry     = "PK\x03\x04"
	zipHeader    = 30 // bytes before the name of an entry
	compoundFile = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
)

// zipFormat tells office documents apart by the names of their first entries.
func zipFormat(head []byte, extension string) Format {
	names := entryNames(head)
	if len(names) > 0 && names[0] == "mimetype" {
		return openDocument(head)
	}
	packaged := false
	for _, name := range names {
		switch {
		case strings.HasPrefix(name, "word/"):
			return DOCX
		case strings.HasPrefix(name, "xl/"):
			return Sheet
		case strings.HasPrefix(name, "ppt/"):
			return Unknown
		}
		packaged = packaged || name == "[Content_Types].xml"
	}
	switch {
	case packaged && extension == ".docx":
		return DOCX
	case packaged && extension == ".xlsx":
		return Sheet
	}
	return Unknown
}

// entryNames finds entries by their signature: the sizes that would lead from one to the next may stand
// behind the data.
func entryNames(head []byte) []string {
	var names []string
	for {
		start := bytes.Index(head, []byte(zipEntry))
		if start < 0 || len(head) < start+zipHeader {
			return names
		}
		head = head[start:]
		end := zipHeader + int(binary.LittleEndian.Uint16(head[26:]))
		if end > len(head) {
			return names
		}
		names = append(names, string(head[zipHeader:end]))
		head = head[end:]
	}
}

// openDocument reads the media type that an OpenDocument file stores first, uncompressed.
func openDocument(head []byte) Format {
	const prefix = "application/vnd.oasis.opendocument."
	_, kind, _ := bytes.Cut(head[:min(len(head), 256)], []byte(prefix))
	switch {
	case bytes.HasPrefix(kind, []byte("text")):
		return ODT
	case bytes.HasPrefix(kind, []byte("spreadsheet")):
		return Sheet
	}
	return Unknown
}

// compoundFormat tells the Office formats of before 2007 apart by the streams in their directory; where that
// stands too far in the file, by the name.
func compoundFormat(head []byte, extension string) Format {
	directory := compoundDirectory(head)
	switch {
	case bytes.Contains(directory, wide("EncryptedPackage")):
		return Unknown
	case bytes.Contains(directory, wide("WordDocument")):
		return DOC
	case bytes.Contains(directory, wide("Workbook")), bytes.Contains(directory, wide("Book\x00")):
		return Sheet
	case directory == nil && extension == ".doc":
		return DOC
	case directory == nil && extension == ".xls":
		return Sheet
	}
	return Unknown
}

// compoundDirectory is the first sector of the directory, or nil when head does not reach it.
func compoundDirectory(head []byte) []byte {
	if len(head) < 52 {
		return nil
	}
	shift := binary.LittleEndian.Uint16(head[30:])
	if shift != 9 && shift != 12 {
		return nil
	}
	start := (int64(binary.LittleEndian.Uint32(head[48:])) + 1) << shift
	if start >= int64(len(head)) {
		return nil
	}
	return head[start:min(int64(len(head)), start+1<<shift)]
}

// wide is text as these directories write it.
func wide(text string) []byte {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = binary.LittleEndian.AppendUint16(b, unit)
	}
	return b
}
