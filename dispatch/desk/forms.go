package desk

import (
	"context"
	"slices"

	"github.com/souspli/souspli/dispatch"
)

// certificates is what is known of one kind of certificate for one draft: the recipient's and our own.
type certificates struct {
	key     *dispatch.Key // of the recipient; nil when none may be used
	problem string        // why it cannot be used
	blocked bool          // one is known, and none may be used
	own     bool          // the clinic has one to sign with
}

// known reports whether the recipient has one, good or not.
func (c certificates) known() bool { return c.key != nil || c.blocked }

// usable reports whether it can be sealed for.
func (c certificates) usable() bool { return c.key != nil && c.problem == "" }

func (c certificates) verified() bool { return c.usable() && c.key.State == dispatch.KeyVerified }

// certificatesOf looks up what there is of a kind for the draft's recipient.
func (d *Desk) certificatesOf(ctx context.Context, draft Draft, kind dispatch.KeyKind) (c certificates, err error) {
	c.key, c.problem, err = d.recipientKey(ctx, draft.Recipient, kind)
	c.blocked = c.problem != ""
	if c.key != nil {
		c.problem = d.problemFor(*c.key, draft.Recipient.Email())
	}
	return c, err
}

// addForms reads all that the choice of a form depends on.
func (d *Desk) addForms(ctx context.Context, draft Draft, m *means) (err error) {
	if m.pgp, err = d.certificatesOf(ctx, draft, dispatch.OpenPGPKey); err != nil {
		return err
	}
	if _, m.pgp.own, err = d.ownKey(ctx); err != nil {
		return err
	}
	if m.smime, err = d.certificatesOf(ctx, draft, dispatch.SMIMEKey); err != nil {
		return err
	}
	account, ok := m.account(dispatch.EmailEncrypted)
	if !ok {
		return nil
	}
	if m.smime.own, err = d.signsAs(ctx, account.From); err != nil {
		return err
	}
	gateway, err := d.gateway(ctx, account)
	m.gateway = gateway.Standing(m.now)
	return err
}

// addForm says in which form encrypted e-mail leaves, why, and what that still needs.
func (m means) addForm(o *Option, draft Draft) {
	o.Form, o.FormWhy = m.form(draft)
	o.Forms = m.choices()
	choice := m.choice(o.Form)
	o.Needs, o.KeyProblem = append(o.Needs, choice.Needs...), choice.KeyProblem
}

// form is the person's, else the one that the recipient asked for, else the best that the recipient can
// open: a verified certificate, the approved gateway, a locked PDF. A certificate that is known but not
// verified, unusable or blocked comes before the weaker forms, and stops: only a person goes past it.
func (m means) form(draft Draft) (dispatch.Form, FormWhy) {
	switch {
	case draft.Form != "":
		return draft.Form, FormChosen
	case m.opens(draft.Recipient.Form):
		return draft.Recipient.Form, FormPreferred
	case m.pgp.verified():
		return dispatch.OpenPGP, FormVerified
	case m.smime.verified():
		return dispatch.SMIME, FormVerified
	case m.pgp.known():
		return dispatch.OpenPGP, FormKnown
	case m.smime.known():
		return dispatch.SMIME, FormKnown
	case m.gateway == GatewayReady:
		return dispatch.Gateway, FormDeclared
	default:
		return dispatch.LockedPDF, FormAnybody
	}
}

// opens reports whether the form that the recipient asked for is possible.
func (m means) opens(form dispatch.Form) bool {
	switch form {
	case dispatch.OpenPGP, dispatch.OpenPGPAttachment:
		return m.pgp.known()
	case dispatch.SMIME:
		return m.smime.known()
	case dispatch.Gateway:
		return m.gateway == GatewayReady
	default:
		return form.NeedsPassphrase()
	}
}

// certificateNeeds never falls back to a weaker form by itself: a certificate that is known but unusable
// stops, and so does one that nobody has verified. The rules offer encrypted e-mail only for what is
// protected: nothing that an unverified one would do for leaves this way.
func (m means) certificateNeeds(c certificates, own Need) []Need {
	var needs []Need
	if !c.own {
		needs = append(needs, own)
	}
	switch {
	case !c.usable():
		needs = append(needs, NeedKey)
	case !c.verified():
		needs = append(needs, NeedKeyVerification)
	}
	return needs
}

// KeyFor returns the certificate to seal a dispatch for, now that it leaves: nil when its form needs none,
// or when none may be used any more: only one that is still verified may.
func (d *Desk) KeyFor(ctx context.Context, sent dispatch.Dispatch) (*dispatch.Key, error) {
	if !sent.Form.NeedsKey() {
		return nil, nil //nolint:nilnil // no key is needed
	}
	key, _, err := d.recipientKey(ctx, sent.Recipient, keyKind(sent.Form))
	if err != nil || key == nil || key.State != dispatch.KeyVerified {
		return nil, err
	}
	return key, nil
}

// signsAs reports whether the clinic has a certificate that signs for the address.
func (d *Desk) signsAs(ctx context.Context, address string) (bool, error) {
	key, secret, err := d.config.Store.OwnKeyOf(ctx, dispatch.SMIMEKey)
	clear(secret)
	if err != nil && dispatch.KindOf(err) == dispatch.KindNotFound {
		return false, nil
	}
	now := d.config.Now()
	return err == nil && slices.Contains(key.Addresses, address) && !now.Before(key.Created) && !now.After(key.Expires), err
}

// ImportOwnCertificate keeps the clinic's own X.509 certificate and key, out of the PKCS #12 file that an
// authority gave (.p12, .pfx), sealed. It signs what leaves as S/MIME. The password is kept nowhere.
func (d *Desk) ImportOwnCertificate(ctx context.Context, file []byte, password string) (dispatch.Key, error) {
	key, secret, err := d.config.OpenPKCS12(file, password, d.config.Now())
	if err != nil {
		return key, err
	}
	defer clear(secret)
	key.Own, key.State = true, dispatch.KeyVerified
	return key, d.config.Store.SaveOwnKey(ctx, key, secret, d.event(dispatch.EventKeySaved, map[string]string{
		"fingerprint": key.Fingerprint, "state": string(key.State), "what": "own",
	}))
}
