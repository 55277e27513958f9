package crypto

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"io"
	"sync"
)

// Vault seals what a home keeps, under keys derived from one random data key. Its methods may be called
// at the same time from several goroutines.
type Vault struct {
	mu      sync.RWMutex
	data    []byte // 32 bytes; nil once destroyed
	column  xaes
	token   []byte
	stream  []byte
	signing ed25519.PrivateKey
}

// columnVersion opens every sealed column, so that the construction can change one day.
const columnVersion = 1

// tokenBytes is the part of a token's hash that is kept: 64 bits, so that two words of a home collide
// about never and a hit can be checked against the row.
const tokenBytes = 8

// NewVault draws a new data key. It panics when random fails, as crypto/rand does.
func NewVault(random io.Reader) *Vault { return newVault(draw(random, keySize)) }

func newVault(data []byte) *Vault {
	return &Vault{
		data:    data,
		column:  newXAES(derive(data, "column", keySize)),
		token:   derive(data, "search token", keySize),
		stream:  derive(data, "document", keySize),
		signing: ed25519.NewKeyFromSeed(derive(data, "checkpoint signature", ed25519.SeedSize)),
	}
}

// derive makes the key of one purpose with HKDF-SHA256 (RFC 5869).
func derive(secret []byte, purpose string, length int) []byte {
	key, err := hkdf.Expand(sha256.New, secret, "souspli/1 "+purpose, length)
	if err != nil {
		panic("crypto: HKDF is not available: " + err.Error())
	}
	return key
}

// draw panics when random fails: without randomness nothing here is safe.
func draw(random io.Reader, size int) []byte {
	b := make([]byte, size)
	if _, err := io.ReadFull(random, b); err != nil {
		panic("crypto: no randomness: " + err.Error())
	}
	return b
}

// Seal seals a value for one place, such as table, column and row. It adds 41 bytes, and two seals of the
// same value differ. The place is authenticated, so a sealed value moved elsewhere does not open. It
// panics on a destroyed vault: it must never seal under a cleared key.
func (v *Vault) Seal(place string, plaintext []byte) []byte {
	v.mu.RLock()
	defer v.mu.RUnlock()
	v.mustBeOpen()
	sealed := make([]byte, 1, 1+xaesNonceSize+len(plaintext)+gcmTagSize)
	sealed[0] = columnVersion
	return v.column.seal(sealed, plaintext, []byte(place))
}

// Open returns what Seal sealed for the place, or ErrSealBroken.
func (v *Vault) Open(place string, sealed []byte) ([]byte, error) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.data == nil {
		return nil, ErrVaultDestroyed
	}
	if len(sealed) == 0 || sealed[0] != columnVersion {
		return nil, ErrSealBroken
	}
	return v.column.open(sealed[1:], []byte(place))
}

// Token is the keyed hash of a normalised word for a search index: 13 characters of lower-case base32.
// The same word gives the same token in one home and another one in every other home. It panics on a
// destroyed vault.
func (v *Vault) Token(word string) string {
	v.mu.RLock()
	defer v.mu.RUnlock()
	v.mustBeOpen()
	mac := hmac.New(sha256.New, v.token)
	_, _ = io.WriteString(mac, word)
	return tokenEncoding().EncodeToString(mac.Sum(nil)[:tokenBytes])
}

func tokenEncoding() *base32.Encoding {
	return base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)
}

// Sign signs a message with the home's Ed25519 key. It panics on a destroyed vault.
func (v *Vault) Sign(message []byte) []byte {
	v.mu.RLock()
	defer v.mu.RUnlock()
	v.mustBeOpen()
	return ed25519.Sign(v.signing, message)
}

// PublicKey verifies what Sign signed. It panics on a destroyed vault.
func (v *Vault) PublicKey() ed25519.PublicKey {
	v.mu.RLock()
	defer v.mu.RUnlock()
	v.mustBeOpen()
	return v.signing.Public().(ed25519.PublicKey)
}

// Destroy clears the keys. Destroying twice is harmless.
func (v *Vault) Destroy() {
	v.mu.Lock()
	defer v.mu.Unlock()
	clear(v.data)
	clear(v.token)
	clear(v.stream)
	clear(v.signing)
	v.data, v.column = nil, xaes{}
}

func (v *Vault) mustBeOpen() {
	if v.data == nil {
		panic(ErrVaultDestroyed.Error())
	}
}
