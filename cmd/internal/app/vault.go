package app

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
)

func makeVault(ctx context.Context, c Config, home homeDescription, code crypto.RecoveryCode) error {
	vault := crypto.NewVault(c.Random)
	defer vault.Destroy()
	wrapping, err := wrap(ctx, c, home, vault)
	if err != nil {
		return err
	}
	return writeNew(c.Home, vaultFile, vault.File(wrapping, vault.WrapWithRecovery(code)).Marshal())
}

// wrap makes what opens the vault in the home's way.
func wrap(ctx context.Context, c Config, home homeDescription, vault *crypto.Vault) (crypto.Wrapping, error) {
	switch home.Vault {
	case PassphraseVault:
		passphrase, err := c.passphrase()
		if err != nil {
			return crypto.Wrapping{}, err
		}
		wrapping, err := vault.WrapWithPassphrase(passphrase)
		return wrapping, explain(err)
	case KeyFileVault:
		key := crypto.NewKeyFile(c.Random)
		if err := replaceFile(c.Home, keyFile, key); err != nil {
			return crypto.Wrapping{}, err
		}
		wrapping, err := vault.WrapWithKeyFile(key)
		return wrapping, explain(err)
	default:
		ctx, cancel := context.WithTimeout(ctx, c.KeyringLimit)
		defer cancel()
		wrapping, err := vault.WrapWithKeyring(ctx, c.Keyring, home.keyringAccount())
		return wrapping, explain(err)
	}
}

// keyringService is the name under which crypto keeps the keys of homes in the keyring.
const keyringService = "Souspli"

// forgetKeyring takes the home's key out of the keyring, even after ctx ended.
func forgetKeyring(ctx context.Context, c Config, home homeDescription) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.KeyringLimit)
	defer cancel()
	_ = c.Keyring.Delete(ctx, keyringService, home.keyringAccount()) // without its vault, the key opens nothing
}

// unlock opens the vault the way that the home says, or by the recovery code when there is one.
func unlock(ctx context.Context, c Config, home homeDescription) (*crypto.Vault, error) {
	sealed, err := readVault(c)
	if err != nil {
		return nil, err
	}
	unlocker, err := c.unlocker(home)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.KeyringLimit)
	defer cancel()
	vault, err := crypto.OpenVault(ctx, sealed, unlocker)
	return vault, explain(err)
}

func readVault(c Config) ([]byte, error) {
	sealed, err := readSmall(filepath.Join(c.Home, vaultFile))
	if err != nil {
		return nil, &dispatch.Error{Op: "home", Kind: dispatch.KindIntegrity, Code: "vault_damaged", Err: withoutPath(err)}
	}
	return sealed, nil
}

func (c Config) unlocker(home homeDescription) (crypto.Unlocker, error) {
	if c.recovers() {
		code, err := c.recoveryCode()
		return crypto.UnlockWithRecovery(code), err
	}
	switch home.Vault {
	case PassphraseVault:
		passphrase, err := c.passphrase()
		return crypto.UnlockWithPassphrase(passphrase), err
	case KeyFileVault:
		key, err := readSmall(filepath.Join(c.Home, keyFile))
		if err != nil {
			return crypto.Unlocker{}, explain(crypto.ErrWrongKeyFile)
		}
		return crypto.UnlockWithKeyFile(key), nil
	default:
		return crypto.UnlockWithKeyring(c.Keyring), nil
	}
}

// passphrase is the one given, or the first line of the passphrase file.
func (c Config) passphrase() (string, error) {
	if c.Passphrase != "" {
		return c.Passphrase, nil
	}
	if c.PassphraseFile == "" {
		return "", &dispatch.Error{Op: "home", Kind: dispatch.KindCredentials, Code: "passphrase_required"}
	}
	return firstLine(c.PassphraseFile, "passphrase_file")
}

// recovers reports whether the recovery code is to open the home.
func (c Config) recovers() bool { return c.RecoveryFile != "" || c.RecoveryCode != "" }

// recoveryCode is the one given, or the first line of the recovery file.
func (c Config) recoveryCode() (crypto.RecoveryCode, error) {
	typed := c.RecoveryCode
	if typed == "" {
		var err error
		if typed, err = firstLine(c.RecoveryFile, "recovery_file"); err != nil {
			return crypto.RecoveryCode{}, err
		}
	}
	code, err := crypto.ParseRecoveryCode(typed)
	return code, explain(err)
}

// firstLine reads a secret from a file; code is for one that cannot be read.
func firstLine(path, code string) (string, error) {
	content, err := readSmall(path)
	if err != nil {
		return "", &dispatch.Error{Op: "home", Kind: dispatch.KindCredentials, Code: code, Err: withoutPath(err)}
	}
	line, _, _ := strings.Cut(string(content), "\n")
	return strings.TrimRight(line, "\r"), nil
}

// Rewrap gives a home another way to be opened, in place of the one that was lost: a new key in the
// keyring, the passphrase of c, or for a practice home a new key file. The recovery code of c opens the
// home, stays valid, and opens it still when Rewrap breaks off half-way.
func Rewrap(ctx context.Context, c Config, kind VaultKind) error {
	c, err := c.withDefaults()
	if err != nil {
		return err
	}
	if !c.recovers() {
		return &dispatch.Error{Op: "home", Kind: dispatch.KindCredentials, Code: "recovery_required"}
	}
	home, err := readHome(c.Home)
	if err != nil {
		return err
	}
	if err := home.allows(kind); err != nil {
		return err
	}
	vault, err := unlock(ctx, c, home)
	if err != nil {
		return err
	}
	defer vault.Destroy()
	home.Vault = kind
	return rewrap(ctx, c, home, vault)
}

// rewrap replaces everything that opens vault but the recovery code by what home says.
func rewrap(ctx context.Context, c Config, home homeDescription, vault *crypto.Vault) error {
	sealed, err := readVault(c)
	if err != nil {
		return err
	}
	file, err := crypto.ParseVaultFile(sealed)
	if err != nil {
		return explain(err)
	}
	wrapping, err := wrap(ctx, c, home, vault)
	if err != nil {
		return err
	}
	for _, kind := range []crypto.WrappingKind{crypto.KeyringWrapping, crypto.PassphraseWrapping, crypto.KeyFileWrapping} {
		file = file.Without(kind)
	}
	if err := replaceFile(c.Home, vaultFile, file.With(wrapping).Marshal()); err != nil {
		return err
	}
	return replaceFile(c.Home, homeFile, home.marshal())
}
