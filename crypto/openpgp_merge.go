package crypto

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/packet"
	openpgp "github.com/ProtonMail/go-crypto/openpgp/v2"
)

// MergeCertificate is known with all that the same key states in update: newer dates, new subkeys, and
// above all revocations, of which none is ever lost. An update may be a copy of the certificate, one
// without user ids, or a revocation alone, armored or binary; what it says of other keys, and what others
// say of this one, is left out. Every statement is verified, at most 256 of them: more is ErrTooMany. An
// update that cannot be read is ErrCertificateDamaged or ErrSecretKey.
func MergeCertificate(known, update []byte, at time.Time) (Certificate, error) {
	entities, err := readCertificates(known, at)
	if err != nil {
		return Certificate{}, err
	}
	if len(entities) != 1 {
		return Certificate{}, ErrTooMany
	}
	if weak(entities[0].PrimaryKey) { // no signature of a weak key is even verified
		return describe(entities[0], at)
	}
	merged, err := merge(entities[0], known, update)
	if err != nil {
		return Certificate{}, err
	}
	return describe(merged, at)
}

// merge recovers: signatures of strangers are parsed and verified here.
func merge(e *openpgp.Entity, known, update []byte) (merged *openpgp.Entity, err error) {
	defer func() {
		if recover() != nil {
			merged, err = nil, ErrCertificateDamaged
		}
	}()
	if len(update) > maxCertificates {
		return nil, ErrTooMany
	}
	m := &merger{budget: maxStatements, seen: map[[sha256.Size]byte]bool{}, entity: &openpgp.Entity{
		PrimaryKey: e.PrimaryKey, Identities: map[string]*openpgp.Identity{},
	}}
	for _, data := range [][]byte{known, update} {
		blocks, err := keyBlocks(data)
		if err != nil {
			return nil, err
		}
		for _, block := range blocks {
			if err := m.read(block); err != nil {
				return nil, err
			}
		}
	}
	if len(m.entity.Identities) == 0 {
		m.entity.Identities = e.Identities // none was signed: without any, the certificate could not be read again
	}
	return m.entity, bound(m.entity)
}

// merger gathers what one primary key states of itself.
type merger struct {
	entity *openpgp.Entity
	budget int // statements that may still be verified
	seen   map[[sha256.Size]byte]bool
}

// read takes the statements of one block. Signatures before any key may be a revocation that stands alone.
func (m *merger) read(block []byte) error {
	packets := packet.NewReader(bytes.NewReader(block))
	var about packet.Packet = m.entity.PrimaryKey
	for {
		p, err := packets.NextWithUnsupported()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return ErrCertificateDamaged
		}
		switch p := p.(type) {
		case *packet.PrivateKey:
			return ErrSecretKey
		case *packet.Signature:
			if err := m.take(about, p); err != nil {
				return err
			}
		default:
			about = m.subject(about, p)
		}
	}
}

// subject is what the signatures after p are about; nil when they are none of ours.
func (m *merger) subject(before, p packet.Packet) packet.Packet {
	switch p := p.(type) {
	case *packet.PublicKey:
		if !p.IsSubkey && !bytes.Equal(p.Fingerprint, m.entity.PrimaryKey.Fingerprint) || unusableSubkey(p) {
			return nil
		}
		if p.IsSubkey && before == nil {
			return nil // of another key, or of a part that cannot be read
		}
		return p
	case *packet.UserId:
		if before == nil {
			return nil
		}
		return p
	case *packet.UnsupportedPacket:
		if _, ok := p.IncompletePacket.(*packet.Signature); ok {
			return before
		}
	}
	return nil
}

// take keeps a signature that the key made about a part of itself, once.
func (m *merger) take(about packet.Packet, s *packet.Signature) error {
	if about == nil || !s.CheckKeyIdOrFingerprint(m.entity.PrimaryKey) || !m.first(about, s) {
		return nil
	}
	if m.budget--; m.budget < 0 {
		return ErrTooMany
	}
	switch about := about.(type) {
	case *packet.UserId:
		m.takeUserID(about, s)
	case *packet.PublicKey:
		if about.IsSubkey {
			m.takeSubkey(about, s)
		} else {
			m.takePrimary(s)
		}
	}
	return nil
}

// first reports whether the statement is met for the first time.
func (m *merger) first(about packet.Packet, s *packet.Signature) bool {
	var statement bytes.Buffer
	switch about := about.(type) {
	case *packet.UserId:
		statement.WriteString(about.Id)
	case *packet.PublicKey:
		statement.Write(about.Fingerprint)
	}
	if s.Serialize(&statement) != nil {
		return false
	}
	sum := sha256.Sum256(statement.Bytes())
	known := m.seen[sum]
	m.seen[sum] = true
	return !known
}

func (m *merger) takePrimary(s *packet.Signature) {
	e := m.entity
	switch s.SigType {
	case packet.SigTypeKeyRevocation:
		if e.PrimaryKey.VerifyRevocationSignature(s) == nil {
			e.Revocations = append(e.Revocations, packet.NewVerifiableSig(s))
		}
	case packet.SigTypeDirectSignature:
		if e.PrimaryKey.VerifyDirectKeySignature(s) == nil {
			e.DirectSignatures = append(e.DirectSignatures, packet.NewVerifiableSig(s))
		}
	}
}

func (m *merger) takeUserID(u *packet.UserId, s *packet.Signature) {
	e := m.entity
	if !aboutUserID(s) || e.PrimaryKey.VerifyUserIdSignature(u.Id, e.PrimaryKey, s) != nil {
		return
	}
	identity, ok := e.Identities[u.Id]
	if !ok {
		identity = &openpgp.Identity{Primary: e, Name: u.Id, UserId: u}
		e.Identities[u.Id] = identity
	}
	if s.SigType == packet.SigTypeCertificationRevocation {
		identity.Revocations = append(identity.Revocations, packet.NewVerifiableSig(s))
		return
	}
	identity.SelfCertifications = append(identity.SelfCertifications, packet.NewVerifiableSig(s))
}

func aboutUserID(s *packet.Signature) bool {
	switch s.SigType {
	case packet.SigTypeGenericCert, packet.SigTypePersonaCert, packet.SigTypeCasualCert, packet.SigTypePositiveCert,
		packet.SigTypeCertificationRevocation:
		return true
	default:
		return false
	}
}

func (m *merger) takeSubkey(key *packet.PublicKey, s *packet.Signature) {
	revokes := s.SigType == packet.SigTypeSubkeyRevocation
	switch {
	case !revokes && s.SigType != packet.SigTypeSubkeyBinding,
		revokes && m.entity.PrimaryKey.VerifySubkeyRevocationSignature(s, key) != nil,
		!revokes && m.entity.PrimaryKey.VerifyKeySignature(key, s) != nil:
		return
	}
	subkey := m.subkey(key)
	if revokes {
		subkey.Revocations = append(subkey.Revocations, packet.NewVerifiableSig(s))
		return
	}
	subkey.Bindings = append(subkey.Bindings, packet.NewVerifiableSig(s))
}

func (m *merger) subkey(key *packet.PublicKey) *openpgp.Subkey {
	e := m.entity
	i := slices.IndexFunc(e.Subkeys, func(s openpgp.Subkey) bool { return bytes.Equal(s.PublicKey.Fingerprint, key.Fingerprint) })
	if i < 0 {
		e.Subkeys = append(e.Subkeys, openpgp.Subkey{Primary: e, PublicKey: key})
		i = len(e.Subkeys) - 1
	}
	return &e.Subkeys[i]
}
