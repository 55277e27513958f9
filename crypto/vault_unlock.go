package crypto

import (
	"bytes"
	"context"
	"errors"
)

// Unlocker gives the key of one kind of wrapping.
type Unlocker struct {
	kind  WrappingKind
	wrong error // when the key does not fit
	key   func(ctx context.Context, w Wrapping) ([]byte, error)
}

// UnlockWithPassphrase opens by a passphrase; a wrong one is ErrWrongPassphrase. It takes a tenth of a
// second or more, on purpose.
func UnlockWithPassphrase(passphrase string) Unlocker {
	return Unlocker{PassphraseWrapping, ErrWrongPassphrase, func(_ context.Context, w Wrapping) ([]byte, error) {
		return w.Argon2.key(passphrase), nil
	}}
}

// UnlockWithKeyring opens by the key in a keyring: ErrKeyringAbsent, ErrKeyringLocked, ErrKeyringEmpty,
// or ErrKeyringWrong when it is the key of another vault.
func UnlockWithKeyring(ring Keyring) Unlocker {
	return Unlocker{KeyringWrapping, ErrKeyringWrong, func(ctx context.Context, w Wrapping) ([]byte, error) {
		return keyringKey(ctx, ring, w)
	}}
}

// UnlockWithKeyFile opens by the content of a key file; a wrong one is ErrWrongKeyFile.
func UnlockWithKeyFile(file []byte) Unlocker {
	return Unlocker{KeyFileWrapping, ErrWrongKeyFile, func(context.Context, Wrapping) ([]byte, error) {
		key, err := decodeKey(string(file))
		if err != nil {
			return nil, ErrWrongKeyFile
		}
		return key, nil
	}}
}

// UnlockWithRecovery opens by the recovery code; the code of another vault is ErrWrongRecoveryCode.
func UnlockWithRecovery(code RecoveryCode) Unlocker {
	return Unlocker{RecoveryWrapping, ErrWrongRecoveryCode, func(context.Context, Wrapping) ([]byte, error) {
		return code.key(), nil
	}}
}

func keyringKey(ctx context.Context, ring Keyring, w Wrapping) ([]byte, error) {
	secret, err := ring.Get(ctx, keyringService, w.Account)
	if err != nil {
		return nil, err
	}
	key, err := decodeKey(secret)
	if err != nil {
		return nil, ErrKeyringWrong
	}
	return key, nil
}

// OpenVault reads a vault file and opens it by the first unlocker that fits. When none does, the error is
// that of the first one whose wrapping the file has, or ErrNoWrapping.
func OpenVault(ctx context.Context, file []byte, unlockers ...Unlocker) (*Vault, error) {
	f, err := ParseVaultFile(file)
	if err != nil {
		return nil, err
	}
	first := ErrNoWrapping
	for _, u := range unlockers {
		v, err := f.unlock(ctx, u)
		if err == nil {
			return v, nil
		}
		if errors.Is(first, ErrNoWrapping) {
			first = err
		}
	}
	return nil, first
}

func (f VaultFile) unlock(ctx context.Context, u Unlocker) (*Vault, error) {
	w, err := f.wrapping(u.kind)
	if err != nil {
		return nil, err
	}
	key, err := u.key(ctx, w)
	if err != nil {
		return nil, err
	}
	data, err := newXAES(wrappingKey(key)).open(w.Key, w.header())
	if err != nil {
		return nil, u.wrong
	}
	if !bytes.Equal(dataKeyCheck(data), f.Check) {
		return nil, ErrVaultDamaged
	}
	return newVault(data), nil
}
