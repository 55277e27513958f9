package desk

import (
	"context"
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// The detail of a created dispatch that tells where its passphrase comes from.
const (
	passphraseDetail = "passphrase"
	passphraseAgreed = "agreed"
)

// passphraseFor is what a dispatch will open with, empty where nothing is needed: the secret agreed with the
// recipient, unless the draft wants another, or words drawn for this dispatch alone.
func (d *Desk) passphraseFor(ctx context.Context, draft Draft, o Option) (passphrase string, agreed bool, err error) {
	if !withPassphrase(o) {
		return "", false, nil
	}
	if !draft.DrawPassphrase && draft.Recipient.ID != "" {
		if passphrase, _, err = d.config.Store.AgreedSecret(ctx, draft.Recipient.ID); err != nil || passphrase != "" {
			return passphrase, err == nil, err
		}
	}
	passphrase, err = d.drawPassphrase(ctx, draft.Recipient)
	return passphrase, false, err
}

// tellSecret tells which of the options would open with the secret agreed with the recipient.
func (d *Desk) tellSecret(ctx context.Context, r dispatch.Recipient, options []Option) error {
	if !slices.ContainsFunc(options, withPassphrase) {
		return nil
	}
	_, since, err := d.config.Store.AgreedSecret(ctx, r.ID)
	if err != nil || since.IsZero() {
		return err
	}
	for i := range options {
		options[i].AgreedSecret = withPassphrase(options[i])
	}
	return nil
}

// drawPassphrase draws words in the language of the recipient, else of the clinic.
func (d *Desk) drawPassphrase(ctx context.Context, r dispatch.Recipient) (string, error) {
	if r.Language != "" {
		return d.config.NewPassphrase(r.Language), nil
	}
	sender, _, err := d.Sender(ctx)
	return d.config.NewPassphrase(sender.Language), err
}

// DrawSecret draws a secret to share with a recipient, keeps it in place of another that waits, and returns it to be
// told. Until SecretTold it opens nothing: the one before stays in use, or each dispatch has its own. Its keeping is
// logged, the words never.
func (d *Desk) DrawSecret(ctx context.Context, recipient dispatch.ID) (string, error) {
	r, err := d.config.Store.Recipient(ctx, recipient)
	if err != nil {
		return "", err
	}
	secret, err := d.drawPassphrase(ctx, r)
	if err != nil {
		return "", err
	}
	if err := d.config.Store.SaveDrawnSecret(ctx, r.ID, secret, d.secretEvent(dispatch.EventSecretDrawn, r)); err != nil {
		return "", err
	}
	return secret, nil
}

// SecretTold records that the recipient knows the secret drawn at that time, as SecretStanding tells it: from now on,
// what the recipient opens with a passphrase opens with it. Dispatches made before keep theirs. It fails with
// KindNotFound and no_drawn_secret, and with KindConflict and drawn_secret_changed when somebody drew another since.
func (d *Desk) SecretTold(ctx context.Context, recipient dispatch.ID, drawn time.Time) error {
	r, err := d.config.Store.Recipient(ctx, recipient)
	if err != nil {
		return err
	}
	return d.config.Store.TakeDrawnSecret(ctx, r.ID, drawn, d.secretEvent(dispatch.EventSecretAgreed, r))
}

// SecretStanding is how far a secret shared with a recipient is. The words are not in it.
type SecretStanding struct {
	Agreed time.Time // since when one is in use; zero: none is
	Drawn  time.Time // since when one waits to be told; zero: none does
}

// SecretStanding tells it for a recipient.
func (d *Desk) SecretStanding(ctx context.Context, recipient dispatch.ID) (s SecretStanding, err error) {
	if _, s.Agreed, err = d.config.Store.AgreedSecret(ctx, recipient); err != nil {
		return SecretStanding{}, err
	}
	_, s.Drawn, err = d.config.Store.DrawnSecret(ctx, recipient)
	return s, err
}

// Secret shows the secret shared with a recipient: the one that waits to be told, else the one in use. The showing
// is logged first. It fails with KindNotFound and no_agreed_secret when there is neither.
func (d *Desk) Secret(ctx context.Context, recipient dispatch.ID) (string, error) {
	r, err := d.config.Store.Recipient(ctx, recipient)
	if err != nil {
		return "", err
	}
	secret, _, err := d.config.Store.DrawnSecret(ctx, r.ID)
	if err == nil && secret == "" {
		secret, _, err = d.config.Store.AgreedSecret(ctx, r.ID)
	}
	if err != nil {
		return "", err
	}
	if secret == "" {
		return "", &dispatch.Error{Op: "desk.secret", Kind: dispatch.KindNotFound, Code: "no_agreed_secret", Certainty: dispatch.Unsent}
	}
	if err := d.config.Store.Append(ctx, d.secretEvent(dispatch.EventPassphraseShown, r)); err != nil {
		return "", err
	}
	return secret, nil
}

// ForgetSecret destroys the secrets shared with a recipient. Dispatches made before keep their copy until it is
// forgotten too.
func (d *Desk) ForgetSecret(ctx context.Context, recipient dispatch.ID) error {
	r, err := d.config.Store.Recipient(ctx, recipient)
	if err != nil {
		return err
	}
	return d.config.Store.ForgetAgreedSecret(ctx, r.ID, d.secretEvent(dispatch.EventSecretForgotten, r))
}

func (d *Desk) secretEvent(t dispatch.EventType, r dispatch.Recipient) dispatch.Event {
	return d.event(t, map[string]string{"recipient": string(r.ID)})
}
