package crypto

import (
	"slices"

	"github.com/ProtonMail/go-crypto/openpgp/packet"
	openpgp "github.com/ProtonMail/go-crypto/openpgp/v2"
)

// What one certificate may hold. Certificates in use stay far below; a poisoned one does not, and each
// signature of the slowest curves costs milliseconds to verify.
const (
	maxUserIDs     = 64
	maxSubkeys     = 64
	maxRevocations = 32  // of one part
	maxSelfSigned  = 8   // newest self-signatures of one part; older ones say nothing more
	maxStatements  = 256 // signatures verified in all
)

// bound drops what says nothing to us, and refuses with ErrTooMany what would take too long to verify. No
// revocation is dropped: with too many of them, a true one could hide behind false ones.
func bound(e *openpgp.Entity) error {
	dropUnusable(e)
	if len(e.Identities) > maxUserIDs || len(e.Subkeys) > maxSubkeys || len(e.Revocations) > maxRevocations {
		return ErrTooMany
	}
	e.DirectSignatures = newest(e.DirectSignatures)
	statements := len(e.Revocations) + len(e.DirectSignatures)
	for _, id := range e.Identities {
		id.SelfCertifications = newest(id.SelfCertifications)
		if len(id.Revocations) > maxRevocations {
			return ErrTooMany
		}
		statements += len(id.SelfCertifications) + len(id.Revocations)
	}
	for i := range e.Subkeys {
		s := &e.Subkeys[i]
		s.Bindings = newest(s.Bindings)
		if len(s.Revocations) > maxRevocations {
			return ErrTooMany
		}
		statements += len(s.Bindings) + len(s.Revocations)
	}
	if statements > maxStatements {
		return ErrTooMany
	}
	return nil
}

// newest keeps the newest signatures, oldest first.
func newest(signatures []*packet.VerifiableSignature) []*packet.VerifiableSignature {
	if len(signatures) <= maxSelfSigned {
		return signatures
	}
	sorted := slices.Clone(signatures)
	slices.SortStableFunc(sorted, func(a, b *packet.VerifiableSignature) int {
		return a.Packet.CreationTime.Compare(b.Packet.CreationTime)
	})
	return sorted[len(sorted)-maxSelfSigned:]
}

// dropUnusable drops subkeys that we would never use and whose signatures could be made very costly to
// verify, and the certifications of others, which say nothing to us and fill space.
func dropUnusable(e *openpgp.Entity) {
	e.Subkeys = slices.DeleteFunc(e.Subkeys, func(s openpgp.Subkey) bool { return unusableSubkey(s.PublicKey) })
	for _, id := range e.Identities {
		id.OtherCertifications = nil
	}
}

func unusableSubkey(key *packet.PublicKey) bool {
	return key.IsSubkey && (key.PubKeyAlgo == packet.PubKeyAlgoDSA || oversized(key))
}

func oversized(key *packet.PublicKey) bool {
	switch key.PubKeyAlgo {
	case packet.PubKeyAlgoRSA, packet.PubKeyAlgoRSAEncryptOnly, packet.PubKeyAlgoRSASignOnly:
		bits, err := key.BitLength()
		return err != nil || bits > maxRSABits
	default:
		return false
	}
}
