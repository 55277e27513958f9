package email

import (
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	softLine    = 76  // characters before a header is folded
	hardLine    = 998 // octets, RFC 5322, 2.1.1
	encodedWord = 45  // octets of text in an encoded word: 60 in base64, 72 with its frame
)

var errHeader = errors.New("a header holds a character that it must not")

// field is one header as it leaves: its value is ASCII, and folded.
type field struct{ name, value string }

// textField is unstructured text: a subject.
func textField(name, text string) field { return field{name, encodeText(text)} }

// mailboxField is one address, with a display name unless that is empty.
func mailboxField(name, display, address string) field {
	value := "<" + address + ">"
	switch {
	case display == "":
		value = address
	case plainPhrase(display):
		value = fold(display) + " " + value
	default:
		value = encodeWords(display) + "\r\n " + value
	}
	return field{name, value}
}

// dateField is in UTC: a zone would tell where the sender is.
func dateField(at time.Time) field { return field{"Date", at.UTC().Format(time.RFC1123Z)} }

func plainPhrase(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r != ' ' && notAtext(r) }) &&
		singleSpaced(s) && !strings.Contains(s, "=?")
}

// encodeText leaves printable ASCII readable and encodes everything else (RFC 2047), also what would
// suffer on the way: runs of spaces, and text that looks encoded.
func encodeText(s string) string {
	ascii := !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
	if ascii && singleSpaced(s) && !strings.Contains(s, "=?") {
		return fold(s)
	}
	return encodeWords(s)
}

func singleSpaced(s string) bool { return strings.TrimSpace(s) == s && !strings.Contains(s, "  ") }

// encodeWords cuts between characters, never inside one.
func encodeWords(s string) string {
	var words []string
	for s != "" {
		n := min(len(s), encodedWord)
		for n > 0 && n < len(s) && !utf8.RuneStart(s[n]) {
			n--
		}
		words = append(words, "=?utf-8?B?"+base64.StdEncoding.EncodeToString([]byte(s[:n]))+"?=")
		s = s[n:]
	}
	return strings.Join(words, "\r\n ")
}

// fold breaks before spaces, of which s has no two in a row. A long word stays whole.
func fold(s string) string {
	var out strings.Builder
	column := 0
	for i, word := range strings.Split(s, " ") {
		switch {
		case i == 0:
		case column+1+len(word) > softLine:
			out.WriteString("\r\n ")
			column = 1
		default:
			out.WriteByte(' ')
			column++
		}
		out.WriteString(word)
		column += len(word)
	}
	return out.String()
}

// disposition names a file as RFC 2231 does. A name that cannot stand there gives way to fallback.
func disposition(kind, name, fallback string) string {
	if oneLine(name) && !strings.ContainsAny(name, `/\`) {
		value := mime.FormatMediaType(kind, map[string]string{"filename": name})
		if value != "" && len(value) < hardLine-100 {
			return value
		}
	}
	return mime.FormatMediaType(kind, map[string]string{"filename": fallback})
}

// writeFields writes headers and the blank line after them. It is the last guard against injection:
// whatever made a value, a line break in it must be a fold.
func writeFields(w io.Writer, fields []field) error {
	var out strings.Builder
	for _, f := range fields {
		if !safeValue(f.value) {
			return errHeader
		}
		out.WriteString(f.name + ": " + f.value + "\r\n")
	}
	_, err := io.WriteString(w, out.String()+"\r\n")
	return err
}

func safeValue(s string) bool {
	for line := range strings.SplitSeq(strings.ReplaceAll(s, "\r\n ", "\n "), "\n") {
		if len(line) > hardLine-40 || strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r > '~' }) {
			return false
		}
	}
	return !strings.Contains(strings.ReplaceAll(s, "\r\n ", ""), "\n")
}
