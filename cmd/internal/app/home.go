package app

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
)

// VaultKind is what opens the vault of a home.
type VaultKind string

// The kinds of vaults. KeyFileVault keeps the key beside the data: practice homes only.
const (
	KeyringVault    VaultKind = "keyring"
	PassphraseVault VaultKind = "passphrase"
	KeyFileVault    VaultKind = "file"
)

const (
	homeFormat  = "souspli-home/1"
	homeFile    = "home.json"
	vaultFile   = "vault.json"
	keyFile     = "vault.key"
	privateDir  = 0o700
	privateFile = 0o600
	// maxHomeFile bounds the small files of a home, in bytes.
	maxHomeFile = 64 << 10
)

// homeDescription is home.json: what must be known before the vault is open. Nothing in it is secret.
type homeDescription struct {
	Format   string      `json:"format"`
	ID       dispatch.ID `json:"id"`
	Practice bool        `json:"practice"`
	Vault    VaultKind   `json:"vault"`
}

// InitOptions says what kind of home to make.
type InitOptions struct {
	Vault    VaultKind // empty: file for a practice home, keyring otherwise
	Practice bool
}

// InitResult is a home just made. The recovery code is shown this once.
type InitResult struct {
	Home         string `json:"home"`
	Practice     bool   `json:"practice"`
	RecoveryCode string `json:"recovery_code,omitempty"`
}

// Init makes a home in an empty or new folder, and fills a practice home with its practice partners.
func Init(ctx context.Context, c Config, o InitOptions) (InitResult, error) {
	c.Practice = o.Practice
	c, err := c.withDefaults()
	if err != nil {
		return InitResult{}, err
	}
	home := homeDescription{homeFormat, dispatch.NewID(c.Random), o.Practice, o.vault()}
	if home.Vault == KeyFileVault && !home.Practice {
		return InitResult{}, &dispatch.Error{Op: "home", Kind: dispatch.KindRefused, Code: "file_vault_practice_only"}
	}
	if err := claimFolder(c.Home); err != nil {
		return InitResult{}, err
	}
	code := crypto.NewRecoveryCode(c.Random)
	if err := makeVault(ctx, c, home, code); err != nil {
		removeAll(c.Home)
		return InitResult{}, err
	}
	if err := begin(ctx, c); err != nil {
		removeAll(c.Home)
		return InitResult{}, err
	}
	return InitResult{Home: c.Home, Practice: o.Practice, RecoveryCode: code.String()}, nil
}

func (o InitOptions) vault() VaultKind {
	switch {
	case o.Vault != "":
		return o.Vault
	case o.Practice:
		return KeyFileVault
	default:
		return KeyringVault
	}
}

// claimFolder makes the folder, and refuses one that already holds something.
func claimFolder(home string) error {
	if err := os.MkdirAll(home, privateDir); err != nil {
		return homeError("home_unwritable", err)
	}
	entries, err := os.ReadDir(home)
	if err != nil {
		return homeError("home_unwritable", err)
	}
	if len(entries) > 0 {
		return &dispatch.Error{Op: "home", Kind: dispatch.KindConflict, Code: "home_exists"}
	}
	return nil
}

// removeAll clears a folder that was empty when we claimed it.
func removeAll(home string) {
	entries, _ := os.ReadDir(home)
	for _, entry := range entries {
		_ = os.RemoveAll(filepath.Join(home, entry.Name()))
	}
}

func makeVault(ctx context.Context, c Config, home homeDescription, code crypto.RecoveryCode) error {
	vault := crypto.NewVault(c.Random)
	defer vault.Destroy()
	wrapping, err := wrap(ctx, c, home, vault)
	if err != nil {
		return err
	}
	sealed := vault.File(wrapping, vault.WrapWithRecovery(code)).Marshal()
	if err := writeNew(c.Home, vaultFile, sealed); err != nil {
		return err
	}
	description, err := json.Marshal(home)
	if err != nil {
		return err
	}
	return writeNew(c.Home, homeFile, append(description, '\n'))
}

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
		if err := writeNew(c.Home, keyFile, key); err != nil {
			return crypto.Wrapping{}, err
		}
		wrapping, err := vault.WrapWithKeyFile(key)
		return wrapping, explain(err)
	default:
		wrapping, err := vault.WrapWithKeyring(ctx, c.Keyring, string(home.ID))
		return wrapping, explain(err)
	}
}

// begin opens the new home once, so that one that cannot work is not left behind.
func begin(ctx context.Context, c Config) error {
	a, err := Open(ctx, c)
	if err != nil {
		return err
	}
	defer a.Close()
	if a.home.Practice {
		return a.furnishPractice(ctx)
	}
	return nil
}

func writeNew(home, name string, content []byte) error {
	file, err := os.OpenFile(filepath.Join(home, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, privateFile)
	if err != nil {
		return homeError("home_unwritable", err)
	}
	if _, err = file.Write(content); err == nil {
		err = file.Sync()
	}
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return homeError("home_unwritable", err)
	}
	return nil
}

// readHome reads home.json.
func readHome(folder string) (homeDescription, error) {
	var home homeDescription
	content, err := readSmall(filepath.Join(folder, homeFile))
	if errors.Is(err, fs.ErrNotExist) {
		return home, &dispatch.Error{Op: "home", Kind: dispatch.KindNotFound, Code: "home_absent"}
	} else if err != nil {
		return home, homeError("home_unreadable", err)
	}
	if err := json.Unmarshal(content, &home); err != nil || !home.ID.Valid() {
		return home, &dispatch.Error{Op: "home", Kind: dispatch.KindIntegrity, Code: "home_damaged"}
	}
	if home.Format != homeFormat {
		return home, &dispatch.Error{Op: "home", Kind: dispatch.KindNewer, Code: "home_newer"}
	}
	return home, nil
}

// unlock opens the vault the way that the home says.
func unlock(ctx context.Context, c Config, home homeDescription) (*crypto.Vault, error) {
	sealed, err := readSmall(filepath.Join(c.Home, vaultFile))
	if err != nil {
		return nil, &dispatch.Error{Op: "home", Kind: dispatch.KindIntegrity, Code: "vault_damaged", Err: withoutPath(err)}
	}
	unlocker, err := c.unlocker(home)
	if err != nil {
		return nil, err
	}
	vault, err := crypto.OpenVault(ctx, sealed, unlocker)
	return vault, explain(err)
}

func (c Config) unlocker(home homeDescription) (crypto.Unlocker, error) {
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
	content, err := readSmall(c.PassphraseFile)
	if err != nil {
		return "", &dispatch.Error{Op: "home", Kind: dispatch.KindCredentials, Code: "passphrase_file", Err: withoutPath(err)}
	}
	line, _, _ := strings.Cut(string(content), "\n")
	return strings.TrimRight(line, "\r"), nil
}

func readSmall(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, maxHomeFile))
}
