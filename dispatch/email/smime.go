package email

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
)

// writeSMIME writes an enveloped message (RFC 8551, 3.3) whose content is signed: encryption alone would
// not notice changes, nor tell who wrote it.
func (l letter) writeSMIME(ctx context.Context, w io.Writer) error {
	head := append(l.fields(hiddenSubject),
		field{"MIME-Version", "1.0"},
		field{"Content-Type", "application/pkcs7-mime; smime-type=enveloped-data; name=\"smime.p7m\""},
		field{"Content-Disposition", "attachment; filename=\"smime.p7m\""},
		field{"Content-Transfer-Encoding", "base64"})
	if err := writeFields(w, head); err != nil {
		return err
	}
	body := newBase64(w)
	enveloped, err := crypto.EnvelopeCMS(body, l.smimeReaders(), l.at)
	if err != nil {
		return fmt.Errorf("sealing: %w", err)
	}
	if err := l.writeSigned(ctx, enveloped); err != nil {
		return err // left open: a message closed here would pass for a whole one
	}
	if err := enveloped.Close(); err != nil {
		return err
	}
	return body.Close()
}

// smimeReaders are the recipient, and the clinic where its certificate allows.
func (l letter) smimeReaders() [][]byte {
	readers := [][]byte{l.parcel.Key.Certificate}
	if l.smime.CanReceive(l.at) {
		readers = append(readers, l.smime.Certificate(l.at).Binary)
	}
	return readers
}

// writeSigned writes the payload and a detached signature of it (RFC 8551, 3.5.3), so that it streams.
func (l letter) writeSigned(ctx context.Context, w io.Writer) error {
	boundary := l.boundary()
	_, err := io.WriteString(w, "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256;\r\n"+
		" boundary=\""+boundary+"\"\r\n\r\n--"+boundary+"\r\n")
	if err != nil {
		return err
	}
	digest := sha256.New()
	if err := l.writePayload(ctx, io.MultiWriter(w, digest)); err != nil {
		return err
	}
	signature, err := crypto.SignCMS(digest, l.smime, l.at)
	if err != nil {
		return fmt.Errorf("signing: %w", err)
	}
	_, err = io.WriteString(w, "\r\n--"+boundary+"\r\nContent-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\n"+
		"Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\n")
	if err != nil {
		return err
	}
	body := newBase64(w)
	if _, err := body.Write(signature); err != nil {
		return err
	}
	if err := body.Close(); err != nil {
		return err
	}
	_, err = io.WriteString(w, "\r\n--"+boundary+"--\r\n")
	return err
}

func (c *Channel) checkSMIME(p dispatch.Parcel) *dispatch.Error {
	if err := c.checkOwnCertificate(); err != nil {
		return err
	}
	switch {
	case p.Key == nil || len(p.Key.Certificate) == 0 || p.Key.Kind != dispatch.SMIMEKey:
		return unsent(dispatch.KindCredentials, "mail_certificate_missing")
	case p.Key.State == dispatch.KeyBlocked:
		return unsent(dispatch.KindCredentials, "mail_certificate_blocked")
	}
	return checkCertificate(p.Key.Certificate, boundAddress(p), c.now())
}

// checkOwnCertificate wants the certificate to name the address that writes: mail readers warn of any other.
func (c *Channel) checkOwnCertificate() *dispatch.Error {
	if c.smime == nil {
		return unsent(dispatch.KindCredentials, "mail_own_certificate_missing")
	}
	own := c.smime.Certificate(c.now())
	switch {
	case own.Problem != nil:
		return unsent(dispatch.KindCredentials, "mail_own_certificate_unusable")
	case !slices.Contains(own.Addresses, c.from):
		return unsent(dispatch.KindCredentials, "mail_own_certificate_other_address")
	}
	return nil
}

func checkCertificate(certificate []byte, address string, at time.Time) *dispatch.Error {
	err := crypto.CheckSMIMERecipient(certificate, address, at)
	if err == nil {
		return nil
	}
	codes := []struct {
		err  error
		code string
	}{
		{crypto.ErrKeyExpired, "mail_certificate_expired"},
		{crypto.ErrKeyNotYetValid, "mail_certificate_not_yet_valid"},
		{crypto.ErrNotRSA, "mail_certificate_not_rsa"},
		{crypto.ErrKeyWeak, "mail_certificate_weak"},
		{crypto.ErrNotForMail, "mail_certificate_not_for_mail"},
		{crypto.ErrNoEncryptionKey, "mail_certificate_cannot_encrypt"},
		{crypto.ErrNoMatchingAddress, "mail_certificate_other_address"},
	}
	for _, known := range codes {
		if errors.Is(err, known.err) {
			return unsent(dispatch.KindCredentials, known.code)
		}
	}
	return unsent(dispatch.KindCredentials, "mail_certificate_unusable")
}
