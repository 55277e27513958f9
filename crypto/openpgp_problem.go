package crypto

import (
	"errors"
	"time"

	pgperrors "github.com/ProtonMail/go-crypto/openpgp/errors"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	openpgp "github.com/ProtonMail/go-crypto/openpgp/v2"
)

// problemOf is why nothing may be sealed for a certificate, or nil. The strength of the primary key comes
// first: no signature of a weak key is even verified.
func problemOf(e *openpgp.Entity, at time.Time) error {
	switch {
	case at.IsZero():
		return ErrNoTime
	case weak(e.PrimaryKey):
		return ErrKeyWeak
	case revoked(e):
		return ErrKeyRevoked
	case e.PrimaryKey.CreationTime.After(at):
		return ErrKeyNotYetValid
	}
	_, err := e.VerifyPrimaryKey(at, openPGP(at))
	switch {
	case errors.Is(err, pgperrors.ErrKeyRevoked):
		return ErrKeyRevoked
	case errors.Is(err, pgperrors.ErrKeyExpired):
		return ErrKeyExpired
	case err != nil:
		return userIDProblem(e, at)
	}
	if newFormatOnly(e, at) {
		return ErrKeyTooNew
	}
	return encryptionProblem(e, at)
}

// newFormatOnly reports whether the owner's program reads nothing that Seal writes: a version 6 key, or one
// that asks for SEIPD version 2 and not for version 1 (RFC 9580, 5.2.3.32).
func newFormatOnly(e *openpgp.Entity, at time.Time) bool {
	const version6 = 6
	signature, err := e.PrimarySelfSignature(at, openPGP(at))
	return e.PrimaryKey.Version >= version6 || err == nil && signature.SEIPDv2 && !signature.SEIPDv1
}

// revoked takes any revocation that the key itself signed, whatever its date: our clock may be slow, and
// a revocation must not wait for it.
func revoked(e *openpgp.Entity) bool {
	for _, r := range e.Revocations {
		if e.PrimaryKey.VerifyRevocationSignature(r.Packet) == nil {
			return true
		}
	}
	return false
}

// userIDProblem says why no user id is valid.
func userIDProblem(e *openpgp.Entity, at time.Time) error {
	problem := ErrNoUserID
	for _, id := range e.Identities {
		for _, c := range id.SelfCertifications {
			if c.Packet.CreationTime.After(at) {
				return ErrKeyNotYetValid
			}
			if c.Packet.SigExpired(at) {
				problem = ErrKeyExpired
			}
		}
	}
	return problem
}

// encryptionProblem asks the library for the key that it would use. When there is none, the subkeys say
// why.
func encryptionProblem(e *openpgp.Entity, at time.Time) error {
	if key, err := e.EncryptionKeyWithError(at, openPGP(at)); err == nil {
		if weak(key.PublicKey) {
			return ErrKeyWeak
		}
		return nil
	}
	for _, s := range e.Subkeys {
		if !s.PublicKey.PubKeyAlgo.CanEncrypt() {
			continue
		}
		if problem := subkeyProblem(s, at); problem != nil {
			return problem
		}
	}
	return ErrNoEncryptionKey
}

func subkeyProblem(s openpgp.Subkey, at time.Time) error {
	_, err := s.Verify(at, openPGP(at))
	switch {
	case weak(s.PublicKey):
		return ErrKeyWeak
	case errors.Is(err, pgperrors.ErrKeyRevoked):
		return ErrKeyRevoked
	case s.PublicKey.CreationTime.After(at):
		return ErrKeyNotYetValid
	case errors.Is(err, pgperrors.ErrKeyExpired):
		return ErrKeyExpired
	default:
		return nil
	}
}

// weak refuses RSA below 2048 bits, DSA and ElGamal whatever their size, curves that OpenPGP never
// named, and what no sane key has.
func weak(key *packet.PublicKey) bool {
	switch key.PubKeyAlgo {
	case packet.PubKeyAlgoRSA, packet.PubKeyAlgoRSAEncryptOnly, packet.PubKeyAlgoRSASignOnly:
		bits, err := key.BitLength()
		return err != nil || bits < minRSABits || bits > maxRSABits
	case packet.PubKeyAlgoDSA, packet.PubKeyAlgoElGamal:
		return true
	case packet.PubKeyAlgoECDH, packet.PubKeyAlgoECDSA, packet.PubKeyAlgoEdDSA:
		curve, err := key.Curve()
		return err != nil || curve == packet.CurveSecP256k1
	default:
		return false
	}
}

// expiryOf is when the certificate can no longer be encrypted to: the end of the primary key, or that of
// the last of its encryption keys if that is sooner. Zero: never.
func expiryOf(e *openpgp.Entity, at time.Time) time.Time {
	var primary time.Time
	if signature, err := e.PrimarySelfSignature(at, openPGP(at)); err == nil {
		primary = endOf(e.PrimaryKey, signature)
	}
	last, found := time.Time{}, false
	for _, s := range e.Subkeys {
		signature, err := s.LatestValidBindingSignature(at, openPGP(at))
		if err != nil || !s.PublicKey.PubKeyAlgo.CanEncrypt() {
			continue
		}
		end := endOf(s.PublicKey, signature)
		if end.IsZero() {
			return primary
		}
		if end.After(last) {
			last, found = end, true
		}
	}
	if found && (primary.IsZero() || last.Before(primary)) {
		return last
	}
	return primary
}

func endOf(key *packet.PublicKey, signature *packet.Signature) time.Time {
	if signature.KeyLifetimeSecs == nil || *signature.KeyLifetimeSecs == 0 {
		return time.Time{}
	}
	return key.CreationTime.UTC().Add(time.Duration(*signature.KeyLifetimeSecs) * time.Second)
}
