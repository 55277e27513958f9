package crypto

import (
	"bytes"
	"math"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	openpgp "github.com/ProtonMail/go-crypto/openpgp/v2"
)

// Extend is the same key, valid for two years from at. Recipients keep the fingerprint that they
// verified; they need the new copy of the certificate. A revoked key is ErrKeyRevoked.
func (i *Identity) Extend(at time.Time) (*Identity, error) {
	return i.change(at, func(*openpgp.Entity, *packet.Config) error { return nil })
}

// WithAddress is the same key with one user id more, extended as Extend does. The newest user id is the
// primary one. An address that the key has already changes nothing but the dates.
func (i *Identity) WithAddress(name, address string, at time.Time) (*Identity, error) {
	if !bareAddress(address) {
		return nil, ErrBadUserID
	}
	return i.change(at, func(e *openpgp.Entity, config *packet.Config) error {
		id := packet.NewUserId(userIDName(name), "", address)
		if id == nil {
			return ErrBadUserID
		}
		if _, ok := e.Identities[id.Id]; ok {
			return nil
		}
		return e.AddUserId(userIDName(name), "", address, config)
	})
}

func (i *Identity) change(at time.Time, also func(*openpgp.Entity, *packet.Config) error) (*Identity, error) {
	if at.IsZero() {
		return nil, ErrNoTime
	}
	e, err := i.entity()
	if err != nil {
		return nil, err
	}
	lifetime := int64(at.Add(identityLifetime).Sub(e.PrimaryKey.CreationTime) / time.Second)
	switch {
	case revoked(e):
		return nil, ErrKeyRevoked
	case lifetime < 1, lifetime > math.MaxUint32:
		return nil, ErrKeyNotYetValid // by this clock
	}
	config := openPGP(at)
	config.KeyLifetimeSecs = uint32(lifetime)
	for _, id := range e.Identities {
		if err := resign(id, config); err != nil {
			return nil, err
		}
	}
	if err := also(e, config); err != nil {
		return nil, err
	}
	var secret bytes.Buffer
	if err := e.SerializePrivateWithoutSigning(&secret, config); err != nil {
		return nil, err
	}
	return &Identity{secret.Bytes(), i.fingerprint}, nil
}

// resign states the user id anew, with the same preferences and another end. One that is revoked stays so.
func resign(id *openpgp.Identity, config *packet.Config) error {
	signature, err := id.Verify(config.Now(), config)
	if err != nil {
		return nil //nolint:nilerr // not a user id any more
	}
	signature.CreationTime, signature.KeyLifetimeSecs = config.Now(), &config.KeyLifetimeSecs
	return signature.SignUserId(id.UserId.Id, id.Primary.PrimaryKey, id.Primary.PrivateKey, config)
}

// RevocationCertificate is a revocation of the key that stands alone, armored, to be kept apart and
// published should the secret key be lost or known to others. Any OpenPGP program imports it.
func (i *Identity) RevocationCertificate(at time.Time) ([]byte, error) {
	e, err := i.entity()
	if err != nil {
		return nil, err
	}
	if err := e.Revoke(packet.NoReason, "", openPGP(at)); err != nil {
		return nil, err
	}
	var binary bytes.Buffer
	if err := e.Revocations[len(e.Revocations)-1].Packet.Serialize(&binary); err != nil {
		return nil, err
	}
	return armorOf(binary.Bytes(), map[string]string{"Comment": "This is a revocation certificate"})
}

// ArmorCertificate is a certificate as text, to paste or to print.
func ArmorCertificate(certificate []byte) ([]byte, error) { return armorOf(certificate, nil) }

func armorOf(binary []byte, headers map[string]string) ([]byte, error) {
	var text bytes.Buffer
	// With the checksum: without it GnuPG 2.2 misreads one armor in three.
	w, err := armor.EncodeWithChecksumOption(&text, openpgp.PublicKeyType, headers, true)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(binary); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	text.WriteByte('\n')
	return text.Bytes(), nil
}
