package oauth

import (
	"crypto/x509"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
)

// family begins the codes of errors.
const family = "signin"

// Server are the addresses of a service that grants tokens, all https.
type Server struct {
	Authorize string // where the person signs in
	Token     string // where codes and refresh tokens become tokens
	Device    string // where codes for another screen come from; empty: it has none
}

// Clock tells the time, and when some of it has passed.
type Clock interface {
	Now() time.Time
	After(d time.Duration) <-chan time.Time
}

// Words gives a sentence of the page that the browser ends on.
type Words func(language, key string, args ...any) string

// Config is a program as a service knows it.
type Config struct {
	Server   Server
	ClientID string
	Scopes   []string       // asked for when a person signs in
	Hint     string         // who is expected to sign in; empty: anybody
	Roots    *x509.CertPool // nil: the system's
	Words    Words
	Random   io.Reader
	Clock    Clock
	Patience time.Duration // ends an exchange in which nothing moves; 0: a minute
	Limit    time.Duration // for the person to sign in; 0: ten minutes
}

const defaultLimit = 10 * time.Minute

// Client signs in to one service. It is safe for concurrent use.
type Client struct {
	config Config
	token  *webservice.Client
	device *webservice.Client
}

// New validates c without connecting. Its errors are KindInvalid and name the Field: url, client_id, scopes.
func New(c Config) (*Client, error) {
	switch {
	case !identifier(c.ClientID):
		return nil, invalid("client_id")
	case len(c.Scopes) == 0:
		return nil, invalid("scopes")
	}
	if c.Limit == 0 {
		c.Limit = defaultLimit
	}
	client := &Client{config: c}
	var err error
	if _, err = c.service(c.Server.Authorize); err != nil {
		return nil, err
	}
	if client.token, err = c.service(c.Server.Token); err != nil {
		return nil, err
	}
	if c.Server.Device != "" {
		if client.device, err = c.service(c.Server.Device); err != nil {
			return nil, err
		}
	}
	return client, nil
}

func (c Config) service(address string) (*webservice.Client, error) {
	return webservice.New(webservice.Config{
		Base: address, Roots: c.Roots, Patience: c.Patience, Family: family,
		Header: http.Header{"Accept": {"application/json"}},
	})
}

// identifier is a client identifier of printable characters (RFC 6749, appendix A.1), not longer than any
// service gives.
func identifier(s string) bool {
	odd := func(r rune) bool { return r <= ' ' || r > '~' }
	return s != "" && len(s) <= 256 && !strings.ContainsFunc(s, odd)
}

// MicrosoftAuthority is where Microsoft's public cloud signs people in.
const MicrosoftAuthority = "https://login.microsoftonline.com"

// Microsoft are the addresses of a tenant of Microsoft Entra ID, version 2.0. authority is empty, or another
// cloud's. It refuses a tenant that is neither a domain nor an identifier, and those that stand for everybody:
// an account of the clinic belongs to one organisation. KindInvalid, Field tenant.
func Microsoft(authority, tenant string) (Server, error) {
	if authority == "" {
		authority = MicrosoftAuthority
	}
	if !tenantName(tenant) {
		return Server{}, invalid("tenant")
	}
	base, err := url.Parse(authority)
	if err != nil || base.Hostname() == "" {
		return Server{}, invalid("authority")
	}
	version := base.JoinPath(tenant, "oauth2", "v2.0")
	return Server{
		Authorize: version.JoinPath("authorize").String(),
		Token:     version.JoinPath("token").String(),
		Device:    version.JoinPath("devicecode").String(),
	}, nil
}

func tenantName(s string) bool {
	switch strings.ToLower(s) {
	case "common", "organizations", "consumers", "":
		return false
	}
	odd := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '.'
	}
	return len(s) <= 253 && !strings.ContainsFunc(s, odd) && strings.Trim(s, ".") == s
}

func invalid(field string) error {
	return &dispatch.Error{
		Op: opConfigure, Kind: dispatch.KindInvalid, Code: "signin_setting_invalid", Field: field, Certainty: dispatch.Unsent,
	}
}
