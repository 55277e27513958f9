package app

import (
	"context"
	"crypto/x509"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/oauth"
	"github.com/souspli/souspli/dispatch/portal/sharepoint"
)

func openSharePoint(c *channels, a portalAccount) (dispatch.Channel, error) {
	settings, err := sharepoint.ParseSettings(a.Account)
	if err != nil {
		return nil, err
	}
	if len(a.secret) > 0 {
		if _, err := oauth.ParseGrant(a.secret); err != nil {
			return nil, err
		}
	}
	client, err := c.sharePointClient(a.Account, settings, a.roots)
	if err != nil {
		return nil, err
	}
	tokens, err := c.sources.of(a.Account, func() *oauth.Source { return oauth.NewSource(client, grantKeeper{c.app, a.ID}) })
	if err != nil {
		return nil, err
	}
	channel, err := sharepoint.New(sharepoint.Config{
		URL: settings.URL, Drive: settings.Drive, Folder: settings.Folder, Tokens: tokens, Scope: settings.Scope,
		Roots: a.roots, Words: sentence, Now: c.app.config.Now, After: time.After,
		Patience: c.app.config.Patience,
	})
	if err != nil {
		return nil, err
	}
	return channel, nil
}

func (c *channels) sharePointClient(a dispatch.Account, s sharepoint.Settings, roots *x509.CertPool) (*oauth.Client, error) {
	server, err := oauth.Microsoft(s.Authority, s.Tenant)
	if err != nil {
		return nil, err
	}
	return oauth.New(oauth.Config{
		Server: server, ClientID: s.Client, Scopes: s.Scopes(), Hint: a.User, Roots: roots,
		Words: sentence, Random: c.app.config.Random, Clock: systemClock{c.app.config.Now},
		Patience: c.app.config.Patience,
	})
}

// signInSharePoint signs a person in, as for e-mail of Microsoft 365. The account is theirs unless it names another.
func (c *channels) signInSharePoint(
	ctx context.Context, account dispatch.Account, show func(desk.SignInPage) error,
) (dispatch.Account, []byte, error) {
	roots, err := trust(account.TrustedCA)
	if err != nil {
		return account, nil, err
	}
	settings, err := sharepoint.ParseSettings(account)
	if err != nil {
		return account, nil, err
	}
	client, err := c.sharePointClient(account, settings, roots)
	if err != nil {
		return account, nil, err
	}
	return grantTo(ctx, account, client, settings.Device, show)
}
