package uitest

import (
	"context"
	"io"
	"slices"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// Publish makes certificates known to the home, and others to be found for any address.
func (d *Desk) Publish(known, found []dispatch.Key) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.keys, d.published = slices.Concat(d.keys, known), found
	d.version++
}

func (d *Desk) changeKey(method, fingerprint string, change func(*dispatch.Key)) (dispatch.Key, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called(method); err != nil {
		return dispatch.Key{}, err
	}
	i := slices.IndexFunc(d.keys, func(k dispatch.Key) bool { return k.Fingerprint == fingerprint })
	if i < 0 {
		return dispatch.Key{}, &dispatch.Error{Kind: dispatch.KindNotFound, Code: "key_not_found"}
	}
	change(&d.keys[i])
	d.version++
	return d.keys[i], nil
}

// KeyCall is the first recipient with the address and a number.
func (d *Desk) KeyCall(_ context.Context, fingerprint string) (desk.KeyCall, error) {
	key, err := d.changeKey("KeyCall", fingerprint, func(*dispatch.Key) {})
	if err != nil {
		return desk.KeyCall{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, r := range d.recipients {
		if r.Phone != "" && r.Email() != "" && key.UserIDFor(r.Email()) != "" {
			return desk.KeyCall{Key: key, Recipient: r}, nil
		}
	}
	return desk.KeyCall{}, &dispatch.Error{Kind: dispatch.KindRefused, Code: "key_no_phone"}
}

// VerifyKeyByPhone verifies it.
func (d *Desk) VerifyKeyByPhone(_ context.Context, fingerprint string) (dispatch.Key, error) {
	return d.changeKey("VerifyKeyByPhone", fingerprint, func(k *dispatch.Key) {
		k.State, k.Blocked, k.Problem = dispatch.KeyVerified, "", ""
		k.Verification = &dispatch.Verification{By: "accueil", How: desk.ByTelephone, At: d.Now()}
	})
}

// BlockKey blocks it.
func (d *Desk) BlockKey(_ context.Context, fingerprint string) (dispatch.Key, error) {
	return d.changeKey("BlockKey", fingerprint, func(k *dispatch.Key) {
		k.State, k.Blocked, k.Problem = dispatch.KeyBlocked, dispatch.KeyRefused, dispatch.KeyRefused
	})
}

// FindKeys tells what was published.
func (d *Desk) FindKeys(_ context.Context, _ string, consent bool) (desk.KeySearch, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	asked := []string{dispatch.KeyFromWKD}
	if consent {
		asked = append(asked, dispatch.KeyFromKeyserver)
	}
	return desk.KeySearch{Found: slices.Clone(d.published), Asked: asked}, d.called("FindKeys")
}

// ImportFound keeps what was found.
func (d *Desk) ImportFound(_ context.Context, found []dispatch.Key) ([]dispatch.Key, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("ImportFound"); err != nil {
		return nil, err
	}
	d.keys = append(d.keys, found...)
	d.version++
	return found, nil
}

// OwnKeyStanding is that of the first own key, which ends when it says.
func (d *Desk) OwnKeyStanding(context.Context) (desk.OwnKeyStanding, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, key := range d.keys {
		if key.Own {
			return desk.OwnKeyStanding{
				Key: &key, Renew: key.Expires.Before(d.Now().Add(desk.RenewalNotice)), Expired: key.Expires.Before(d.Now()),
			}, d.called("OwnKeyStanding")
		}
	}
	return desk.OwnKeyStanding{}, d.called("OwnKeyStanding")
}

// RenewOwnKey gives it two more years.
func (d *Desk) RenewOwnKey(context.Context, bool) (dispatch.Key, error) {
	standing, err := d.OwnKeyStanding(context.Background())
	if err != nil || standing.Key == nil {
		return dispatch.Key{}, err
	}
	return d.changeKey("RenewOwnKey", standing.Key.Fingerprint, func(k *dispatch.Key) { k.Expires = d.Now().AddDate(2, 0, 0) })
}

// PrintRevocation writes a word.
func (d *Desk) PrintRevocation(_ context.Context, w io.Writer, language string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("PrintRevocation"); err != nil {
		return err
	}
	_, err := io.WriteString(w, "revocation "+language)
	return err
}
