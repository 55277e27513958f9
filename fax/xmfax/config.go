package xmfax

import (
	"cmp"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch/webservice"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/webfax"
)

const (
	opConfig       = "xmfax.config"
	defaultPortal  = "https://portal.xmedius.com"
	defaultRetries = 2
	mostRetries    = 5

	// patience is long, because the service may convert documents before it answers.
	patience = 3 * time.Minute

	tokenHeader = "XM-Token-Authorization" //nolint:gosec // a name, not a secret
)

// The names of the settings, and the words of one of them.
const (
	settingUser     = "user_id"
	settingEndpoint = "endpoint"
	settingDomain   = "domain"
	settingRetries  = "retries"
	settingMode     = "mode"
	modeCloud       = "cloud"
	modeOnPremises  = "onprem"
)

// New makes the provider without connecting. It refuses an account that lacks a part or that could not be
// said in the protocol: KindInvalid with the setting or field.
func New(c fax.ServiceConfig) (*Provider, error) {
	told, err := webfax.ReadSettings(opConfig, c.Settings, settingUser, settingEndpoint, settingDomain, settingMode, settingRetries)
	if err != nil {
		return nil, err
	}
	p := &Provider{
		user: told.Text(settingUser, ""), account: c.User, secret: string(c.Secret), roots: c.Roots, now: c.Now, patience: cmp.Or(c.Patience, patience),
	}
	switch {
	case !sayable(p.secret):
		return nil, webfax.Invalid(opConfig, "fax_account_user", "secret")
	case !sayable(p.user):
		return nil, told.Refuse(settingUser)
	}
	p.own = naming(p.secret, p.user, p.account)
	if p.retries, err = told.Retries(settingRetries, defaultRetries, mostRetries); err != nil {
		return nil, err
	}
	switch told.Text(settingMode, modeCloud) {
	case modeCloud:
		return p, p.setCloud(c.URL, told)
	case modeOnPremises:
		return p, p.setOnPremises(c.URL, told)
	}
	return nil, told.Refuse(settingMode)
}

// accountName is what may stand in the portal's path.
var accountName = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9_.-]*$`)

func (p *Provider) setCloud(address string, told webfax.Settings) (err error) {
	p.header = http.Header{tokenHeader: {p.secret}}
	p.domain = told.Text(settingDomain, "")
	if endpoint := told.Text(settingEndpoint, ""); endpoint != "" {
		p.fixed, err = p.connect(endpoint)
		return err
	}
	if !accountName.MatchString(p.account) {
		return webfax.Invalid(opConfig, "fax_account_user", "user")
	}
	p.portalURL = cmp.Or(address, defaultPortal)
	p.portal, err = p.connect(p.portalURL)
	return err
}

func (p *Provider) setOnPremises(address string, told webfax.Settings) (err error) {
	if !sayable(p.account) || strings.Contains(p.account, ":") {
		return webfax.Invalid(opConfig, "fax_account_user", "user")
	}
	p.header = http.Header{"Authorization": {webfax.Basic(p.account, p.secret)}}
	p.fixed, err = p.connect(told.Text(settingEndpoint, address))
	return err
}

// connect makes a client of a server that may know the account's secret.
func (p *Provider) connect(address string) (*webservice.Client, error) {
	return webservice.New(webservice.Config{Base: address, Roots: p.roots, Header: p.header, Family: webfax.Family, Patience: p.patience})
}

// sayable refuses what is empty, and what would end a header or an element early.
func sayable(word string) bool {
	return word != "" && !strings.ContainsFunc(word, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\uFFFD' })
}
