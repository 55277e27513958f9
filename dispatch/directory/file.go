package directory

import (
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/souspli/souspli/dispatch"
)

// The sources of entries that files have.
const (
	SourceCSV   = "csv"
	SourceVCard = "vcard"
)

// ReadFile reads a CSV or vCard file, and says which of them it is. It goes by what stands in it.
func ReadFile(ctx context.Context, path string) (entries []dispatch.Listed, source string, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, "", invalid("file_unreadable", "file")
	}
	defer file.Close()
	data, err := readAll(file)
	switch {
	case err != nil:
		return nil, "", invalid("file_unreadable", "file")
	case ctx.Err() != nil:
		return nil, "", problem(dispatch.KindStorage, "interrupted")
	}
	return Read(data)
}

// readAll takes the room that the file says it needs: growing would take it twice.
func readAll(file *os.File) ([]byte, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	data := bytes.NewBuffer(make([]byte, 0, min(info.Size(), mostBytes)+bytes.MinRead))
	_, err = data.ReadFrom(io.LimitReader(file, mostBytes+1))
	return data.Bytes(), err
}

// Read reads the bytes of a CSV or vCard file, in UTF-8, UTF-16 or Windows-1252.
func Read(data []byte) (entries []dispatch.Listed, source string, err error) {
	if len(data) > mostBytes {
		return nil, "", tooLarge()
	}
	text, err := decode(data)
	if err != nil {
		return nil, "", err
	}
	if begins(text, "BEGIN:VCARD") {
		entries, err = readVCards(text)
		return entries, SourceVCard, err
	}
	entries, err = readCSV(text)
	return entries, SourceCSV, err
}

func begins(text, with string) bool {
	text = strings.TrimLeft(text, " \t\r\n")
	return len(text) >= len(with) && strings.EqualFold(text[:len(with)], with)
}

// decode brings a file to UTF-8. What is no UTF-8 and has no mark is what Excel writes in Québec:
// Windows-1252.
func decode(data []byte) (string, error) {
	from := encoding.Encoding(charmap.Windows1252)
	switch {
	case bytes.IndexByte(data, 0) < 0 && utf8.Valid(data):
		return string(bytes.TrimPrefix(data, []byte("\uFEFF"))), nil
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}), bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		from = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	}
	text, err := from.NewDecoder().Bytes(data)
	if err != nil || bytes.IndexByte(text, 0) >= 0 {
		return "", invalid("directory_not_text", "file")
	}
	return string(text), nil
}
