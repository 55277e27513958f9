package app

import (
	"context"
	"io"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/print"
	"github.com/souspli/souspli/dispatch/wording"
)

// passphrasesLookedAt is how often passphrases whose time is over are looked for while the program runs.
const passphrasesLookedAt = time.Hour

// forgetPassphrases destroys passphrases whose time is over, now and once an hour until ctx ends. What fails is
// tried again an hour later.
func (a *App) forgetPassphrases(ctx context.Context) {
	hourly := time.NewTicker(passphrasesLookedAt)
	defer hourly.Stop()
	for {
		if _, err := a.Desk.ForgetPassphrases(ctx); err != nil && ctx.Err() == nil {
			a.config.Log.Warn("old passphrases could not be forgotten", "kind", dispatch.KindOf(err))
		}
		select {
		case <-ctx.Done():
			return
		case <-hourly.C:
		}
	}
}

// WriteOpeningCard writes the page that tells the recipient of a dispatch how to open it, in both languages, the
// recipient's own first. It holds nothing of the document, the patient or the passphrase.
func (a *App) WriteOpeningCard(ctx context.Context, w io.Writer, id dispatch.ID) error {
	d, err := a.Desk.Show(ctx, id)
	if err != nil {
		return err
	}
	sender, _, err := a.Desk.Sender(ctx)
	if err != nil {
		return err
	}
	language, ok := wording.ParseLanguage(d.Recipient.Language)
	if !ok {
		language, _ = wording.ParseLanguage(sender.Language)
	}
	return print.WriteOpeningCard(w, language, print.OpeningCard{
		Clinic: sender.Organisation, Phone: sender.Phone, Channel: d.Channel, Form: d.Form, Printed: a.config.Now(),
	})
}
