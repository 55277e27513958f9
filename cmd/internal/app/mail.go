package app

import (
	"cmp"
	"context"
	"crypto/x509"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/email"
	"github.com/souspli/souspli/dispatch/oauth"
)

// mailSMTP is the provider of accounts that have a mail server and a password.
const mailSMTP = "smtp"

// MailProviders names the services that an e-mail account may use, in alphabetical order.
func MailProviders() []string { return []string{email.Microsoft365, mailSMTP} }

// signedInMail completes the configuration of an account that signs in to Microsoft 365.
func (c *channels) signedInMail(config *email.Config, account dispatch.Account, secret []byte, roots *x509.CertPool) error {
	m, err := email.ParseMicrosoft(account)
	if err != nil {
		return err
	}
	if len(secret) > 0 {
		grant, err := oauth.ParseGrant(secret)
		if err != nil {
			return err
		}
		if m.Graph != nil {
			m.Graph.Other = !strings.EqualFold(grant.Who, cmp.Or(account.User, account.From))
		}
	}
	source, err := c.source(account, m, roots)
	if err != nil {
		return err
	}
	config.URL, config.Password, config.Graph = m.URL, nil, m.Graph
	config.SignIn = &email.SignIn{Tokens: source, Scope: m.SMTPScope}
	if config.User == "" {
		config.User = account.From
	}
	return nil
}

// source gives the tokens of an account: one source for all its channels, so that they share tokens in memory.
func (c *channels) source(account dispatch.Account, m email.Microsoft, roots *x509.CertPool) (*oauth.Source, error) {
	client, err := c.microsoftClient(account, m, roots)
	if err != nil {
		return nil, err
	}
	return c.sources.of(account, func() *oauth.Source { return oauth.NewSource(client, grantKeeper{c.app, account.ID}) })
}

func (c *channels) microsoftClient(account dispatch.Account, m email.Microsoft, roots *x509.CertPool) (*oauth.Client, error) {
	server, err := oauth.Microsoft(m.Authority, m.Tenant)
	if err != nil {
		return nil, err
	}
	hint := account.User
	if hint == "" {
		hint = account.From
	}
	return oauth.New(oauth.Config{
		Server: server, ClientID: m.Client, Scopes: m.Scopes(), Hint: hint, Roots: roots,
		Words: sentence, Random: c.app.config.Random, Clock: systemClock{c.app.config.Now},
		Patience: c.app.config.Patience,
	})
}

// signInMicrosoft signs a person in. The account keeps the mailbox that its administrator gave it, and takes the
// person's own otherwise.
func (c *channels) signInMicrosoft(
	ctx context.Context, account dispatch.Account, show func(desk.SignInPage) error,
) (dispatch.Account, []byte, error) {
	roots, err := trust(account.TrustedCA)
	if err != nil {
		return account, nil, err
	}
	m, err := email.ParseMicrosoft(account)
	if err != nil {
		return account, nil, err
	}
	client, err := c.microsoftClient(account, m, roots)
	if err != nil {
		return account, nil, err
	}
	return grantTo(ctx, account, client, m.Device, show)
}

// grantTo lets a person grant the account what its client asks for, in the browser or, where the device has none,
// with a code.
func grantTo(
	ctx context.Context, account dispatch.Account, client *oauth.Client, device bool, show func(desk.SignInPage) error,
) (dispatch.Account, []byte, error) {
	signIn := client.Browser
	if device {
		signIn = client.Device
	}
	grant, err := signIn(ctx, func(page oauth.Page) error { return show(desk.SignInPage(page)) })
	if err != nil {
		return account, nil, err
	}
	if account.User == "" {
		account.User = grant.Who
	}
	return account, grant.Marshal(), nil
}
