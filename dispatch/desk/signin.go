package desk

import (
	"context"

	"github.com/souspli/souspli/dispatch"
)

// SignInPage is what a person opens in a browser to sign in to a service.
type SignInPage struct {
	URL  string
	Code string // to type there; empty: none is needed
}

// SignIn signs in to a service in the browser, and keeps what the service grants as the account's secret.
// It calls show once the page is known, and returns when the person has signed in there, ctx ends, or the
// service refuses.
func (d *Desk) SignIn(ctx context.Context, name string, show func(SignInPage) error) (dispatch.Account, error) {
	account, err := d.account(ctx, name)
	if err != nil {
		return account, err
	}
	if account.Provider == PracticeProvider {
		return account, refused("practice_home")
	}
	account, secret, err := d.config.SignIn(ctx, account, show)
	if err != nil {
		return account, err
	}
	return account, d.config.Store.SaveAccount(ctx, account, secret, d.event(dispatch.EventSignedIn, map[string]string{
		"account": string(account.ID), "provider": account.Provider,
	}))
}
