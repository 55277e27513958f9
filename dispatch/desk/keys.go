package desk

import (
	"context"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// ImportKey stores the certificates in data. One for an address that already has another certificate is
// stored blocked, until a person verifies its fingerprint.
func (d *Desk) ImportKey(ctx context.Context, data []byte) ([]dispatch.Key, error) {
	imported, err := d.config.Keyring.Parse(data, d.config.Now())
	if err != nil {
		return nil, err
	}
	known, err := d.config.Store.Keys(ctx)
	if err != nil {
		return nil, err
	}
	for i := range imported {
		place(&imported[i], known)
		if err := d.saveKey(ctx, imported[i], "import"); err != nil {
			return nil, err
		}
	}
	return imported, nil
}

// place gives a certificate its state beside those already known. A block and a verification survive
// the import of another copy.
func place(key *dispatch.Key, known []dispatch.Key) {
	key.State = dispatch.KeyUnverified
	for _, other := range known {
		switch {
		case other.Own:
		case other.Fingerprint == key.Fingerprint:
			key.State, key.Verification = other.State, other.Verification
			return
		case other.State != dispatch.KeyBlocked && sharesAddress(*key, other):
			key.State = dispatch.KeyBlocked
		}
	}
}

func sharesAddress(a, b dispatch.Key) bool {
	return slices.ContainsFunc(a.Addresses, func(address string) bool { return slices.Contains(b.Addresses, address) })
}

// VerifyKey records that the fingerprint was compared with its owner, by the means named, and blocks
// the other certificates of the same addresses.
func (d *Desk) VerifyKey(ctx context.Context, fingerprint, how string) (dispatch.Key, error) {
	key, err := d.config.Store.Key(ctx, normalFingerprint(fingerprint))
	if err != nil {
		return key, err
	}
	if strings.TrimSpace(how) == "" {
		return key, invalid("required", "how")
	}
	known, err := d.config.Store.Keys(ctx)
	if err != nil {
		return key, err
	}
	key.State = dispatch.KeyVerified
	key.Verification = &dispatch.Verification{By: d.config.Actor, How: how, At: d.config.Now()}
	if err := d.saveKey(ctx, key, "verify"); err != nil {
		return key, err
	}
	for _, other := range known {
		if other.Fingerprint == key.Fingerprint || other.Own || !sharesAddress(key, other) {
			continue
		}
		other.State = dispatch.KeyBlocked
		if err := d.saveKey(ctx, other, "superseded"); err != nil {
			return key, err
		}
	}
	return key, nil
}

// BlockKey makes sure that a certificate is not used again.
func (d *Desk) BlockKey(ctx context.Context, fingerprint string) (dispatch.Key, error) {
	key, err := d.config.Store.Key(ctx, normalFingerprint(fingerprint))
	if err != nil {
		return key, err
	}
	key.State = dispatch.KeyBlocked
	return key, d.saveKey(ctx, key, "block")
}

func normalFingerprint(text string) string {
	return strings.ToLower(strings.Join(strings.Fields(text), ""))
}

func (d *Desk) saveKey(ctx context.Context, key dispatch.Key, what string) error {
	return d.config.Store.SaveKey(ctx, key, d.event(dispatch.EventKeySaved, map[string]string{
		"fingerprint": key.Fingerprint, "state": string(key.State), "what": what,
	}))
}

// Keys lists every certificate.
func (d *Desk) Keys(ctx context.Context) ([]dispatch.Key, error) { return d.config.Store.Keys(ctx) }

// OwnKey returns the clinic's own certificate, and makes it first when there is none: for the address
// of the mail account, else of the clinic's profile.
func (d *Desk) OwnKey(ctx context.Context) (dispatch.Key, error) {
	key, _, err := d.config.Store.OwnKey(ctx)
	if err == nil || dispatch.KindOf(err) != dispatch.KindNotFound {
		return key, err
	}
	name, address, err := d.ownIdentity(ctx)
	if err != nil {
		return key, err
	}
	key, secret, err := d.config.Keyring.Generate(name, address, d.config.Now())
	if err != nil {
		return key, err
	}
	key.Own, key.State = true, dispatch.KeyVerified
	return key, d.config.Store.SaveOwnKey(ctx, key, secret, d.event(dispatch.EventKeySaved, map[string]string{
		"fingerprint": key.Fingerprint, "state": string(key.State), "what": "own",
	}))
}

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
		if account.Channel == dispatch.EmailEncrypted && account.From != "" {
			address = account.From
		}
	}
	if address == "" {
		return "", "", invalid("required", "email")
	}
	return sender.Organisation, address, nil
}
