package desk

import (
	"context"
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

// drawPassphrase draws words in the language of the recipient, else of the clinic.
func (d *Desk) drawPassphrase(ctx context.Context, r dispatch.Recipient) (string, error) {
	if r.Language != "" {
		return d.config.NewPassphrase(r.Language), nil
	}
	sender, _, err := d.Sender(ctx)
	return d.config.NewPassphrase(sender.Language), err
}

// AgreeSecret draws a secret to share with a recipient, keeps it in place of an earlier one, and returns it to
// be told at once: from now on, what the recipient opens with a passphrase opens with it. Dispatches made before
// keep theirs. Its keeping is logged, the words never.
func (d *Desk) AgreeSecret(ctx context.Context, recipient dispatch.ID) (string, error) {
	r, err := d.config.Store.Recipient(ctx, recipient)
	if err != nil {
		return "", err
	}
	secret, err := d.drawPassphrase(ctx, r)
	if err != nil {
		return "", err
	}
	return secret, d.config.Store.SaveAgreedSecret(ctx, r.ID, secret, d.secretEvent(dispatch.EventSecretAgreed, r))
}

// AgreedSince is since when a secret is shared with a recipient, zero when none is.
func (d *Desk) AgreedSince(ctx context.Context, recipient dispatch.ID) (time.Time, error) {
	_, since, err := d.config.Store.AgreedSecret(ctx, recipient)
	return since, err
}

// Secret shows the secret shared with a recipient. The showing is logged first. It fails with KindNotFound and
// no_agreed_secret when there is none.
func (d *Desk) Secret(ctx context.Context, recipient dispatch.ID) (string, error) {
	r, err := d.config.Store.Recipient(ctx, recipient)
	if err != nil {
		return "", err
	}
	secret, _, err := d.config.Store.AgreedSecret(ctx, r.ID)
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

// ForgetSecret destroys the secret shared with a recipient. Dispatches made before keep their copy until it is
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
