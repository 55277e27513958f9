package app

import (
	"context"
	"time"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/email"
)

// addForms gives an e-mail channel what the forms besides OpenPGP and locked PDFs need.
func (c *channels) addForms(ctx context.Context, account dispatch.Account, config *email.Config) (err error) {
	if config.SMIME, err = c.app.smimeIdentity(ctx); err != nil {
		return err
	}
	if config.Gateway, err = email.ParseGateway(account.Settings); err != nil {
		return err
	}
	config.GatewayApproved, err = c.app.Desk.GatewayReady(ctx, account)
	return err
}

// smimeIdentity is the clinic's own certificate, or nil when it has none.
func (a *App) smimeIdentity(ctx context.Context) (*crypto.SMIMEIdentity, error) {
	_, secret, err := a.store.OwnKeyOf(ctx, dispatch.SMIMEKey)
	if err != nil && dispatch.KindOf(err) == dispatch.KindNotFound {
		return nil, nil //nolint:nilnil // none is needed unless the form says so
	}
	if err != nil {
		return nil, err
	}
	defer clear(secret)
	identity, err := crypto.ParseSMIMEIdentity(secret)
	return identity, explain(err)
}

// addCertificate gives the parcel what its form opens with.
func (c *channels) addCertificate(ctx context.Context, d dispatch.Dispatch, p *dispatch.Parcel) (err error) {
	if d.Form.NeedsPassphrase() {
		p.Passphrase, err = c.app.store.Passphrase(ctx, d.ID)
		return err
	}
	p.Key, err = c.app.Desk.KeyFor(ctx, d)
	return err
}

// testGateway sends a message without anything personal through the account's gateway.
func (c *channels) testGateway(ctx context.Context, account dispatch.Account, secret []byte, to string) error {
	channel, err := c.open(ctx, account, secret)
	if err != nil {
		return err
	}
	mail, ok := channel.(*email.Channel)
	if !ok {
		return &dispatch.Error{Op: "app.gateway", Kind: dispatch.KindRefused, Code: "gateway_not_mail", Certainty: dispatch.Unsent}
	}
	sender, _, err := c.app.Desk.Sender(ctx)
	if err != nil {
		return err
	}
	_, err = mail.TestGateway(ctx, dispatch.Parcel{
		Attempt: dispatch.NewID(c.app.config.Random), Sender: sender, Language: sender.Language, At: c.app.config.Now(),
		Route: dispatch.Route{Channel: dispatch.EmailEncrypted, Address: to},
	})
	return err
}

// openPKCS12 reads the clinic's own certificate.
func openPKCS12(file []byte, password string, at time.Time) (dispatch.Key, []byte, error) {
	identity, err := crypto.OpenPKCS12(file, password, at)
	if err != nil {
		return dispatch.Key{}, nil, certificateError(err)
	}
	secret, err := identity.Secret()
	return certificateKey(identity.Certificate(at)), secret, explain(err)
}

// parseX509 reads the S/MIME certificates of a file.
func parseX509(data []byte, at time.Time) ([]dispatch.Key, error) {
	certificates, err := crypto.ParseSMIMECertificates(data, at)
	if err != nil {
		return nil, explain(err)
	}
	keys := make([]dispatch.Key, 0, len(certificates))
	for _, certificate := range certificates {
		keys = append(keys, certificateKey(certificate))
	}
	return keys, nil
}

func certificateKey(c crypto.SMIMECertificate) dispatch.Key {
	return dispatch.Key{
		Kind: dispatch.SMIMEKey, Fingerprint: c.Fingerprint, Addresses: c.Addresses, Created: c.Created, Expires: c.Expires,
		State: dispatch.KeyUnverified, Problem: dispatch.CodeOf(certificateError(c.Problem)), Certificate: c.Binary,
	}
}

// checkX509 refuses a certificate that cannot encrypt to the address at that time.
func checkX509(certificate []byte, address string, at time.Time) error {
	return certificateError(crypto.CheckSMIMERecipient(certificate, address, at))
}

// certificateErrors are told otherwise of X.509 certificates than of OpenPGP keys, whose owners can mend
// them.
var certificateErrors = []struct {
	err  error
	kind dispatch.Kind
	code string
}{
	{crypto.ErrKeyExpired, dispatch.KindCredentials, "certificate_expired"},
	{crypto.ErrKeyNotYetValid, dispatch.KindCredentials, "certificate_not_yet_valid"},
	{crypto.ErrKeyWeak, dispatch.KindCredentials, "certificate_weak"},
	{crypto.ErrNotRSA, dispatch.KindCredentials, "certificate_not_rsa"},
	{crypto.ErrNotForMail, dispatch.KindCredentials, "certificate_not_for_mail"},
	{crypto.ErrNoEncryptionKey, dispatch.KindCredentials, "certificate_cannot_encrypt"},
	{crypto.ErrNoSigner, dispatch.KindCredentials, "certificate_cannot_sign"},
	{crypto.ErrNoUserID, dispatch.KindCredentials, "certificate_no_address"},
	{crypto.ErrNoMatchingAddress, dispatch.KindCredentials, "certificate_other_address"},
	{crypto.ErrWrongPassword, dispatch.KindCredentials, "certificate_wrong_password"},
	{crypto.ErrIdentityDamaged, dispatch.KindInvalid, "certificate_unreadable_file"},
}

func certificateError(err error) error {
	for _, known := range certificateErrors {
		if err == known.err { //nolint:errorlint // package crypto answers with its sentinels themselves
			return &dispatch.Error{Op: "crypto", Kind: known.kind, Code: known.code, Certainty: dispatch.Unsent, Err: err}
		}
	}
	return explain(err)
}
