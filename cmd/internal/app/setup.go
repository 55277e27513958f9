package app

import (
	"context"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// Homes are the two homes of a person: a real one and one for practice.
type Homes struct{ Config Config }

// What is added to the name of a folder that was named, for the other home of the two.
const (
	practiceSuffix = "-practice"
	realSuffix     = "-real"
)

// Of is the config of one of the two. Of a folder that was named, one home stands in it and the other beside it.
func (h Homes) Of(practice bool) (Config, error) {
	c := h.Config
	c.Passphrase, c.Practice = "", practice
	if c.Home == "" {
		return c.withDefaults()
	}
	c, err := c.withDefaults()
	if err != nil {
		return c, err
	}
	if home, err := readHome(c.Home); err == nil && home.Practice != practice {
		c.Home = besideHome(c.Home, practice)
	}
	return c, nil
}

func besideHome(home string, practice bool) string {
	own, other := realSuffix, practiceSuffix
	if !practice {
		own, other = practiceSuffix, realSuffix
	}
	if base, ok := strings.CutSuffix(home, own); ok {
		return base
	}
	return home + other
}

// Exists reports whether there is such a home, whatever state it is in.
func (h Homes) Exists(practice bool) bool {
	c, err := h.Of(practice)
	return err == nil && holdsHome(c.Home)
}

func holdsHome(folder string) bool {
	_, err := readHome(folder)
	return dispatch.KindOf(err) != dispatch.KindNotFound
}

// First is what a person who starts the window means: the home named, the real home if there is one, the practice
// home if there is only that; ok is false on a first start.
func (h Homes) First() (c Config, ok bool, err error) {
	c, err = h.Config.withDefaults()
	if err != nil || holdsHome(c.Home) {
		return c, err == nil, err
	}
	if practice, err := h.Of(true); err == nil && h.Config.Home == "" && holdsHome(practice.Home) {
		return practice, true, nil
	}
	return c, false, nil
}

// TryKeyring fails when the keyring of this computer does not keep what it is given.
func (h Homes) TryKeyring(ctx context.Context) error {
	c, err := h.Of(false)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, c.KeyringLimit)
	defer cancel()
	name := "trial-" + string(dispatch.NewID(c.Random))
	if err := c.Keyring.Set(ctx, keyringService, name, "trial"); err != nil {
		return explain(err)
	}
	_, err = c.Keyring.Get(ctx, keyringService, name)
	_ = c.Keyring.Delete(context.WithoutCancel(ctx), keyringService, name) // says nothing and opens nothing
	return explain(err)
}

// Make makes the real home, opened by a passphrase or, when that is empty, by the keyring. The steps of its first
// start begin.
func (h Homes) Make(ctx context.Context, passphrase string) error {
	c, err := h.Of(false)
	if err != nil {
		return err
	}
	vault := KeyringVault
	if passphrase != "" {
		vault, c.Passphrase = PassphraseVault, passphrase
	}
	_, err = Init(ctx, c, InitOptions{Vault: vault, Setup: true})
	return err
}
