package crypto

import (
	"bufio"
	stdcrypto "crypto"
	"io"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/s2k"
	openpgp "github.com/ProtonMail/go-crypto/openpgp/v2"
)

// s2kCount is how many bytes are hashed for one guess at a passphrase: the most that the format can say
// (RFC 9580, 3.7.1.3), some sixty milliseconds of one core.
const s2kCount = 65011712

// SealWithPassphrase encrypts what is written into one binary OpenPGP message that opens with the
// passphrase, in constant memory: SKESK version 4 with an iterated and salted key derivation, and SEIPD
// version 1 with AES-256, because that is what every program reads. It is not signed: a recipient without
// our certificate would be told of an unknown signer. The passphrase is bound like that of LockPDF. The
// message is complete only once Close has returned nil; Close does not close dst.
func SealWithPassphrase(dst io.Writer, passphrase string, at time.Time) (io.WriteCloser, error) {
	switch {
	case at.IsZero():
		return nil, ErrNoTime
	case !usablePassphrase(passphrase):
		return nil, ErrPassphraseUnusable
	}
	config := openPGP(at)
	config.S2KConfig = &s2k.Config{S2KMode: s2k.IteratedSaltedS2K, Hash: stdcrypto.SHA256, S2KCount: s2kCount}
	s := &sealing{out: bufio.NewWriterSize(dst, sealBuffer)}
	var err error
	s.message, err = openpgp.SymmetricallyEncrypt(s.out, []byte(passphrase), nil, config)
	if err != nil {
		return nil, err
	}
	s.in = bufio.NewWriterSize(s.message, sealBuffer)
	return s, nil
}
