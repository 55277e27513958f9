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
	shown, err = d.config.HostKey(ctx, account, secret)
	return shown, account.Settings[SettingHostKey], err
}

// PinHostKey keeps the fingerprint that a person confirmed. It is refused when the server shows another one
// now.
func (d *Desk) PinHostKey(ctx context.Context, name, fingerprint string) (dispatch.Account, error) {
	shown, _, err := d.HostKey(ctx, name)
	if err != nil {
		return dispatch.Account{}, err
	}
	if shown != fingerprint {
		return dispatch.Account{}, &dispatch.Error{
			Op: "desk.host_key", Kind: dispatch.KindRejected, Code: "sftp_host_key_changed", Detail: shown, Certainty: dispatch.Unsent,
		}
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
	return account, d.config.Store.SaveAccount(ctx, account, nil, d.event(dispatch.EventAccountSaved, map[string]string{
		"account": string(account.ID), "what": SettingHostKey, SettingHostKey: fingerprint,
	}))
}
