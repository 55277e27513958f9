package app

import (
	"context"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/directory"
)

// directory opens the account's directory without connecting.
func (c *channels) directory(account dispatch.Account, secret []byte) (*directory.LDAP, error) {
	if err := c.sameSide(account); err != nil {
		return nil, err
	}
	roots, err := trust(account.TrustedCA)
	if err != nil {
		return nil, err
	}
	return directory.NewLDAP(directory.LDAPConfig{
		Name: account.Name, URL: account.URL, User: account.User, Password: secret, Roots: roots, Settings: account.Settings,
		Timeout: c.app.config.Patience,
	})
}

// searchDirectory lists everybody whom an LDAP account's directory has.
func (c *channels) searchDirectory(ctx context.Context, account dispatch.Account, secret []byte) ([]dispatch.Listed, error) {
	ldap, err := c.directory(account, secret)
	if err != nil {
		return nil, err
	}
	return ldap.All(ctx)
}

func (c *channels) testDirectory(ctx context.Context, account dispatch.Account, secret []byte) error {
	ldap, err := c.directory(account, secret)
	if err != nil {
		return err
	}
	return ldap.Test(ctx)
}
