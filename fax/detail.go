package fax

import (
	"regexp"
	"strings"
	"unicode"
)

// longestDetail is enough for every sentence of a fax server, in characters.
const longestDetail = 120

// numberInWords is four digits or more with what people write between them.
var numberInWords = regexp.MustCompile(`\+?\d(?:[\s().,-]{0,3}\d){3,}`)

// CleanDetail makes a provider's words fit for the log: one short line without a telephone number.
func CleanDetail(words string) string {
	words = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(words, "?"))
	words = numberInWords.ReplaceAllString(words, "…")
	runes := []rune(strings.Join(strings.Fields(words), " "))
	if len(runes) > longestDetail {
		runes = append(runes[:longestDetail-1], '…')
	}
	return string(runes)
}
