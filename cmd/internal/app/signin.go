package app

import (
	"context"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/email"
	"github.com/souspli/souspli/dispatch/portal/nextcloud"
	"github.com/souspli/souspli/dispatch/portal/sharepoint"
)

// signIn is how the accounts of one provider are signed in to in a browser. It returns the account as the
// service named it, and its new secret.
type signIn func(ctx context.Context, a dispatch.Account, show func(desk.SignInPage) error) (dispatch.Account, []byte, error)

// signIns are the providers whose accounts are signed in to in a browser.
func (c *channels) signIns() map[string]signIn {
	return map[string]signIn{
		email.Microsoft365:  c.signInMicrosoft,
		nextcloud.Provider:  c.signInNextcloud,
		sharepoint.Provider: c.signInSharePoint,
	}
}

// SignsIn tells whether accounts of a provider are signed in to in a browser instead of with a password.
func (a *App) SignsIn(provider string) bool { return a.channels.signIns()[provider] != nil }

// SignsIn is the same without a home.
func SignsIn(provider string) bool { return (&channels{}).signIns()[provider] != nil }

func (c *channels) signIn(
	ctx context.Context, account dispatch.Account, show func(desk.SignInPage) error,
) (dispatch.Account, []byte, error) {
	with := c.signIns()[account.Provider]
	if with == nil {
		return account, nil, &dispatch.Error{
			Op: "app.sign_in", Kind: dispatch.KindInvalid, Code: "account_no_sign_in", Field: "provider", Certainty: dispatch.Unsent,
		}
	}
	return with(ctx, account, show)
}
