package xmfax

import (
	"context"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/publicsuffix"

	"github.com/souspli/souspli/dispatch/webservice"
	"github.com/souspli/souspli/fax/webfax"
)

const (
	endpointTerm = 12 * time.Hour // before the portal is asked again
	longestURL   = 2 << 10        // bytes
)

// vendorDomains have one owner: the United States, Europe and Canada.
var vendorDomains = []string{"xmedius.com", "xmedius.eu", "xmedius.ca"}

// endpoint is the web service of the account. Its errors are Unsent: nothing of a fax goes to the portal.
func (p *Provider) endpoint(ctx context.Context) (*webservice.Client, error) {
	if p.fixed != nil {
		return p.fixed, nil
	}
	if client := p.remembered(); client != nil {
		return client, nil
	}
	client, err := p.discover(ctx)
	if err != nil {
		return nil, webfax.Unsent("xmfax.discover", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.found, p.foundAt = client, p.now()
	return client, nil
}

func (p *Provider) remembered() *webservice.Client {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found == nil || p.now().Sub(p.foundAt) >= endpointTerm {
		return nil
	}
	return p.found
}

// discover asks the portal, whose answer is nothing but the address.
func (p *Provider) discover(ctx context.Context) (*webservice.Client, error) {
	answer, err := p.portal.Do(ctx, webservice.Request{
		Path: "services/" + p.account + "/fax/faxservice/url", Limit: longestURL,
	})
	if err != nil {
		return nil, err
	}
	if p.peace.Heed(answer, p.now()); !answer.OK() {
		return nil, p.peace.Asking(webfax.Refusal(opCall, webfax.HTTPStatus(answer.Status)), p.now())
	}
	address := strings.TrimSpace(string(answer.Body))
	if err := checkEndpoint(p.portalURL, address, p.domain); err != nil {
		return nil, err
	}
	return p.connect(address)
}

// checkEndpoint refuses a server to which the account's token must not go.
func checkEndpoint(portal, address, domain string) error {
	named, err := url.Parse(address)
	if err != nil || named.Scheme != "https" || named.Hostname() == "" || named.User != nil {
		return webfax.Garbled(opCall)
	}
	home, err := url.Parse(portal)
	if err != nil || !oneOwner(home.Hostname(), named.Hostname(), domain) {
		return elsewhere()
	}
	return nil
}

// oneOwner compares what a registrar sold: the name under a public suffix. Addresses without a name must be
// the same.
func oneOwner(portal, named, domain string) bool {
	portal, named = strings.ToLower(portal), strings.ToLower(named)
	if portal == named {
		return true
	}
	sold := registrable(named)
	switch {
	case sold == "":
		return false
	case sold == registrable(portal), sold == registrable(strings.ToLower(domain)):
		return true
	}
	return slices.Contains(vendorDomains, sold) && slices.Contains(vendorDomains, registrable(portal))
}

func registrable(host string) string {
	if _, err := netip.ParseAddr(host); err == nil {
		return ""
	}
	sold, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return ""
	}
	return sold
}
