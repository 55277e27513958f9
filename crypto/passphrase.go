package crypto

import (
	"encoding/binary"
	"io"
	"strings"
)

// The letters of a passphrase for the telephone. Each sounds one way in French and in English and is
// written one way: no c, q or x beside k, no z beside s, no g beside j, no y beside i, no silent h, no w.
const (
	passphraseConsonants = "bdfjklmnprstv"
	passphraseVowels     = "aeiou"
	passphraseGroups     = 5
	groupsInAll          = 65 * 65 // two syllables of 13 × 5
)

// forbiddenGroups are the groups that would embarrass whoever says or hears them, in French or English.
const forbiddenGroups = " bese bete bide bite biti bito bobo daka deke dike dope fuka fuke fuki fuko fuku jape juda " +
	"jute kaka kake kaki kako kike kiki koka koke kona kone koni kono kuka kuko kule kuli kulo " +
	"kuti loka loko lope lube meka moro nase nasi nika nike niko nude nule nulo paki pede pedo " +
	"pene peni peno peta pete peto pine pipe pipi pise piso popo pubi puke puta pute puti puto " +
	"rape sado sale salo seno sida sodo suka suke suki tata teta tete teto tuti vite "

// NewPassphrase draws a passphrase to be said over the telephone: five groups of two plain syllables,
// "badu-kofi-melo-rasi-tuno". It holds more than 60 bits: each group is one of at least 4096, all equally
// likely. It panics when random fails, as crypto/rand does.
func NewPassphrase(random io.Reader) string {
	groups := make([]string, passphraseGroups)
	for i := range groups {
		groups[i] = newGroup(random)
	}
	return strings.Join(groups, "-")
}

// newGroup draws again what it cannot use, so that no group is favoured.
func newGroup(random io.Reader) string {
	for {
		n := int(binary.BigEndian.Uint16(draw(random, 2)) >> 3) // 13 bits: 0 to 8191
		if n >= groupsInAll {
			continue
		}
		if group := syllable(n/65) + syllable(n%65); !strings.Contains(forbiddenGroups, " "+group+" ") {
			return group
		}
	}
}

// syllable is the nth of the 65.
func syllable(n int) string {
	vowels := len(passphraseVowels)
	return string([]byte{passphraseConsonants[n/vowels], passphraseVowels[n%vowels]})
}
