package email

import (
	"context"
	"encoding/hex"
	"errors"
	"time"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
)

// Limits of what a person writes, in bytes.
const (
	maxSubject = 400
	maxMessage = 100 << 10
)

// Passphrases shorter than this are no protection; longer than 127 bytes PDF cannot take (ISO 32000-2,
// 7.6.4.3.3).
const (
	minPassphrase = 12
	maxPassphrase = 127
)

// Check refuses what cannot be sent: address, form, texts, documents, key or passphrase, and size.
func (c *Channel) Check(ctx context.Context, p dispatch.Parcel) error {
	if ctx.Err() != nil {
		return interrupted(ctx)
	}
	if err := c.check(p); err != nil {
		return err
	}
	return nil
}

// check returns a typed nil-able error; every rule is one function.
func (c *Channel) check(p dispatch.Parcel) *dispatch.Error {
	rules := []func(dispatch.Parcel) *dispatch.Error{
		checkAttempt, checkAddress, checkTexts, checkDocuments, c.checkForm, c.checkSize,
	}
	for _, rule := range rules {
		if err := rule(p); err != nil {
			return err
		}
	}
	return nil
}

func checkAttempt(p dispatch.Parcel) *dispatch.Error {
	if p.Attempt.Valid() {
		return nil
	}
	return unsent(dispatch.KindInternal, "mail_attempt_missing")
}

func checkAddress(p dispatch.Parcel) *dispatch.Error {
	if _, _, err := splitAddress(p.Route.Address); err != nil {
		return invalid("address", "mail_address_invalid", nil)
	}
	return nil
}

func checkTexts(p dispatch.Parcel) *dispatch.Error {
	switch {
	case !oneLine(p.Subject) || len(p.Subject) > maxSubject:
		return invalid("subject", "mail_subject_invalid", nil)
	case !manyLines(p.Message) || len(p.Message) > maxMessage:
		return invalid("message", "mail_message_invalid", nil)
	case !oneLine(p.Sender.Organisation) || len(p.Sender.Organisation) > maxSubject:
		return invalid("organisation", "mail_sender_invalid", nil)
	case !oneLine(p.Sender.Name) || !manyLines(p.Sender.Address):
		return invalid("sender", "mail_sender_invalid", nil)
	}
	return nil
}

func checkDocuments(p dispatch.Parcel) *dispatch.Error {
	if len(p.Documents) == 0 && (!p.Form.HidesWords() || p.Message == "") {
		return invalid("documents", "mail_nothing_to_send", nil)
	}
	for _, d := range p.Documents {
		if sum, err := hex.DecodeString(d.SHA256); err != nil || len(sum) != 32 || d.Size <= 0 || d.Open == nil {
			return unsent(dispatch.KindIntegrity, "mail_document_unreadable")
		}
	}
	return nil
}

func (c *Channel) checkForm(p dispatch.Parcel) *dispatch.Error {
	switch p.Form {
	case dispatch.OpenPGP, dispatch.OpenPGPAttachment:
		return c.checkSealed(p)
	case dispatch.SMIME:
		return c.checkSMIME(p)
	case dispatch.LockedPDF:
		return checkLocked(p)
	case dispatch.OpenPGPPassphrase:
		return checkPassphrase(p)
	case dispatch.Gateway:
		return c.checkGateway(p)
	default:
		return invalid("form", "mail_form_unknown", nil)
	}
}

func (c *Channel) checkSealed(p dispatch.Parcel) *dispatch.Error {
	switch {
	case c.identity == nil:
		return unsent(dispatch.KindCredentials, "mail_own_key_missing")
	case p.Key == nil || len(p.Key.Certificate) == 0 || p.Key.Kind != dispatch.OpenPGPKey:
		return unsent(dispatch.KindCredentials, "mail_key_missing")
	case p.Key.State == dispatch.KeyBlocked:
		return unsent(dispatch.KindCredentials, "mail_key_blocked")
	}
	return checkKey(p.Key.Certificate, boundAddress(p), c.now())
}

// boundAddress is the address that the certificate must bear: a person may have chosen an organisation's for another.
func boundAddress(p dispatch.Parcel) string {
	if bound := p.Key.UserIDFor(p.Route.Address); bound != "" {
		return bound
	}
	return p.Route.Address
}

func checkKey(certificate []byte, address string, at time.Time) *dispatch.Error {
	err := crypto.CheckRecipient(certificate, address, at)
	if err == nil {
		return nil
	}
	codes := []struct {
		err  error
		code string
	}{
		{crypto.ErrKeyExpired, "mail_key_expired"},
		{crypto.ErrKeyRevoked, "mail_key_revoked"},
		{crypto.ErrKeyNotYetValid, "mail_key_not_yet_valid"},
		{crypto.ErrKeyTooNew, "mail_key_too_new"},
		{crypto.ErrNoEncryptionKey, "mail_key_cannot_encrypt"},
		{crypto.ErrKeyWeak, "mail_key_weak"},
		{crypto.ErrNoMatchingAddress, "mail_key_other_address"},
	}
	for _, known := range codes {
		if errors.Is(err, known.err) {
			return unsent(dispatch.KindCredentials, known.code)
		}
	}
	return unsent(dispatch.KindCredentials, "mail_key_unusable")
}

// checkLocked refuses what cannot be locked.
func checkLocked(p dispatch.Parcel) *dispatch.Error {
	if err := checkClearWords(p); err != nil {
		return err
	}
	return checkPassphrase(p)
}

func checkPassphrase(p dispatch.Parcel) *dispatch.Error {
	if len(p.Passphrase) < minPassphrase || len(p.Passphrase) > maxPassphrase {
		return unsent(dispatch.KindCredentials, "mail_passphrase_missing")
	}
	return nil
}

// checkClearWords refuses words that would have to travel in the clear: they could name the patient, and
// leaving them out in silence would be worse.
func checkClearWords(p dispatch.Parcel) *dispatch.Error {
	switch {
	case p.Subject != "":
		return invalid("subject", "mail_subject_needs_encryption", nil)
	case p.Message != "":
		return invalid("message", "mail_message_needs_encryption", nil)
	}
	return nil
}

func (c *Channel) checkSize(p dispatch.Parcel) *dispatch.Error {
	if wireSize(p) > c.maxSize {
		return invalid("documents", "mail_too_large", nil)
	}
	return nil
}
