package crypto

import (
	"bufio"
	"errors"
	"io"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	openpgp "github.com/ProtonMail/go-crypto/openpgp/v2"
)

// SealOptions say by whom and for whom a message is sealed.
type SealOptions struct {
	Signer     *Identity
	Recipients [][]byte  // one certificate each; each must have passed CheckRecipient for its address
	At         time.Time // of the signature, and at which the certificates must be valid
	Armor      bool      // ASCII armor, lines ending in LF
}

// sealBuffer gathers small writes on both sides of the encryption; without it armor is five times slower.
const sealBuffer = 64 << 10

// Seal signs and encrypts what is written into one OpenPGP message, in constant memory: PKESK version 3
// and SEIPD version 1 with AES-256, uncompressed, without file name or date, whatever the certificates
// advertise, because that is what every client reads. The signer can read it too. The message is complete
// only once Close has returned nil; Close does not close dst. Certificates that must not be sealed for
// are refused with their Problem.
func Seal(dst io.Writer, o SealOptions) (io.WriteCloser, error) {
	signer, recipients, err := o.entities()
	if err != nil {
		return nil, err
	}
	s := &sealing{out: bufio.NewWriterSize(dst, sealBuffer)}
	if o.Armor {
		// With the checksum that RFC 9580 allows to leave out: without it GnuPG 2.2 misreads one armor in three.
		if s.armor, err = armor.EncodeWithChecksumOption(s.out, openpgp.MessageType, nil, true); err != nil {
			return nil, err
		}
	}
	s.message, err = openpgp.EncryptWithParams(s.inner(), recipients, nil, &openpgp.EncryptParams{
		Signers: []*openpgp.Entity{signer},
		Config:  openPGP(o.At),
	})
	if err != nil {
		return nil, err
	}
	s.in = bufio.NewWriterSize(s.message, sealBuffer)
	return s, nil
}

// entities reads the signer with its secret part, and everyone who can read, the signer included.
func (o SealOptions) entities() (*openpgp.Entity, []*openpgp.Entity, error) {
	switch {
	case o.At.IsZero():
		return nil, nil, ErrNoTime
	case o.Signer == nil:
		return nil, nil, ErrNoSigner
	case len(o.Recipients) == 0:
		return nil, nil, ErrNoRecipient
	}
	signer, err := o.Signer.entity()
	if err != nil {
		return nil, nil, err
	}
	own, err := o.Signer.Certificate()
	if err != nil {
		return nil, nil, err
	}
	var readers []*openpgp.Entity
	seen := map[string]bool{}
	for _, certificate := range append([][]byte{own}, o.Recipients...) {
		e, err := readerOf(certificate, o.At)
		if err != nil {
			return nil, nil, err
		}
		if !seen[fingerprintOf(e)] {
			seen[fingerprintOf(e)] = true
			readers = append(readers, e)
		}
	}
	return signer, readers, nil
}

// readerOf reads one certificate to encrypt to.
func readerOf(certificate []byte, at time.Time) (e *openpgp.Entity, err error) {
	defer func() {
		if recover() != nil {
			e, err = nil, ErrCertificateDamaged
		}
	}()
	entities, err := readCertificates(certificate, at)
	if err != nil {
		return nil, err
	}
	if len(entities) != 1 {
		return nil, ErrTooMany
	}
	e = entities[0]
	if problem := problemOf(e, at); problem != nil {
		return nil, problem
	}
	plainFormat(e)
	return e, nil
}

// plainFormat makes the library choose SEIPD version 1 and AES-256: it follows what certificates
// advertise, whatever its configuration says. The copy read here is used for nothing else.
func plainFormat(e *openpgp.Entity) {
	signatures := e.DirectSignatures
	for _, id := range e.Identities {
		signatures = append(signatures, id.SelfCertifications...)
	}
	for _, s := range signatures {
		s.Packet.SEIPDv2 = false
		s.Packet.PreferredSymmetric = []uint8{uint8(packet.CipherAES256)}
	}
}

// sealing is a message in the making: in, message, armor, out, from the plaintext outward.
type sealing struct {
	in      *bufio.Writer
	message io.WriteCloser
	armor   io.WriteCloser // nil: binary
	out     *bufio.Writer
	closed  bool
	err     error
}

var errSealClosed = errors.New("crypto: write to a closed message")

func (s *sealing) inner() io.Writer {
	if s.armor != nil {
		return s.armor
	}
	return s.out
}

// Write seals p.
func (s *sealing) Write(p []byte) (int, error) {
	if s.closed {
		return 0, errSealClosed
	}
	return s.in.Write(p)
}

// Close ends every layer in order. After an error nothing further is written, so that what lies in dst
// can be seen to be cut short. Closing again answers the same.
func (s *sealing) Close() error {
	if s.closed {
		return s.err
	}
	s.closed = true
	steps := []func() error{s.in.Flush, s.message.Close}
	if s.armor != nil {
		steps = append(steps, s.armor.Close, s.endLine)
	}
	for _, step := range append(steps, s.out.Flush) {
		if s.err = step(); s.err != nil {
			return s.err
		}
	}
	return nil
}

// endLine ends the last line of the armor, which the library leaves open.
func (s *sealing) endLine() error { return s.out.WriteByte('\n') }
