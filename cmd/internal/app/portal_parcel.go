package app

import (
	"context"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// forPortal adds what only a portal asks for: the passphrase of a share, and where to keep what goes on
// with an upload.
func (c *channels) forPortal(ctx context.Context, d dispatch.Dispatch, p dispatch.Parcel) (_ dispatch.Parcel, err error) {
	p.Upload = c.app.store.UploadState(d.ID)
	p.Passphrase, err = c.app.store.Passphrase(ctx, d.ID)
	return p, err
}

// nowhere is an address that nobody answers at: what a practice portal can keep is known without starting it.
const nowhere = "https://localhost/"

// capabilities are what the service behind an account can keep, nil when its channel does not say. Nobody is
// contacted.
func (c *channels) capabilities(ctx context.Context, account dispatch.Account) (*dispatch.Capabilities, error) {
	channel, err := c.portalOf(ctx, account)
	if err != nil {
		return nil, err
	}
	able, ok := channel.(dispatch.Capable)
	if !ok {
		return nil, nil
	}
	told := able.Capabilities()
	return &told, nil
}

func (c *channels) portalOf(ctx context.Context, account dispatch.Account) (dispatch.Channel, error) {
	if account.Channel == dispatch.Portal && account.Provider == desk.PracticeProvider {
		account.URL, account.User = nowhere, desk.PracticeProvider
		return c.portal(account, []byte(desk.PracticeProvider), nil)
	}
	secret, err := c.app.store.AccountSecret(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	return c.open(ctx, account, secret)
}
