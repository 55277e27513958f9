package crypto

import (
	"bufio"
	"errors"
	"io"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/armor"
	pgperrors "github.com/ProtonMail/go-crypto/openpgp/errors"
	openpgp "github.com/ProtonMail/go-crypto/openpgp/v2"
)

// OpenSealed decrypts a message made by Seal, armored or not, and verifies that one of the signers' keys
// signed it and was valid when it did. What it writes to dst may be believed only once it has returned
// nil: give it a temporary file or a buffer, and drop that on error. Errors are ErrNotForUs,
// ErrMessageDamaged and ErrSignatureUnverified, or those of dst.
func OpenSealed(dst io.Writer, src io.Reader, identity *Identity, signers [][]byte) (err error) {
	defer func() {
		if recover() != nil {
			err = ErrMessageDamaged
		}
	}()
	own, err := identity.entity()
	if err != nil {
		return err
	}
	keys, known, err := readSigners(signers)
	if err != nil {
		return err
	}
	message, err := openMessage(src, append(keys, own))
	if err != nil {
		return err
	}
	out := &recordingWriter{w: dst}
	if _, err := io.Copy(out, message.UnverifiedBody); err != nil {
		if out.err != nil {
			return out.err
		}
		return ErrMessageDamaged
	}
	if message.SignatureError != nil || message.SignedBy == nil || !known[fingerprintOf(message.SignedBy.Entity)] {
		return ErrSignatureUnverified
	}
	return nil
}

func readSigners(signers [][]byte) (keys openpgp.EntityList, known map[string]bool, err error) {
	known = map[string]bool{}
	for _, certificate := range signers {
		entities, err := readEntities(certificate)
		if err != nil {
			return nil, nil, err
		}
		for _, e := range entities {
			keys = append(keys, e)
			known[fingerprintOf(e)] = true
		}
	}
	return keys, known, nil
}

// openMessage decrypts up to the content. With no time given the library checks every key at the time of
// the signature, which is what counts for a message that was kept.
func openMessage(src io.Reader, keys openpgp.EntityList) (*openpgp.MessageDetails, error) {
	packets, err := messagePackets(src)
	if err != nil {
		return nil, err
	}
	message, err := openpgp.ReadMessage(packets, keys, nil, openPGP(time.Time{}))
	switch {
	case errors.Is(err, pgperrors.ErrKeyIncorrect):
		return nil, ErrNotForUs
	case err != nil || !message.IsEncrypted:
		return nil, ErrMessageDamaged
	case !message.IsSigned:
		return nil, ErrSignatureUnverified
	}
	return message, nil
}

func messagePackets(src io.Reader) (io.Reader, error) {
	buffered := bufio.NewReader(src)
	first, err := buffered.Peek(1)
	if err != nil {
		return nil, ErrMessageDamaged
	}
	if isBinary(first) {
		return buffered, nil
	}
	block, err := armor.Decode(buffered)
	if err != nil || block.Type != openpgp.MessageType {
		return nil, ErrMessageDamaged
	}
	return block.Body, nil
}

// recordingWriter remembers its own error, to tell it from one of the source.
type recordingWriter struct {
	w   io.Writer
	err error
}

func (r *recordingWriter) Write(p []byte) (int, error) {
	n, err := r.w.Write(p)
	r.err = err
	return n, err
}
