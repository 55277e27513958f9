package desk

import (
	"context"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// signOutPatience is how long a person waits for a service that is about to be forgotten.
const signOutPatience = 10 * time.Second

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

// signOut gives back what the account's service granted. One that cannot be reached, or does not answer as it
// should, keeps nobody from forgetting the account.
func (d *Desk) signOut(ctx context.Context, a dispatch.Account) {
	if d.config.SignOut == nil {
		return
	}
	secret, err := d.config.Store.AccountSecret(ctx, a.ID)
	if err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, signOutPatience)
	defer cancel()
	_ = d.config.SignOut(ctx, a, secret)
}
