package app

import (
	"context"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
)

// OpensBySecret reports whether something that a person types may open the home that Open gave up on: its passphrase
// or its recovery code.
func OpensBySecret(why error) bool {
	return dispatch.KindOf(why) == dispatch.KindCredentials || dispatch.CodeOf(why) == "recovery_code_mistyped"
}

// HasPassphrase reports whether the home of c opens by a passphrase.
func HasPassphrase(c Config) bool {
	home, err := readHome(c.Home)
	return err == nil && home.Vault == PassphraseVault
}

// OpenTyped opens a home by what a person typed: its passphrase where it has one, or its recovery code. recovered
// reports the code: the home may want another way to be opened then.
func OpenTyped(ctx context.Context, c Config, typed string) (a *App, recovered bool, err error) {
	c, err = c.withDefaults()
	if err != nil {
		return nil, false, err
	}
	c.RecoveryFile, c.PassphraseFile, c.Passphrase = "", "", ""
	_, mistyped := crypto.ParseRecoveryCode(typed)
	switch {
	case mistyped == nil:
		c.RecoveryCode, recovered = typed, true
	case HasPassphrase(c):
		c.Passphrase = typed
	default:
		return nil, false, explain(mistyped)
	}
	a, err = Open(ctx, c)
	return a, recovered, err
}
