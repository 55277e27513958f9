package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
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
	homeFormat  = "souspli-home/"
	homeVersion = 1
	homeFile    = "home.json"
	claimFile   = "claim" // while the home is being made
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
	Keyring  dispatch.ID `json:"keyring,omitempty"` // of a restored home: names its key in the keyring
}

// keyringAccount names the home's key in the keyring.
func (h homeDescription) keyringAccount() string { return string(cmp.Or(h.Keyring, h.ID)) }

func (k VaultKind) known() bool {
	return k == KeyringVault || k == PassphraseVault || k == KeyFileVault
}

// InitOptions says what kind of home to make.
type InitOptions struct {
	Vault    VaultKind // empty: file for a practice home, keyring otherwise
	Practice bool
	Setup    bool // the window goes through the steps of a first start
}

// InitResult is a home just made. The recovery code is shown this once.
type InitResult struct {
	Home         string `json:"home"`
	Practice     bool   `json:"practice"`
	RecoveryCode string `json:"recovery_code,omitempty"`
}

// Init makes a home in an empty or new folder, and fills a practice home with its practice partners. Of
// several at once in one folder, one makes the home and the others are KindConflict. What fails leaves
// nothing behind.
func Init(ctx context.Context, c Config, o InitOptions) (InitResult, error) {
	c.Practice, c.RecoveryFile = o.Practice, ""
	c, err := c.withDefaults()
	if err != nil {
		return InitResult{}, err
	}
	home := homeDescription{
		Format: homeFormat + strconv.Itoa(homeVersion), ID: dispatch.NewID(c.Random), Practice: o.Practice, Vault: o.vault(),
	}
	if err := home.allows(home.Vault); err != nil {
		return InitResult{}, err
	}
	release, err := claimFolder(c.Home)
	if err != nil {
		return InitResult{}, err
	}
	defer release()
	code := crypto.NewRecoveryCode(c.Random)
	if err := makeHome(ctx, c, home, code, o.Setup); err != nil {
		abandon(ctx, c, home)
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

// allows refuses a kind of vault that the home must not have.
func (h homeDescription) allows(kind VaultKind) error {
	switch {
	case !kind.known():
		return &dispatch.Error{Op: "home", Kind: dispatch.KindInvalid, Code: "unknown_value", Field: "vault"}
	case kind == KeyFileVault && !h.Practice:
		return &dispatch.Error{Op: "home", Kind: dispatch.KindRefused, Code: "file_vault_practice_only"}
	default:
		return nil
	}
}

// makeHome makes all of a home in the folder claimed. home.json comes last: without it there is no home.
func makeHome(ctx context.Context, c Config, home homeDescription, code crypto.RecoveryCode, setup bool) error {
	if err := makeVault(ctx, c, home, code); err != nil {
		return err
	}
	if err := begin(ctx, c, home, setup); err != nil {
		return err
	}
	return writeNew(c.Home, homeFile, home.marshal())
}

// abandon takes back what makeHome made in a folder that was empty when we claimed it.
func abandon(ctx context.Context, c Config, home homeDescription) {
	if home.Vault == KeyringVault {
		forgetKeyring(ctx, c, home)
	}
	entries, _ := os.ReadDir(c.Home)
	for _, entry := range entries {
		if entry.Name() != claimFile {
			_ = os.RemoveAll(filepath.Join(c.Home, entry.Name()))
		}
	}
}

// begin opens the new home once, so that one that cannot work is not left behind.
func begin(ctx context.Context, c Config, home homeDescription, setup bool) error {
	a, err := open(ctx, c, home)
	if err != nil {
		return err
	}
	defer a.Close()
	if home.Practice {
		return a.furnishPractice(ctx)
	}
	if setup {
		return a.Desk.BeginSetup(ctx)
	}
	return nil
}

func (h homeDescription) marshal() []byte {
	content, err := json.Marshal(h)
	if err != nil {
		panic("app: home description: " + err.Error()) // it holds only strings and a truth value
	}
	return append(content, '\n')
}

// readHome reads home.json: its format first, since a newer one may hold anything else.
func readHome(folder string) (homeDescription, error) {
	content, err := readSmall(filepath.Join(folder, homeFile))
	if errors.Is(err, fs.ErrNotExist) {
		return homeDescription{}, &dispatch.Error{Op: "home", Kind: dispatch.KindNotFound, Code: "home_absent"}
	} else if err != nil {
		return homeDescription{}, homeError("home_unreadable", err)
	}
	return parseHome(content)
}

func parseHome(content []byte) (home homeDescription, err error) {
	damaged := &dispatch.Error{Op: "home", Kind: dispatch.KindIntegrity, Code: "home_damaged"}
	var head struct{ Format string }
	if err := json.Unmarshal(content, &head); err != nil {
		return home, damaged
	}
	number, ours := strings.CutPrefix(head.Format, homeFormat)
	version, err := strconv.Atoi(number)
	switch {
	case !ours || err != nil || version < homeVersion:
		return home, damaged
	case version > homeVersion:
		return home, &dispatch.Error{Op: "home", Kind: dispatch.KindNewer, Code: "home_newer"}
	}
	if err := json.Unmarshal(content, &home); err != nil || !home.ID.Valid() || !home.Vault.known() {
		return homeDescription{}, damaged
	}
	return home, nil
}
