package desk

import (
	"bytes"
	"context"
	"maps"
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
	signed, secret, err := d.config.SignIn(ctx, account, show)
	if err != nil {
		return account, err
	}
	defer clear(secret)
	kept, err := d.config.Store.ChangeAccount(ctx, account.ID, secret, func(kept *dispatch.Account) (dispatch.Event, error) {
		if !sameService(*kept, account) {
			return dispatch.Event{}, outdated("desk.sign_in", "account_changed_meanwhile")
		}
		kept.User, kept.URL = signed.User, signed.URL
		return d.event(dispatch.EventSignedIn, map[string]string{"account": string(kept.ID), "provider": kept.Provider}), nil
	})
	if err != nil {
		return kept, err
	}
	if d.config.SignedIn != nil {
		d.config.SignedIn(kept.ID)
	}
	return kept, d.forgetCheck(ctx, kept.ID)
}

// sameService reports whether what was granted for an account is for the account as it is now: a grant is given to no
// other server.
func sameService(now, then dispatch.Account) bool {
	return now.Provider == then.Provider && now.URL == then.URL && now.User == then.User && now.From == then.From &&
		maps.Equal(now.Settings, then.Settings) && bytes.Equal(now.TrustedCA, then.TrustedCA)
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
