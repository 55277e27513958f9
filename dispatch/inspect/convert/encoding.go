package convert

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// isText reports whether head is the beginning of a text in one of the encodings that decoded reads.
func isText(head []byte) bool {
	if len(head) == 0 {
		return false
	}
	if markedWide(head) {
		head = head[:len(head)&^1]
	} else {
		head = wholeRunes(head)
	}
	text := decoded(head)
	unknown := !utf8.Valid(head) && bytes.ContainsRune(text, utf8.RuneError)
	return len(text) > 0 && !unknown && !bytes.ContainsFunc(text, unprintable)
}

// decoded is content in UTF-8: what is not UTF-8, nor marked as UTF-16, is Windows-1252, as Windows programs
// in Québec write it.
func decoded(content []byte) []byte {
	from := unicode.UTF8BOM.NewDecoder()
	switch {
	case markedWide(content):
		from = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()
	case !utf8.Valid(content):
		from = charmap.Windows1252.NewDecoder()
	}
	text, err := from.Bytes(content)
	if err != nil {
		return nil
	}
	return text
}

func markedWide(content []byte) bool {
	return bytes.HasPrefix(content, []byte("\xff\xfe")) || bytes.HasPrefix(content, []byte("\xfe\xff"))
}

// wholeRunes drops a last letter whose bytes are not all there.
func wholeRunes(head []byte) []byte {
	for cut := 1; cut < utf8.UTFMax && cut < len(head); cut++ {
		if rest := head[len(head)-cut:]; utf8.RuneStart(rest[0]) {
			if !utf8.FullRune(rest) {
				return head[:len(head)-cut]
			}
			break
		}
	}
	return head
}

// unprintable are the letters that no text has. Windows-1252 leaves five bytes without a letter.
func unprintable(r rune) bool {
	switch r {
	case '\t', '\n', '\r', '\f', 0x85:
		return false
	}
	return r < 0x20 || r >= 0x7f && r < 0xa0 || r == 0xfffe || r == 0xffff
}
