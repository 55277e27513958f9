package desk

import (
	"context"

	"github.com/souspli/souspli/dispatch"
)

// AccountKeys are the keys of our own by which some services know us instead of by a password.
type AccountKeys interface {
	// New makes the secret of an account; nil when its service wants a password.
	New(a dispatch.Account) ([]byte, error)
	// Public is the public part of an account's secret, as its service's administrator registers it.
	Public(a dispatch.Account, secret []byte) ([]byte, error)
}

// accountSecret is the secret given for a new account, or a key of our own where its service wants one.
func (d *Desk) accountSecret(a dispatch.Account, given []byte) ([]byte, error) {
	if len(given) > 0 || d.config.Practice {
		return given, nil
	}
	return d.config.AccountKeys.New(a)
}

// PublicKeys is the public part of the key that an account signs in with, for the administrator of its
// service: a JSON Web Key Set. An account without one is KindRefused.
func (d *Desk) PublicKeys(ctx context.Context, name string) ([]byte, error) {
	account, err := d.account(ctx, name)
	if err != nil {
		return nil, err
	}
	secret, err := d.config.Store.AccountSecret(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	defer clear(secret)
	return d.config.AccountKeys.Public(account, secret)
}

// RenewAccountKey gives an account a new key of our own, and returns its public part. Nothing is sent through
// the account before its service knows it.
func (d *Desk) RenewAccountKey(ctx context.Context, name string) ([]byte, error) {
	account, err := d.account(ctx, name)
	if err != nil {
		return nil, err
	}
	secret, err := d.config.AccountKeys.New(account)
	if err != nil {
		return nil, err
	}
	public, err := d.config.AccountKeys.Public(account, secret)
	if err != nil {
		return nil, err
	}
	return public, d.ChangeSecret(ctx, name, secret)
}
