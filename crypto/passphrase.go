package crypto

import (
	_ "embed"
	"encoding/binary"
	"io"
	"strings"
)

// The words of passphrases, one to a line in the order of the alphabet: common words of four to eight letters
// without accents, no two of which begin with the same four letters or sound the same.
var (
	//go:embed words/fr.txt
	frenchWords string
	//go:embed words/en.txt
	englishWords string
)

const (
	passphraseWords = 5
	wordBits        = 11
	wordsInAll      = 1 << wordBits
)

// NewPassphrase draws a passphrase to be said over the telephone: five words, "lanterne-coussin-brume-ficelle-radis",
// English for the language "en" and French for any other. It holds 55 bits: each word is one of 2048, all equally
// likely, which is the least that a PDF locked with revision 6 asks for. It panics when random fails, as
// crypto/rand does.
func NewPassphrase(language string, random io.Reader) string {
	words := strings.Fields(wordList(language))
	drawn := make([]string, passphraseWords)
	for i := range drawn {
		drawn[i] = words[binary.BigEndian.Uint16(draw(random, 2))%wordsInAll] // 2^16 is a multiple: no word is favoured
	}
	return strings.Join(drawn, "-")
}

func wordList(language string) string {
	if language == "en" {
		return englishWords
	}
	return frenchWords
}
