package xmfax

import (
	"context"
	"crypto/x509"
	"net/http"
	"regexp"
	"sync"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/webfax"
)

const (
	providerName = "xmfax"

	// The service's own limits are not published: 200 pages are about three hours on one line.
	mostPages = 200
	mostBytes = 30 << 20
)

// Provider is an account on XM Fax. It implements fax.Provider and may be used by several goroutines.
type Provider struct {
	user, account, secret string
	own                   *regexp.Regexp // finds the three in the service's words
	header                http.Header
	roots                 *x509.CertPool
	now                   func() time.Time
	patience              time.Duration
	retries               int

	fixed     *webservice.Client // the web service, when the portal need not be asked
	portal    *webservice.Client
	portalURL string
	domain    string

	peace webfax.Peace

	mu      sync.Mutex
	found   *webservice.Client // the web service that the portal named
	foundAt time.Time
}

var _ fax.Provider = (*Provider)(nil)

// Name is xmfax.
func (p *Provider) Name() string { return providerName }

// Limits are ours; those of the service are not known.
func (p *Provider) Limits() fax.Limits { return fax.Limits{Pages: mostPages, Bytes: mostBytes} }

// Test asks for the fax user's profile and for the queue, as following a fax does. When the service knows
// the account but not the user, the setting is at fault.
func (p *Provider) Test(ctx context.Context) error {
	if _, err := p.call(ctx, operation{name: "getUserProfile", body: request("getUserProfile", leaf("userId", p.user))}); err != nil {
		return p.unwelcome(ctx, err)
	}
	_, err := p.page(ctx, outgoing, p.windowOf(dispatch.Attempt{Started: p.now()}), firstIndex, 1)
	return notAllowed(err)
}

// unwelcome tells an account that is refused from a fax user that is.
func (p *Provider) unwelcome(ctx context.Context, err error) error {
	if !faulted(err) || dispatch.KindOf(err) == dispatch.KindCredentials {
		return err
	}
	if _, ofAccount := p.call(ctx, operation{name: "getVersion", body: request("getVersion")}); ofAccount == nil {
		return webfax.Invalid(opConfig, "fax_account_setting", settingUser)
	}
	return notAllowed(err)
}

// notAllowed is a refusal where nothing but the account can be refused.
func notAllowed(err error) error {
	if dispatch.KindOf(err) != dispatch.KindRejected || !faulted(err) {
		return err
	}
	return &dispatch.Error{
		Op: "xmfax.test", Kind: dispatch.KindCredentials, Code: "fax_login_refused", Certainty: dispatch.Unsent,
		Detail: webfax.DetailOf(err), Err: err,
	}
}

func (p *Provider) receipt(id string, pages int) dispatch.Receipt {
	return dispatch.Receipt{Provider: providerName, Reference: webfax.Reference{ID: id, Pages: pages}.String(), At: p.now()}
}
