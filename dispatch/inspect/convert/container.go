package convert

import (
	"bytes"
	"encoding/binary"
	"slices"
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
	streams := compoundStreams(head)
	switch {
	case slices.Contains(streams, "EncryptedPackage"):
		return Unknown
	case slices.Contains(streams, "WordDocument"):
		return DOC
	case slices.Contains(streams, "Workbook"), slices.Contains(streams, "Book"):
		return Sheet
	case streams == nil && extension == ".doc":
		return DOC
	case streams == nil && extension == ".xls":
		return Sheet
	}
	return Unknown
}

// compoundStreams are the names at the beginning of the directory, whose sectors programs write one after
// another. None: head does not reach it. The layout is that of [MS-CFB], sections 2.2 and 2.6.
func compoundStreams(head []byte) []string {
	const entry, entries, lengthAt = 128, 64, 64
	if len(head) < 52 {
		return nil
	}
	shift := binary.LittleEndian.Uint16(head[30:])
	if shift != 9 && shift != 12 {
		return nil
	}
	start := (int64(binary.LittleEndian.Uint32(head[48:])) + 1) << shift
	var names []string
	for start+entry <= int64(len(head)) && len(names) < entries {
		raw := head[start : start+entry]
		length := int(binary.LittleEndian.Uint16(raw[lengthAt:]))
		names = append(names, streamName(raw[:min(length, lengthAt)]))
		start += entry
	}
	return names
}

// streamName reads UTF-16 up to the zero that ends it.
func streamName(raw []byte) string {
	var units []uint16
	for ; len(raw) >= 2 && (raw[0] != 0 || raw[1] != 0); raw = raw[2:] {
		units = append(units, binary.LittleEndian.Uint16(raw))
	}
	return string(utf16.Decode(units))
}
