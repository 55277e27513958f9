package crypto

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// MinPassphrase is the least number of characters of a passphrase that opens a vault.
const MinPassphrase = 8

// keyringService is the name under which the operating system lists the key.
const keyringService = "Souspli"

// File is the vault at rest with the given wrappings. One of them should be the recovery code's: a lost
// keyring or passphrase then loses nothing.
func (v *Vault) File(wrappings ...Wrapping) VaultFile {
	v.mu.RLock()
	defer v.mu.RUnlock()
	v.mustBeOpen()
	f := VaultFile{Format: vaultFormat + "1", Check: dataKeyCheck(v.data)}
	for _, w := range wrappings {
		f = f.With(w)
	}
	return f
}

func dataKeyCheck(data []byte) []byte { return derive(data, "check", vaultCheckBytes) }

// WrapWithPassphrase wraps the data key under a passphrase of at least MinPassphrase characters; a
// shorter one is ErrPassphraseShort.
func (v *Vault) WrapWithPassphrase(passphrase string) (Wrapping, error) {
	return v.wrapWithArgon2(passphrase, newArgon2())
}

func (v *Vault) wrapWithArgon2(passphrase string, parameters Argon2) (Wrapping, error) {
	if utf8.RuneCountInString(passphrase) < MinPassphrase {
		return Wrapping{}, ErrPassphraseShort
	}
	w := Wrapping{Kind: PassphraseWrapping, Argon2: &parameters}
	return v.wrap(w, parameters.key(passphrase)), nil
}

// WrapWithRecovery wraps the data key under a recovery code.
func (v *Vault) WrapWithRecovery(code RecoveryCode) Wrapping {
	return v.wrap(Wrapping{Kind: RecoveryWrapping}, code.key())
}

// WrapWithKeyFile wraps the data key under a key made by NewKeyFile. Whoever has both files has
// everything: it is for practice homes only.
func (v *Vault) WrapWithKeyFile(file []byte) (Wrapping, error) {
	key, err := decodeKey(string(file))
	if err != nil {
		return Wrapping{}, ErrWrongKeyFile
	}
	return v.wrap(Wrapping{Kind: KeyFileWrapping}, key), nil
}

// WrapWithKeyring puts a new key into the keyring under account, reads it back, and wraps the data key
// under it. The key kept there before is replaced: save the file at once, with a recovery code.
func (v *Vault) WrapWithKeyring(ctx context.Context, ring Keyring, account string) (Wrapping, error) {
	secret := string(NewKeyFile(rand.Reader))
	if err := ring.Set(ctx, keyringService, account, secret); err != nil {
		return Wrapping{}, err
	}
	w := Wrapping{Kind: KeyringWrapping, Account: account}
	key, err := keyringKey(ctx, ring, w)
	if err != nil {
		return Wrapping{}, err
	}
	return v.wrap(w, key), nil
}

// NewKeyFile draws a key and writes it as one line of text. It panics when random fails.
func NewKeyFile(random io.Reader) []byte {
	return []byte(base64.StdEncoding.EncodeToString(draw(random, keySize)))
}

var errKeyText = errors.New("crypto: not a key")

func decodeKey(text string) ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(key) != keySize {
		return nil, errKeyText
	}
	return key, nil
}

func (v *Vault) wrap(w Wrapping, key []byte) Wrapping {
	v.mu.RLock()
	defer v.mu.RUnlock()
	v.mustBeOpen()
	w.Key = newXAES(wrappingKey(key)).seal(nil, v.data, w.header())
	return w
}

// wrappingKey keeps the key of a wrapping apart from any other use of the same secret.
func wrappingKey(key []byte) []byte { return derive(key, "wrapping", keySize) }

// header is what a wrapping authenticates beside the data key: everything else in it, so that neither
// its kind nor its parameters can be changed.
func (w Wrapping) header() []byte {
	w.Key = nil
	return mustMarshal(VaultFile{Format: vaultFormat + "1", Wrappings: []Wrapping{w}})
}
