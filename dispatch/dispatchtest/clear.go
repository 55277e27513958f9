package dispatchtest

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"unicode/utf16"
)

// FindClear looks for word in content in every form that could give it away: UTF-8, UTF-16 of either byte
// order, any case, hexadecimal and base64. It names the form found.
func FindClear(content []byte, word string) (form string, found bool) {
	lower := bytes.ToLower(content)
	for name, needle := range clearForms(word) {
		if bytes.Contains(content, needle) || bytes.Contains(lower, bytes.ToLower(needle)) {
			return name, true
		}
	}
	return "", false
}

func clearForms(word string) map[string][]byte {
	forms := map[string][]byte{"utf-8": []byte(word), "latin-1": latin1(word)}
	forms["utf-16le"], forms["utf-16be"] = utf16Bytes(word)
	forms["hexadecimal"] = []byte(hex.EncodeToString([]byte(word)))
	// Of base64 only what does not depend on what stands before and after; short words would match by chance.
	for shift := range 3 {
		encoded := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("\x00", shift) + word))
		inner := encoded[min(len(encoded), (shift*8+5)/6):]
		if inner = inner[:max(0, len(inner)-1)]; len(inner) >= 8 {
			forms["base64 "+string(rune('0'+shift))] = []byte(inner)
		}
	}
	return forms
}

func latin1(word string) []byte {
	var out []byte
	for _, r := range word {
		if r > 0xff {
			return []byte(word)
		}
		out = append(out, byte(r))
	}
	return out
}

func utf16Bytes(word string) (little, big []byte) {
	for _, unit := range utf16.Encode([]rune(word)) {
		little = append(little, byte(unit), byte(unit>>8))
		big = append(big, byte(unit>>8), byte(unit))
	}
	return little, big
}
