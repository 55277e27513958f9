package crypto

import (
	"bytes"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/ProtonMail/go-crypto/openpgp/packet"
	openpgp "github.com/ProtonMail/go-crypto/openpgp/v2"
)

// identityLifetime is how long a new key of our own is valid.
const identityLifetime = 2 * 365 * 24 * time.Hour

// Identity is a key of our own, with its secret part. Its methods may be called at the same time from
// several goroutines.
type Identity struct {
	secret      []byte // transferable secret key, binary; read anew for each use, as the library caches in it
	fingerprint string
}

// GenerateIdentity makes a version 4 key, Ed25519 to sign and Curve25519 to decrypt, valid for two years
// from at. Characters that a user id cannot hold are dropped from the name; an address that is not a bare
// address is ErrBadUserID.
func GenerateIdentity(name, address string, at time.Time) (*Identity, error) {
	if at.IsZero() {
		return nil, ErrNoTime
	}
	if !bareAddress(address) || !utf8.ValidString(name) {
		return nil, ErrBadUserID
	}
	config := openPGP(at)
	config.KeyLifetimeSecs = uint32(identityLifetime / time.Second)
	entity, err := openpgp.NewEntity(userIDName(name), "", address, config)
	if err != nil {
		return nil, ErrBadUserID
	}
	var secret bytes.Buffer
	if err := entity.SerializePrivateWithoutSigning(&secret, config); err != nil {
		return nil, err
	}
	return &Identity{secret.Bytes(), fingerprintOf(entity)}, nil
}

// userIDName drops what delimits the parts of a user id, and control characters.
func userIDName(name string) string {
	plain := strings.Map(func(r rune) rune {
		if strings.ContainsRune("()<>", r) || unicode.IsControl(r) {
			return ' '
		}
		return r
	}, name)
	return strings.Join(strings.Fields(plain), " ")
}

// ParseIdentity reads one secret key, armored or binary, that no passphrase protects. Errors are
// ErrIdentityDamaged and ErrIdentityLocked.
func ParseIdentity(secret []byte) (*Identity, error) {
	entities, err := readEntities(secret)
	if err != nil || len(entities) != 1 || !complete(entities[0]) {
		return nil, ErrIdentityDamaged
	}
	entity := entities[0]
	if locked(entity) {
		return nil, ErrIdentityLocked
	}
	var binary bytes.Buffer
	if err := entity.SerializePrivateWithoutSigning(&binary, openPGP(time.Time{})); err != nil {
		return nil, ErrIdentityDamaged
	}
	return &Identity{binary.Bytes(), fingerprintOf(entity)}, nil
}

// complete reports whether every secret part is there.
func complete(e *openpgp.Entity) bool {
	for _, key := range secretKeys(e) {
		if key == nil || key.Dummy() {
			return false
		}
	}
	return true
}

func locked(e *openpgp.Entity) bool {
	for _, key := range secretKeys(e) {
		if key.Encrypted {
			return true
		}
	}
	return false
}

func secretKeys(e *openpgp.Entity) []*packet.PrivateKey {
	keys := []*packet.PrivateKey{e.PrivateKey}
	for _, subkey := range e.Subkeys {
		keys = append(keys, subkey.PrivateKey)
	}
	return keys
}

// Secret is the transferable secret key, binary and unprotected: it is to be sealed by the vault.
func (i *Identity) Secret() ([]byte, error) { return bytes.Clone(i.secret), nil }

// Certificate is the transferable public key, binary.
func (i *Identity) Certificate() ([]byte, error) {
	entity, err := i.entity()
	if err != nil {
		return nil, err
	}
	return certificateOf(entity)
}

// Fingerprint is in lower-case hexadecimal, 40 characters for version 4.
func (i *Identity) Fingerprint() string { return i.fingerprint }

// Revocation is the certificate with a revocation in it, to be kept apart and published should the key
// be lost or known to others.
func (i *Identity) Revocation(at time.Time) ([]byte, error) {
	entity, err := i.entity()
	if err != nil {
		return nil, err
	}
	if err := entity.Revoke(packet.NoReason, "", openPGP(at)); err != nil {
		return nil, err
	}
	return certificateOf(entity)
}

func (i *Identity) entity() (*openpgp.Entity, error) {
	entities, err := readEntities(i.secret)
	if err != nil || len(entities) != 1 {
		return nil, ErrIdentityDamaged
	}
	return entities[0], nil
}
