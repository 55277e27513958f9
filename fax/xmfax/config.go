package xmfax

import (
	"encoding/base64"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
	"github.com/souspli/souspli/fax"
)

const (
	defaultPortal  = "https://portal.xmedius.com"
	defaultRetries = 2
	mostRetries    = 5

	// patience is long, because the service may convert documents before it answers.
	patience = 3 * time.Minute

	tokenHeader = "XM-Token-Authorization" //nolint:gosec // a name, not a secret
)

// New makes the provider without connecting. It refuses an account that lacks a part or that could not be
// said in the protocol: KindInvalid with the setting or field.
func New(c fax.ServiceConfig) (*Provider, error) {
	p := &Provider{
		user: c.Settings["user_id"], account: c.User, secret: string(c.Secret),
		roots: c.Roots, now: c.Now, retries: defaultRetries,
	}
	switch {
	case !sayable(p.secret):
		return nil, invalid("fax_account_user", "secret")
	case !sayable(p.user):
		return nil, invalid("fax_account_setting", "user_id")
	}
	p.own = naming(p.secret, p.user, p.account)
	if err := p.setRetries(c.Settings["retries"]); err != nil {
		return nil, err
	}
	switch c.Settings["mode"] {
	case "", "cloud":
		return p, p.setCloud(c)
	case "onprem":
		return p, p.setOnPremises(c)
	}
	return nil, invalid("fax_account_setting", "mode")
}

func (p *Provider) setRetries(text string) error {
	if text == "" {
		return nil
	}
	retries, err := strconv.ParseUint(text, 10, 8)
	if err != nil || retries > mostRetries {
		return invalid("fax_account_setting", "retries")
	}
	p.retries = int(retries)
	return nil
}

// accountName is what may stand in the portal's path.
var accountName = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9_.-]*$`)

func (p *Provider) setCloud(c fax.ServiceConfig) (err error) {
	p.header = http.Header{tokenHeader: {p.secret}}
	p.domain = c.Settings["domain"]
	if endpoint := c.Settings["endpoint"]; endpoint != "" {
		p.fixed, err = p.connect(endpoint)
		return err
	}
	if !accountName.MatchString(p.account) {
		return invalid("fax_account_user", "user")
	}
	portal := c.URL
	if portal == "" {
		portal = defaultPortal
	}
	p.portal, err = p.connect(portal)
	p.portalURL = portal
	return err
}

func (p *Provider) setOnPremises(c fax.ServiceConfig) (err error) {
	if !sayable(p.account) || strings.Contains(p.account, ":") {
		return invalid("fax_account_user", "user")
	}
	login := base64.StdEncoding.EncodeToString([]byte(p.account + ":" + p.secret))
	p.header = http.Header{"Authorization": {"Basic " + login}}
	endpoint := c.Settings["endpoint"]
	if endpoint == "" {
		endpoint = c.URL
	}
	p.fixed, err = p.connect(endpoint)
	return err
}

// connect makes a client of a server that may know the account's secret.
func (p *Provider) connect(address string) (*webservice.Client, error) {
	return webservice.New(webservice.Config{Base: address, Roots: p.roots, Header: p.header, Family: "fax", Patience: patience})
}

// sayable refuses what is empty, and what would end a header or an element early.
func sayable(word string) bool {
	return word != "" && !strings.ContainsFunc(word, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\uFFFD' })
}

func invalid(code, field string) error {
	return &dispatch.Error{
		Op: "xmfax.config", Kind: dispatch.KindInvalid, Code: code, Field: field, Certainty: dispatch.Unsent,
	}
}
