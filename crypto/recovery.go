package crypto

import (
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/subtle"
	"io"
	"strings"
	"unicode"
)

// recoveryAlphabet is Crockford's base 32: no I, L, O or U, which people read as 1, 1, 0 and V.
const recoveryAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const (
	recoverySecret   = 26 // characters of 5 random bits: 130 bits
	recoveryChecksum = 4  // characters of 5 bits: one typing error in a million passes
	recoveryGroup    = 5
)

// RecoveryCode opens a vault when everything else is lost. It is shown once and printed: six groups of
// five characters that hold 130 random bits and a checksum.
type RecoveryCode struct{ characters string }

// NewRecoveryCode draws a code. It panics when random fails, as crypto/rand does.
func NewRecoveryCode(random io.Reader) RecoveryCode {
	secret := draw(random, recoverySecret)
	for i, b := range secret {
		secret[i] = recoveryAlphabet[b%32] // 256 is a multiple of 32: no character is favoured
	}
	return RecoveryCode{string(secret) + checksum(string(secret))}
}

func checksum(secret string) string {
	sum := sha256.Sum256([]byte("souspli recovery code " + secret))
	sign := make([]byte, recoveryChecksum)
	for i := range sign {
		sign[i] = recoveryAlphabet[sum[i]%32]
	}
	return string(sign)
}

// ParseRecoveryCode reads what a person typed. Case, spaces and dashes do not matter, and O, I and L are
// taken for 0, 1 and 1. Anything else that is not a code is ErrRecoveryCodeMistyped.
func ParseRecoveryCode(typed string) (RecoveryCode, error) {
	if len(typed) > 1<<10 {
		return RecoveryCode{}, ErrRecoveryCodeMistyped
	}
	characters := strings.Map(recoveryCharacter, typed)
	if len(characters) != recoverySecret+recoveryChecksum || strings.ContainsRune(characters, '?') {
		return RecoveryCode{}, ErrRecoveryCodeMistyped
	}
	want := checksum(characters[:recoverySecret])
	if subtle.ConstantTimeCompare([]byte(characters[recoverySecret:]), []byte(want)) != 1 {
		return RecoveryCode{}, ErrRecoveryCodeMistyped
	}
	return RecoveryCode{characters}, nil
}

// recoveryCharacter is the character of the alphabet that r stands for; '?' when there is none, and -1
// for what only separates.
func recoveryCharacter(r rune) rune {
	if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) {
		return -1
	}
	switch r = unicode.ToUpper(r); r {
	case 'O':
		return '0'
	case 'I', 'L':
		return '1'
	}
	if r < unicode.MaxASCII && strings.ContainsRune(recoveryAlphabet, r) {
		return r
	}
	return '?'
}

// String is the code as it is printed: "XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX". It is a secret.
func (c RecoveryCode) String() string {
	var groups []string
	for rest := c.characters; rest != ""; rest = rest[recoveryGroup:] {
		groups = append(groups, rest[:recoveryGroup])
	}
	return strings.Join(groups, "-")
}

// IsZero reports whether c is no code at all.
func (c RecoveryCode) IsZero() bool { return c.characters == "" }

// key is the wrapping key. 130 random bits need no stretching, only to be made even.
func (c RecoveryCode) key() []byte {
	key, err := hkdf.Key(sha256.New, []byte(c.characters), nil, "souspli/1 recovery", keySize)
	if err != nil {
		panic("crypto: HKDF is not available: " + err.Error())
	}
	return key
}
