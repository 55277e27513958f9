package proof

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Key is the public key of a log as text: name, short hash and key, joined by plus signs.
type Key string

// mostKey bounds the text of a key.
const mostKey = 256

// ParseKey reads a public key as "pli log key" gives it. It fails with KindIntegrity and "key_not_read".
func ParseKey(text string) (Key, error) {
	text = strings.TrimSpace(text)
	if len(text) > mostKey {
		return "", broken("key_not_read")
	}
	if _, err := note.NewVerifier(text); err != nil {
		return "", broken("key_not_read")
	}
	return Key(text), nil
}

// Fingerprint is short enough to be read over the telephone: 100 bits of SHA-256 in five groups of letters
// and digits, none of which sounds or looks like another.
func (k Key) Fingerprint() string {
	sum := sha256.Sum256([]byte(k))
	text := base32.NewEncoding("ABCDEFGHJKLMNPQRSTUVWXYZ23456789").EncodeToString(sum[:])
	var groups []string
	for i := 0; i < fingerprintGroups; i++ {
		groups = append(groups, text[i*4:i*4+4])
	}
	return strings.Join(groups, "-")
}

const fingerprintGroups = 5

// Is reports whether text is the key or its fingerprint, however it is grouped.
func (k Key) Is(text string) bool {
	if strings.TrimSpace(text) == string(k) {
		return true
	}
	return bare(text) == bare(k.Fingerprint())
}

func bare(text string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' || r == '\u00a0' || r == '\n' || r == '\r' {
			return -1
		}
		return r
	}, text))
}
