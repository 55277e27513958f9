package crypto

import (
	"crypto/rand"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// Argon2 holds the parameters that stretch a passphrase with Argon2id (RFC 9106).
type Argon2 struct {
	Time    uint32 `json:"time"`    // passes
	Memory  uint32 `json:"memory"`  // KiB
	Threads uint8  `json:"threads"` //
	Salt    []byte `json:"salt"`
}

// Bounds of the parameters that are accepted from a file: more would only serve to exhaust the machine.
const (
	maxArgon2Time    = 16
	maxArgon2Memory  = 1 << 20 // KiB: 1 GiB
	maxArgon2Threads = 16
	argon2SaltSize   = 16
	maxArgon2Salt    = 64
)

// newArgon2 are the parameters that RFC 9106 recommends where memory is short, as on a shared
// workstation: three passes over 64 MiB, four lanes.
func newArgon2() Argon2 {
	salt := make([]byte, argon2SaltSize)
	_, _ = rand.Read(salt) // never fails: it ends the program instead
	return Argon2{Time: 3, Memory: 64 << 10, Threads: 4, Salt: salt}
}

func (a Argon2) bounded() bool {
	return a.Time >= 1 && a.Time <= maxArgon2Time &&
		a.Threads >= 1 && a.Threads <= maxArgon2Threads &&
		a.Memory >= 8*uint32(a.Threads) && a.Memory <= maxArgon2Memory &&
		len(a.Salt) >= argon2SaltSize && len(a.Salt) <= maxArgon2Salt
}

// key stretches a passphrase. It is put in Unicode's form C first, because keyboards differ in how they
// compose an accent.
func (a Argon2) key(passphrase string) []byte {
	return argon2.IDKey([]byte(norm.NFC.String(passphrase)), a.Salt, a.Time, a.Memory, a.Threads, keySize)
}
