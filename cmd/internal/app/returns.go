package app

import (
	"context"
	"io"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/email/mailbox"
)

// mailbox opens the folder of an account that receives notices, without connecting.
func (c *channels) mailbox(account dispatch.Account, secret []byte) (*mailbox.Mailbox, error) {
	if err := c.sameSide(account); err != nil {
		return nil, err
	}
	roots, err := trust(account.TrustedCA)
	if err != nil {
		return nil, err
	}
	return mailbox.New(mailbox.Config{
		URL: account.URL, User: account.User, Password: secret, Settings: account.Settings, Roots: roots, Now: c.app.config.Now,
		Patience: c.app.config.Patience,
	})
}

func (c *channels) testMailbox(ctx context.Context, account dispatch.Account, secret []byte) error {
	folder, err := c.mailbox(account, secret)
	if err != nil {
		return err
	}
	return folder.Test(ctx)
}

// fetchReports reads what came to an account's folder since a mark.
func (c *channels) fetchReports(
	ctx context.Context, account dispatch.Account, secret []byte, since dispatch.MailboxMark, take func(io.Reader) error,
) (dispatch.MailboxMark, error) {
	folder, err := c.mailbox(account, secret)
	if err != nil {
		return since, err
	}
	return folder.Read(ctx, since, take)
}

// returnsReadEvery is how often the mailboxes that receive notices are read while the program runs.
const returnsReadEvery = 10 * time.Minute

// keepReading reads them now and then every ten minutes until ctx ends. What fails is tried again the next time: a
// notice waits in its mailbox.
func (a *App) keepReading(ctx context.Context) {
	ticker := time.NewTicker(returnsReadEvery)
	defer ticker.Stop()
	for {
		_, err := a.Desk.ReadReturns(ctx)
		if err != nil && ctx.Err() == nil && dispatch.CodeOf(err) != "returns_account_missing" {
			a.config.Log.Warn("the delivery notices could not be read", "kind", dispatch.KindOf(err), "code", dispatch.CodeOf(err))
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
