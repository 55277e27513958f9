package app

import (
	"context"
	"crypto/x509"
	"io"
	"slices"
	"sync"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/email"
	"github.com/souspli/souspli/dispatch/practice"
	"github.com/souspli/souspli/dispatch/wording"
)

// channels makes the channel of an account, and the parcel of a dispatch. It implements outbox.Carrier.
type channels struct {
	app *App

	mu       sync.Mutex
	services *practice.Services // of a practice home, once something was sent

	sources grantSources
}

func newChannels(a *App) *channels { return &channels{app: a} }

// Channel returns the channel of the dispatch's account.
func (c *channels) Channel(ctx context.Context, d dispatch.Dispatch) (dispatch.Channel, error) {
	account, err := c.account(ctx, d.Account)
	if err != nil {
		return nil, err
	}
	secret, err := c.app.store.AccountSecret(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	return c.open(ctx, account, secret)
}

func (c *channels) account(ctx context.Context, id dispatch.ID) (dispatch.Account, error) {
	accounts, err := c.app.store.Accounts(ctx)
	if err != nil {
		return dispatch.Account{}, err
	}
	i := slices.IndexFunc(accounts, func(a dispatch.Account) bool { return a.ID == id })
	if i < 0 {
		return dispatch.Account{}, &dispatch.Error{Op: "app.channel", Kind: dispatch.KindNotFound, Code: "account_gone", Certainty: dispatch.Unsent}
	}
	return accounts[i], nil
}

func (c *channels) prepares(ctx context.Context, id dispatch.ID) (bool, error) {
	account, err := c.account(ctx, id)
	if err != nil {
		return false, err
	}
	return preparesFax(account)
}

// tester is a channel whose account can be tried without sending.
type tester interface {
	Test(ctx context.Context) error
}

// test connects and signs in with an account, and sends nothing. It tells whether it read all the rules by which the
// mailbox could redirect its mail.
func (c *channels) test(ctx context.Context, account dispatch.Account, secret []byte) (rulesRead bool, err error) {
	switch account.Provider {
	case desk.LDAPProvider:
		return false, c.testDirectory(ctx, account, secret)
	case desk.IMAPProvider:
		return false, c.testMailbox(ctx, account, secret)
	}
	channel, err := c.open(ctx, account, secret)
	if err != nil {
		return false, err
	}
	switch t := channel.(type) {
	case *email.Channel:
		return t.TestRules(ctx)
	case tester:
		return false, t.Test(ctx)
	}
	return false, &dispatch.Error{Op: "app.test", Kind: dispatch.KindRefused, Code: "account_untestable"}
}

// check refuses an account whose channel could never be made. It contacts nobody.
func (c *channels) check(ctx context.Context, account dispatch.Account, secret []byte) error {
	if err := knownSettings(account); err != nil {
		return err
	}
	switch account.Provider {
	case desk.PracticeProvider:
		_, err := email.ParseGateway(account.Settings)
		return err
	case desk.LDAPProvider:
		_, err := c.directory(account, secret)
		return err
	case desk.IMAPProvider:
		_, err := c.mailbox(account, secret)
		return err
	}
	_, err := c.open(ctx, account, secret)
	return err
}

// open wires a channel to its service. A practice home reaches only the services that it starts itself,
// whatever its accounts say, and a real home never those.
func (c *channels) open(ctx context.Context, account dispatch.Account, secret []byte) (dispatch.Channel, error) {
	if err := c.sameSide(account); err != nil {
		return nil, err
	}
	roots, err := trust(account.TrustedCA)
	if err != nil {
		return nil, err
	}
	if account.Provider == desk.PracticeProvider {
		if account, secret, roots, err = c.practiceAccount(ctx, account); err != nil {
			return nil, err
		}
	}
	switch account.Channel {
	case dispatch.EmailEncrypted:
		return c.mail(ctx, account, secret, roots)
	case dispatch.CloudFax:
		return c.fax(account, secret, roots)
	case dispatch.Portal:
		return c.portal(account, secret, roots)
	default:
		return nil, &dispatch.Error{Op: "app.channel", Kind: dispatch.KindInvalid, Code: "account_unknown_kind", Certainty: dispatch.Unsent}
	}
}

// sameSide keeps practice and real apart even when home.json, which is in clear, was changed.
func (c *channels) sameSide(account dispatch.Account) error {
	practice := account.Provider == desk.PracticeProvider
	if practice == c.app.home.Practice {
		return nil
	}
	code := "practice_home"
	if practice {
		code = "real_home"
	}
	return &dispatch.Error{Op: "app.channel", Kind: dispatch.KindRefused, Code: code, Certainty: dispatch.Unsent}
}

// trust adds an account's own authorities to the system's; nil means the system's alone.
func trust(pem []byte) (*x509.CertPool, error) {
	if len(pem) == 0 {
		return nil, nil
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	if !roots.AppendCertsFromPEM(pem) {
		return nil, &dispatch.Error{Op: "app.channel", Kind: dispatch.KindInvalid, Code: "certificate_unreadable", Field: "ca", Certainty: dispatch.Unsent}
	}
	return roots, nil
}

func (c *channels) mail(ctx context.Context, account dispatch.Account, secret []byte, roots *x509.CertPool) (dispatch.Channel, error) {
	identity, err := c.app.identity(ctx)
	if err != nil && dispatch.KindOf(err) != dispatch.KindNotFound {
		return nil, err
	}
	config := email.Config{
		URL: account.URL, User: account.User, Password: secret, From: account.From,
		Identity: identity, Roots: roots, Words: sentence, Random: c.app.config.Random, Now: c.app.config.Now,
		Patience: c.app.config.Patience,
	}
	if err := c.addForms(ctx, account, &config); err != nil {
		return nil, err
	}
	if account.Provider == email.Microsoft365 {
		if err := c.signedInMail(&config, account, secret, roots); err != nil {
			return nil, err
		}
	}
	return email.New(config)
}

func sentence(language, key string, args ...any) string {
	return wording.For(wording.Language(language)).Text(key, args...)
}

// identity is the clinic's own key, or KindNotFound.
func (a *App) identity(ctx context.Context) (*crypto.Identity, error) {
	_, secret, err := a.store.OwnKey(ctx)
	if err != nil {
		return nil, err
	}
	identity, err := crypto.ParseIdentity(secret)
	clear(secret)
	return identity, explain(err)
}

// Parcel makes the dispatch ready for the attempt.
func (c *channels) Parcel(ctx context.Context, d dispatch.Dispatch, attempt dispatch.ID) (dispatch.Parcel, error) {
	sender, _, err := c.app.Desk.Sender(ctx)
	if err != nil {
		return dispatch.Parcel{}, err
	}
	p := dispatch.Parcel{
		Attempt: attempt, Dispatch: d.ID, Expires: d.Expires, Recipient: d.Recipient, Route: d.Route, Sender: sender, Form: d.Form,
		Subject: d.Subject, Message: d.Message, Language: language(d, sender), At: c.app.config.Now(),
	}
	for _, doc := range d.Documents {
		p.Documents = append(p.Documents, dispatch.Content{Document: doc, Open: func(ctx context.Context) (io.ReadCloser, error) {
			return c.app.store.OpenDocument(ctx, doc)
		}})
	}
	if d.Channel == dispatch.CloudFax {
		if p.Prepare, err = c.prepares(ctx, d.Account); err != nil {
			return p, err
		}
	}
	if d.Channel == dispatch.Portal {
		return c.forPortal(ctx, d, p)
	}
	err = c.addCertificate(ctx, d, &p)
	return p, err
}

func language(d dispatch.Dispatch, sender dispatch.Sender) string {
	if d.Language != "" {
		return d.Language
	}
	if sender.Language != "" {
		return sender.Language
	}
	return string(wording.French)
}

func (c *channels) close() {
	c.sources.close()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.services != nil {
		_ = c.services.Close()
		c.services = nil
	}
}
