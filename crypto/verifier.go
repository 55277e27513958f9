package crypto

import (
	"crypto/subtle"
	"encoding/json"
	"errors"
)

// ErrVerifierDamaged means that what was kept of a secret cannot prove it.
var ErrVerifierDamaged = errors.New("crypto: the verifier is damaged")

// verifier proves a short secret without holding it.
type verifier struct {
	Argon2 Argon2 `json:"argon2"`
	Hash   []byte `json:"hash"`
}

// NewVerifier returns what Verify later compares a secret with. Keep it sealed: a short secret could be guessed from
// it.
func NewVerifier(secret string) []byte {
	v := verifier{Argon2: newArgon2()}
	v.Hash = derive(v.Argon2.key(secret), "verifier", keySize)
	content, err := json.Marshal(v)
	if err != nil {
		panic("crypto: verifier: " + err.Error()) // it holds only numbers and bytes
	}
	return content
}

// Verify reports whether secret is the one that kept was made of. It takes a tenth of a second or more, on purpose.
// What NewVerifier did not make is ErrVerifierDamaged.
func Verify(kept []byte, secret string) (bool, error) {
	var v verifier
	if err := json.Unmarshal(kept, &v); err != nil || !v.Argon2.bounded() || len(v.Hash) != keySize {
		return false, ErrVerifierDamaged
	}
	return subtle.ConstantTimeCompare(derive(v.Argon2.key(secret), "verifier", keySize), v.Hash) == 1, nil
}
