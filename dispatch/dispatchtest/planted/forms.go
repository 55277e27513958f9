package planted

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"mime/quotedprintable"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"
)

// shortest is the least number of bytes that are looked for: shorter ones stand in random bytes by chance.
const shortest = 7

// form is one way in which a word can stand in a file.
type form struct {
	name  string
	bytes []byte
}

// formsOf are all ways of a word, those that are too short left out. Letters from A to Z are in lower case.
func formsOf(word string) []form {
	var all []form
	for _, w := range []string{word, strings.ToLower(word), strings.ToUpper(word), norm.NFD.String(word)} {
		all = append(all, plainForms(w)...)
		all = append(all, codedForms(w)...)
		all = append(all, base64Forms(w)...)
	}
	var kept []form
	seen := map[string]bool{}
	for _, f := range all {
		f.bytes = fold(f.bytes)
		if len(f.bytes) >= shortest && !seen[string(f.bytes)] {
			seen[string(f.bytes)] = true
			kept = append(kept, f)
		}
	}
	return kept
}

func plainForms(word string) []form {
	little, big := []byte{}, []byte{}
	for _, unit := range utf16.Encode([]rune(word)) {
		little, big = binary.LittleEndian.AppendUint16(little, unit), binary.BigEndian.AppendUint16(big, unit)
	}
	return []form{{"UTF-8", []byte(word)}, {"Latin-1", latin1(word)}, {"UTF-16LE", little}, {"UTF-16BE", big}}
}

// latin1 is nothing for a word that this set cannot write.
func latin1(word string) []byte {
	var out []byte
	for _, r := range word {
		if r > 0xff {
			return nil
		}
		out = append(out, byte(r))
	}
	return out
}

func codedForms(word string) []form {
	var printable bytes.Buffer
	writer := quotedprintable.NewWriter(&printable)
	_, _ = writer.Write([]byte(word))
	_ = writer.Close()
	return []form{
		{"hexadecimal", []byte(hex.EncodeToString([]byte(word)))},
		{"hexadecimal of Latin-1", []byte(hex.EncodeToString(latin1(word)))},
		{"quoted-printable", printable.Bytes()},
		{"URL query", []byte(url.QueryEscape(word))},
		{"URL path", []byte(url.PathEscape(word))},
		{"JSON", []byte(strings.Trim(strconv.QuoteToASCII(word), `"`))},
	}
}

// base64Forms are what does not depend on what stands before and after, at each of the three places that a word may
// have in a group.
func base64Forms(word string) []form {
	var all []form
	for shift := range 3 {
		text := append(make([]byte, shift), word...)
		first, last := (shift*8+5)/6, len(text)*8/6
		for _, alphabet := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			all = append(all, form{fmt.Sprintf("base64 %d", shift), []byte(alphabet.EncodeToString(text)[first:last])})
		}
	}
	return all
}

// fold puts the letters from A to Z into lower case.
func fold(b []byte) []byte {
	folded := make([]byte, len(b))
	for i, c := range b {
		folded[i] = lower(c)
	}
	return folded
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
