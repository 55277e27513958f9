package policy

import (
	"bytes"
	"encoding/json"
	"iter"
	"strings"
	"unicode/utf8"
)

// These few functions walk text that json.Valid has approved, because encoding/json neither sees a field
// that is given twice nor one that differs in capitals.

// members gives the names and raw values of an object in their order, repeated ones too.
func members(object []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		rest := bytes.TrimSpace(object)[1:]
		for rest = trim(rest); rest[0] != '}'; rest = trim(rest) {
			name, after := cutValue(rest)
			value, after := cutValue(trim(after))
			if word, _ := text(name); !yield(word, value) {
				return
			}
			rest = after
		}
	}
}

// trim drops what separates two values.
func trim(data []byte) []byte {
	for i, b := range data {
		switch b {
		case ' ', '\t', '\r', '\n', ':', ',':
		default:
			return data[i:]
		}
	}
	return nil
}

// cutValue splits data after the value that it starts with.
func cutValue(data []byte) (value, after []byte) {
	depth := 0
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '"':
			i += stringEnd(data[i:])
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		if depth == 0 && endsValue(data, i) {
			return data[:i+1], data[i+1:]
		}
	}
	return data, nil
}

// stringEnd is the index of the quote that closes the string at the start of data.
func stringEnd(data []byte) int {
	for i := 1; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return len(data) - 1
}

// endsValue reports whether a value that is complete but for letters and digits ends at i.
func endsValue(data []byte, i int) bool {
	return i+1 == len(data) || strings.IndexByte(" \t\r\n:,}]", data[i+1]) >= 0
}

// text is the string of a JSON string; false for any other value.
func text(value []byte) (string, bool) {
	if value[0] != '"' {
		return "", false
	}
	plain := value[1 : len(value)-1]
	if bytes.IndexByte(plain, '\\') < 0 && utf8.Valid(plain) {
		return string(plain), true
	}
	var s string
	err := json.Unmarshal(value, &s)
	return s, err == nil
}

func isNull(value []byte) bool { return string(value) == "null" }

func isObject(data []byte) bool { return bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("{")) }
