package app

import (
	"context"
	"errors"
	"io"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/print"
	"github.com/souspli/souspli/dispatch/wording"
)

// gate proves who may open the home that a is.
type gate struct{ a *App }

// HasPassphrase reports whether the home opens by a passphrase.
func (g gate) HasPassphrase() bool { return g.a.home.Vault == PassphraseVault }

// Opens reports whether this is the home's passphrase.
func (g gate) Opens(ctx context.Context, typed string) (bool, error) {
	return g.fits(ctx, crypto.UnlockWithPassphrase(typed), crypto.ErrWrongPassphrase)
}

// Recovers reports whether this is the home's recovery code.
func (g gate) Recovers(ctx context.Context, typed string) (bool, error) {
	code, err := crypto.ParseRecoveryCode(typed)
	if err != nil {
		return false, nil //nolint:nilerr // anything else that somebody types is no code
	}
	return g.fits(ctx, crypto.UnlockWithRecovery(code), crypto.ErrWrongRecoveryCode)
}

// fits tries a key on the vault as it is on disk now.
func (g gate) fits(ctx context.Context, key crypto.Unlocker, wrong error) (bool, error) {
	sealed, err := readVault(g.a.config)
	if err != nil {
		return false, err
	}
	vault, err := crypto.OpenVault(ctx, sealed, key)
	switch {
	case errors.Is(err, wrong), errors.Is(err, crypto.ErrNoWrapping):
		return false, nil
	case err != nil:
		return false, explain(err)
	default:
		vault.Destroy()
		return true, nil
	}
}

// RenewRecoveryCode draws another recovery code in place of the one there was.
func (g gate) RenewRecoveryCode(context.Context) (string, error) {
	sealed, err := readVault(g.a.config)
	if err != nil {
		return "", err
	}
	file, err := crypto.ParseVaultFile(sealed)
	if err != nil {
		return "", explain(err)
	}
	code := crypto.NewRecoveryCode(g.a.config.Random)
	file = file.With(g.a.vault.WrapWithRecovery(code))
	if err := replaceFile(g.a.config.Home, vaultFile, file.Marshal()); err != nil {
		return "", err
	}
	return code.String(), nil
}

// Rekey changes what opens the home beside the recovery code.
func (g gate) Rekey(ctx context.Context, passphrase string) error {
	c, home := g.a.config, g.a.home
	c.Passphrase, c.PassphraseFile, home.Vault = passphrase, "", KeyringVault
	if passphrase != "" {
		home.Vault = PassphraseVault
	}
	return rewrap(ctx, c, home, g.a.vault)
}

// Verifier is what is kept of a lock code.
func (gate) Verifier(code string) []byte { return crypto.NewVerifier(code) }

// Verifies compares a lock code with what was kept.
func (gate) Verifies(verifier []byte, code string) (bool, error) {
	ok, err := crypto.Verify(verifier, code)
	if err != nil {
		return false, &dispatch.Error{Op: "lock", Kind: dispatch.KindIntegrity, Code: "lock_code_damaged"}
	}
	return ok, nil
}

// printRecoveryCode writes the page of a recovery code.
func (c Config) printRecoveryCode(w io.Writer, p desk.RecoveryPage, language string) error {
	chosen, ok := wording.ParseLanguage(language)
	if !ok {
		chosen = wording.French
	}
	return print.WriteRecoveryCode(w, wording.For(chosen), print.RecoveryCode{
		Clinic: p.Clinic, Code: p.Code, Printed: c.Now(),
	})
}
