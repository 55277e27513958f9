package app

import (
	"time"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/email"
	"github.com/souspli/souspli/fax"
)

// keyring gives the desk its OpenPGP keys.
type keyring struct{}

// Parse reads certificates, armored or binary.
func (keyring) Parse(data []byte, at time.Time) ([]dispatch.Key, error) {
	if crypto.LooksLikeX509(data) {
		return parseX509(data, at)
	}
	certificates, err := crypto.ParseCertificates(data, at)
	if err != nil {
		return nil, explain(err)
	}
	keys := make([]dispatch.Key, 0, len(certificates))
	for _, certificate := range certificates {
		keys = append(keys, keyOf(certificate))
	}
	return keys, nil
}

func keyOf(c crypto.Certificate) dispatch.Key {
	return dispatch.Key{
		Fingerprint: c.Fingerprint, Addresses: c.Addresses, Created: c.Created, Expires: c.Expires,
		State: dispatch.KeyUnverified, Problem: dispatch.CodeOf(explain(c.Problem)), Certificate: c.Binary,
	}
}

// Merge adds to a known certificate what the same key states elsewhere.
func (keyring) Merge(known, update []byte, at time.Time) (dispatch.Key, error) {
	merged, err := crypto.MergeCertificate(known, update, at)
	if err != nil {
		return dispatch.Key{}, explain(err)
	}
	return keyOf(merged), nil
}

// Generate makes the clinic's own key.
func (k keyring) Generate(name, address string, at time.Time) (dispatch.Key, []byte, error) {
	identity, err := crypto.GenerateIdentity(name, address, at)
	return k.own(identity, err, at)
}

// Extend gives the clinic's own key two more years, and the address if it lacks it.
func (k keyring) Extend(secret []byte, name, address string, at time.Time) (dispatch.Key, []byte, error) {
	identity, err := crypto.ParseIdentity(secret)
	if err != nil {
		return dispatch.Key{}, nil, explain(err)
	}
	certificate, err := identity.Certificate()
	if err != nil {
		return dispatch.Key{}, nil, explain(err)
	}
	keys, err := k.Parse(certificate, at)
	if err != nil {
		return dispatch.Key{}, nil, err
	}
	if address == "" || keys[0].UserIDFor(address) != "" {
		identity, err = identity.Extend(at)
	} else {
		identity, err = identity.WithAddress(name, address, at)
	}
	return k.own(identity, err, at)
}

// Revocation is a certificate that revokes the clinic's own key, armored.
func (keyring) Revocation(secret []byte, at time.Time) ([]byte, error) {
	identity, err := crypto.ParseIdentity(secret)
	if err != nil {
		return nil, explain(err)
	}
	return identity.RevocationCertificate(at)
}

// Armor is a certificate as text.
func (keyring) Armor(certificate []byte) ([]byte, error) { return crypto.ArmorCertificate(certificate) }

// own is a key of our own with its secret part.
func (k keyring) own(identity *crypto.Identity, err error, at time.Time) (dispatch.Key, []byte, error) {
	if err != nil {
		return dispatch.Key{}, nil, explain(err)
	}
	secret, err := identity.Secret()
	if err != nil {
		return dispatch.Key{}, nil, explain(err)
	}
	certificate, err := identity.Certificate()
	if err != nil {
		return dispatch.Key{}, nil, explain(err)
	}
	keys, err := k.Parse(certificate, at)
	if err != nil {
		return dispatch.Key{}, nil, err
	}
	return keys[0], secret, nil
}

// Check refuses a certificate that cannot encrypt to the address at that time.
func (keyring) Check(certificate []byte, address string, at time.Time) error {
	if crypto.LooksLikeX509(certificate) {
		return checkX509(certificate, address, at)
	}
	return explain(crypto.CheckRecipient(certificate, address, at))
}

// addresses reads what people type.
type addresses struct{}

// Email returns the bare, normalised address.
func (addresses) Email(text string) (string, error) { return email.ValidateAddress(text) }

// Fax returns the number in E.164 and whether it may lie outside Québec: a toll-free one is neutral.
func (addresses) Fax(text string) (string, bool, error) {
	number, err := fax.ParseNumber(text)
	return number.E164, !number.InQuebec && !number.TollFree, err
}
