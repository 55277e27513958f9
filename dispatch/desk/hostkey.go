package desk

import (
	"context"
	"maps"

	"github.com/souspli/souspli/dispatch"
)

// SettingHostKey is the setting of an account that pins the key of its server.
const SettingHostKey = "host_key"

// HostKey asks the server behind an account for the fingerprint of its key, for a person to compare, and
// tells the one that is pinned; empty: none yet. Nothing is given to the server.
func (d *Desk) HostKey(ctx context.Context, name string) (shown, pinned string, err error) {
	account, err := d.account(ctx, name)
	if err != nil {
		return "", "", err
	}
	secret, err := d.config.Store.AccountSecret(ctx, account.ID)
	if err != nil {
		return "", "", err
	}
	return d.config.HostKey(ctx, account, secret)
}

// PinHostKey keeps the fingerprint that a person confirmed. It is refused when the server shows another one
// now, and with KindRefused and host_key_replaces when another one is pinned: see ReplaceHostKey.
func (d *Desk) PinHostKey(ctx context.Context, name, fingerprint string) (dispatch.Account, error) {
	return d.ReplaceHostKey(ctx, name, fingerprint, "")
}

// ReplaceHostKey is PinHostKey in place of the pinned fingerprint, which a person must name: a key that changed may be
// somebody in between. The log names both.
func (d *Desk) ReplaceHostKey(ctx context.Context, name, fingerprint, replaced string) (dispatch.Account, error) {
	shown, pinned, err := d.HostKey(ctx, name)
	switch {
	case err != nil:
		return dispatch.Account{}, err
	case shown != fingerprint:
		return dispatch.Account{}, distrusted(dispatch.KindRejected, "sftp_host_key_changed", shown)
	case pinned != "" && pinned != fingerprint && pinned != replaced:
		return dispatch.Account{}, distrusted(dispatch.KindRefused, "host_key_replaces", pinned)
	}
	account, err := d.account(ctx, name)
	if err != nil {
		return account, err
	}
	settings := maps.Clone(account.Settings)
	if settings == nil {
		settings = map[string]string{}
	}
	settings[SettingHostKey] = fingerprint
	account.Settings = settings
	details := map[string]string{"account": string(account.ID), "what": SettingHostKey, SettingHostKey: fingerprint}
	if pinned != "" && pinned != fingerprint {
		details["replaced"] = pinned
	}
	return account, d.config.Store.SaveAccount(ctx, account, nil, d.event(dispatch.EventAccountSaved, details))
}

func distrusted(kind dispatch.Kind, code, fingerprint string) error {
	return &dispatch.Error{Op: "desk.host_key", Kind: kind, Code: code, Detail: fingerprint, Certainty: dispatch.Unsent}
}
