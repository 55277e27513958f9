package app

import (
	"crypto/x509"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/wording"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/documo"
	"github.com/souspli/souspli/fax/faxmail"
	"github.com/souspli/souspli/fax/hylafax"
	"github.com/souspli/souspli/fax/sinch"
	"github.com/souspli/souspli/fax/srfax"
	"github.com/souspli/souspli/fax/xmfax"
)

// faxProvider makes the provider of an account without connecting.
type faxProvider struct {
	name string
	open func(fax.ServiceConfig) (fax.Provider, error)
}

// faxProviders are the services that an account may name, in alphabetical order. fax/README.md tells how one is added.
var faxProviders = []faxProvider{
	{"documo", service(documo.New)},
	{"faxmail", service(faxmail.New)},
	{"hylafax", openHylaFAX},
	{"sinch", service(sinch.New)},
	{"srfax", service(srfax.New)},
	{"xmfax", service(xmfax.New)},
}

// service fits a provider's own constructor into the table.
func service[P fax.Provider](open func(fax.ServiceConfig) (P, error)) func(fax.ServiceConfig) (fax.Provider, error) {
	return func(c fax.ServiceConfig) (fax.Provider, error) {
		p, err := open(c)
		if err != nil {
			return nil, err
		}
		return p, nil
	}
}

func openHylaFAX(c fax.ServiceConfig) (fax.Provider, error) {
	p, err := hylafax.New(hylafax.Config{
		URL: c.URL, User: c.User, Password: string(c.Secret), Clock: systemClock{c.Now}, Timeout: c.Patience,
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// FaxProviders names the services that a fax account may use, in alphabetical order.
func FaxProviders() []string {
	names := make([]string, len(faxProviders))
	for i, p := range faxProviders {
		names[i] = p.name
	}
	return names
}

func (c *channels) fax(account dispatch.Account, secret []byte, roots *x509.CertPool) (dispatch.Channel, error) {
	provider, err := c.faxProvider(account, secret, roots)
	if err != nil {
		return nil, err
	}
	if _, err := preparesFax(account); err != nil {
		return nil, err
	}
	return fax.New(provider, coverTexts).Preparing(c.app.documents.FaxPages), nil
}

// PreparesFax tells whether the documents faxed through the account become clean black dots first.
func (a *App) PreparesFax(account dispatch.Account) bool {
	prepares, err := preparesFax(account)
	return err == nil && prepares
}

// preparesFax tells whether the account's documents become clean black dots before they are faxed: usually
// for a service, whose own conversion nobody has seen; not for a server of the clinic.
func preparesFax(account dispatch.Account) (bool, error) {
	own := account.Provider == "hylafax" || account.Provider == desk.PracticeProvider
	return fax.Prepares(account.Settings, !own)
}

// faxProvider opens the account's own service. The practice fax machine is a HylaFAX server.
func (c *channels) faxProvider(account dispatch.Account, secret []byte, roots *x509.CertPool) (fax.Provider, error) {
	name := account.Provider
	if name == desk.PracticeProvider {
		name = "hylafax"
	}
	i := slices.IndexFunc(faxProviders, func(p faxProvider) bool { return p.name == name })
	if i < 0 {
		return nil, &dispatch.Error{
			Op: "app.channel", Kind: dispatch.KindInvalid, Code: "account_provider", Field: "provider",
			Certainty: dispatch.Unsent, Detail: strings.Join(FaxProviders(), ", "),
		}
	}
	return faxProviders[i].open(fax.ServiceConfig{
		URL: account.URL, User: account.User, Secret: secret, Settings: providerSettings(account), Roots: roots, Now: c.app.config.Now,
		Patience: c.app.config.Patience,
	})
}

// providerSettings are those of the provider itself: it refuses names that it does not know.
func providerSettings(account dispatch.Account) map[string]string {
	settings := maps.Clone(account.Settings)
	delete(settings, fax.SettingPrepare)
	return settings
}

func coverTexts(language string) fax.CoverTexts {
	words := wording.For(wording.Language(language))
	return fax.NewCoverTexts(
		func(key string) string { return words.Text(key) },
		func(t time.Time) string { return words.DateTime(t, time.Local) },
	)
}
