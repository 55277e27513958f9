package app

import (
	"context"
	"io"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
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

// printOpeningCard writes the page that tells how to open a document.
func (c Config) printOpeningCard(w io.Writer, card desk.OpeningCard, language string) error {
	first, ok := wording.ParseLanguage(language)
	if !ok {
		first = wording.French
	}
	return print.WriteOpeningCard(w, first, print.OpeningCard{
		Clinic: card.Clinic, Phone: card.Phone, Channel: card.Channel, Form: card.Form, Printed: c.Now(),
	})
}
