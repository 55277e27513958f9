package app

import (
	"crypto/x509"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/portal/nextcloud"
	"github.com/souspli/souspli/dispatch/portal/sendsecure"
	"github.com/souspli/souspli/dispatch/portal/sharepoint"
	"github.com/souspli/souspli/dispatch/portal/webdav"
)

// portalAccount is all that an adapter is made of.
type portalAccount struct {
	dispatch.Account
	secret []byte
	roots  *x509.CertPool
}

// portalProvider makes the channel of a portal account without connecting.
type portalProvider struct {
	name string
	open func(*channels, portalAccount) (dispatch.Channel, error)
}

// portalProviders are the portals that an account may name, in alphabetical order.
var portalProviders = []portalProvider{
	{"fhir", openFHIR},
	{nextcloud.Provider, openNextcloud},
	{sendsecure.Provider, openSendSecure},
	{"sftp", openSFTP},
	{sharepoint.Provider, openSharePoint},
	{"webdav", openWebDAV},
}

// PortalProviders names the portals that an account may use, in alphabetical order.
func PortalProviders() []string {
	names := make([]string, len(portalProviders))
	for i, p := range portalProviders {
		names[i] = p.name
	}
	return names
}

// portal opens the account's own portal. The practice portal speaks as Nextcloud does.
func (c *channels) portal(account dispatch.Account, secret []byte, roots *x509.CertPool) (dispatch.Channel, error) {
	name := account.Provider
	if name == desk.PracticeProvider {
		name = nextcloud.Provider
	}
	i := slices.IndexFunc(portalProviders, func(p portalProvider) bool { return p.name == name })
	if i < 0 {
		return nil, &dispatch.Error{
			Op: "app.channel", Kind: dispatch.KindInvalid, Code: "account_provider", Field: "provider",
			Certainty: dispatch.Unsent, Detail: strings.Join(PortalProviders(), ", "),
		}
	}
	return portalProviders[i].open(c, portalAccount{account, secret, roots})
}

func openWebDAV(c *channels, a portalAccount) (dispatch.Channel, error) {
	channel, err := webdav.New(webdav.Config{
		URL: a.URL, User: a.User, Password: a.secret, Roots: a.roots, Now: c.app.config.Now,
		Patience: c.app.config.Patience,
	})
	if err != nil {
		return nil, err
	}
	return channel, nil
}
