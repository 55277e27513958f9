package desk

import (
	"context"
	"io"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// RenewalNotice is how long before its end the clinic's own key becomes a task: recipients need the new copy
// before the old one ends.
const RenewalNotice = 60 * 24 * time.Hour

// revocationsSetting keeps what revokes each own key, by fingerprint: the secret key may be what is lost.
const revocationsSetting = "own_key_revocations"

// ownKey returns the clinic's own certificate and whether it can still sign.
func (d *Desk) ownKey(ctx context.Context) (dispatch.Key, bool, error) {
	key, secret, err := d.config.Store.OwnKey(ctx)
	clear(secret)
	if dispatch.KindOf(err) == dispatch.KindNotFound && err != nil {
		return key, false, nil
	}
	return key, err == nil && (key.Expires.IsZero() || key.Expires.After(d.config.Now())), err
}

// OwnKey returns the clinic's own certificate, and makes one first when there is none or it has expired:
// for the address of the mail account, else of the clinic's profile.
func (d *Desk) OwnKey(ctx context.Context) (dispatch.Key, error) {
	key, good, err := d.ownKey(ctx)
	if err != nil || good {
		return key, err
	}
	return d.makeOwnKey(ctx)
}

// makeOwnKey keeps what revokes the key before the key itself: none is ever used that cannot be revoked.
func (d *Desk) makeOwnKey(ctx context.Context) (dispatch.Key, error) {
	name, address, err := d.ownIdentity(ctx)
	if err != nil {
		return dispatch.Key{}, err
	}
	if address == "" {
		return dispatch.Key{}, invalid("required", "email")
	}
	key, secret, err := d.config.Keyring.Generate(name, address, d.config.Now())
	if err != nil {
		return key, err
	}
	defer clear(secret)
	if err := d.keepRevocation(ctx, key.Fingerprint, secret); err != nil {
		return key, err
	}
	return d.saveOwnKey(ctx, key, secret, "own")
}

func (d *Desk) saveOwnKey(ctx context.Context, key dispatch.Key, secret []byte, what string) (dispatch.Key, error) {
	key.Own, key.State = true, dispatch.KeyVerified
	return key, d.config.Store.SaveOwnKey(ctx, key, secret, d.keyEvent(key, what))
}

func (d *Desk) keepRevocation(ctx context.Context, fingerprint string, secret []byte) error {
	kept, err := d.revocations(ctx)
	if err != nil {
		return err
	}
	if kept[fingerprint], err = d.config.Keyring.Revocation(secret, d.config.Now()); err != nil {
		return err
	}
	return d.saveSetting(ctx, revocationsSetting, kept)
}

func (d *Desk) revocations(ctx context.Context) (map[string][]byte, error) {
	kept := map[string][]byte{}
	_, err := d.config.Store.Setting(ctx, revocationsSetting, &kept)
	return kept, err
}

// prepareOwnKey makes the clinic's own key as soon as its name and address are known, so that it exists before
// the first dispatch, and gives it an address that it lacks.
func (d *Desk) prepareOwnKey(ctx context.Context) error {
	name, address, err := d.ownIdentity(ctx)
	if err != nil || name == "" || address == "" {
		return err
	}
	key, good, err := d.ownKey(ctx)
	switch {
	case err != nil:
		return err
	case !good:
		_, err = d.makeOwnKey(ctx)
	case key.UserIDFor(address) == "":
		_, err = d.extendOwnKey(ctx)
	}
	return err
}

// ownIdentity is the name and the address of the clinic's key; either may be empty. An account that may send
// nothing protected has no place in a key that recipients are handed.
func (d *Desk) ownIdentity(ctx context.Context) (name, address string, err error) {
	sender, _, err := d.Sender(ctx)
	if err != nil {
		return "", "", err
	}
	accounts, err := d.config.Store.Accounts(ctx)
	if err != nil {
		return "", "", err
	}
	address = sender.Email
	for _, account := range accounts {
		if account.Channel == dispatch.EmailEncrypted && account.From != "" && account.Standing == dispatch.RSSSAccount {
			address = account.From
		}
	}
	return sender.Organisation, address, nil
}

// RenewOwnKey gives the clinic's own key two more years: recipients keep the fingerprint that they verified.
// A fresh one instead is another key, whose fingerprint every recipient must verify again; the old one still
// opens what was sealed for it.
func (d *Desk) RenewOwnKey(ctx context.Context, fresh bool) (dispatch.Key, error) {
	if fresh {
		return d.makeOwnKey(ctx)
	}
	return d.extendOwnKey(ctx)
}

func (d *Desk) extendOwnKey(ctx context.Context) (dispatch.Key, error) {
	name, address, err := d.ownIdentity(ctx)
	if err != nil {
		return dispatch.Key{}, err
	}
	key, secret, err := d.config.Store.OwnKey(ctx)
	if err != nil {
		return key, err
	}
	defer clear(secret)
	key, renewed, err := d.config.Keyring.Extend(secret, name, address, d.config.Now())
	if err != nil {
		return key, err
	}
	defer clear(renewed)
	return d.saveOwnKey(ctx, key, renewed, "renewed")
}

// OwnKeyStanding is what there is to do about the clinic's own key.
type OwnKeyStanding struct {
	Key     *dispatch.Key `json:"key"`     // nil: there is none yet
	Renew   bool          `json:"renew"`   // it ends within RenewalNotice, or has ended
	Expired bool          `json:"expired"` // it has ended
}

// OwnKeyStanding tells whether the clinic's own key waits for a person. It makes none.
func (d *Desk) OwnKeyStanding(ctx context.Context) (OwnKeyStanding, error) {
	key, good, err := d.ownKey(ctx)
	if err != nil || key.Fingerprint == "" {
		return OwnKeyStanding{}, err
	}
	soon := !key.Expires.IsZero() && !key.Expires.After(d.config.Now().Add(RenewalNotice))
	return OwnKeyStanding{Key: &key, Renew: soon, Expired: !good}, nil
}

// ArmoredKey is a certificate as text, to hand out or to publish: the clinic's own or another's.
func (d *Desk) ArmoredKey(ctx context.Context, fingerprint string) ([]byte, error) {
	key, err := d.config.Store.Key(ctx, normalFingerprint(fingerprint))
	if err != nil {
		return nil, err
	}
	return d.config.Keyring.Armor(key.Certificate)
}

// Revocation is what a person keeps apart, to revoke the clinic's own key when its secret part is lost or
// known to others.
type Revocation struct {
	Key         dispatch.Key
	Name        string // of the clinic
	Certificate []byte // armored
}

// OwnRevocation returns it as it was kept when the key was made; for a key that is older than that, it is made
// now. That it was taken out is logged.
func (d *Desk) OwnRevocation(ctx context.Context) (Revocation, error) {
	key, secret, err := d.config.Store.OwnKey(ctx)
	if err != nil {
		return Revocation{}, err
	}
	defer clear(secret)
	kept, err := d.revocations(ctx)
	if err == nil && len(kept[key.Fingerprint]) == 0 {
		if err = d.keepRevocation(ctx, key.Fingerprint, secret); err == nil {
			kept, err = d.revocations(ctx)
		}
	}
	if err != nil {
		return Revocation{}, err
	}
	name, _, err := d.ownIdentity(ctx)
	if err != nil {
		return Revocation{}, err
	}
	return Revocation{key, name, kept[key.Fingerprint]}, d.config.Store.Append(ctx, d.keyEvent(key, "revocation"))
}

// PrintRevocation writes the revocation certificate of the clinic's own key as a page to print and lock away.
func (d *Desk) PrintRevocation(ctx context.Context, w io.Writer, language string) error {
	r, err := d.OwnRevocation(ctx)
	if err != nil {
		return err
	}
	return d.config.PrintRevocation(w, r, language)
}
