package hylafax

import (
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// Config is an account on a HylaFAX server.
type Config struct {
	URL      string // hylafax://host or hylafax://host:port; 4559 when no port is given
	User     string // empty: souspli
	Password string // may be empty: many servers trust their network
	Clock    Clock
	KillTime time.Duration // when the scheduler gives up, in minutes up to 31 days; 0: 2 h 59 min
	Timeout  time.Duration // for each answer; 0: 30 s
}

// Clock tells the time.
type Clock interface{ Now() time.Time }

const (
	defaultPort     = "4559"
	defaultUser     = "souspli"
	defaultKillTime = 2*time.Hour + 59*time.Minute
	defaultTimeout  = 30 * time.Second
)

// New makes the provider without connecting. It refuses an address that is not a HylaFAX server's, and
// a user or password that could not be said in the protocol.
func New(c Config) (*Provider, error) {
	address, err := addressOf(c.URL)
	if err != nil {
		return nil, err
	}
	if c.User == "" {
		c.User = defaultUser
	}
	if !sayable(c.User) || !sayable(c.Password) {
		return nil, invalid("fax_account_user", "user")
	}
	if c.KillTime == 0 {
		c.KillTime = defaultKillTime
	}
	if c.Timeout == 0 {
		c.Timeout = defaultTimeout
	}
	return &Provider{config: c, address: address}, nil
}

func addressOf(text string) (string, error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "hylafax" || u.Hostname() == "" || u.User != nil || strings.Trim(u.Path, "/") != "" {
		return "", invalid("fax_account_url", "url")
	}
	port := u.Port()
	if port == "" {
		port = defaultPort
	}
	if literal, err := netip.ParseAddr(u.Hostname()); err == nil && !private(literal) {
		return "", public()
	}
	return net.JoinHostPort(u.Hostname(), port), nil
}

// private reports whether plain text may go to an address. Link-local addresses are left out: any
// machine on a cable can take one.
func private(address netip.Addr) bool {
	address = address.Unmap()
	return address.IsLoopback() || address.IsPrivate()
}

// sayable refuses what would end a command early and let the rest be read as another.
func sayable(word string) bool {
	return !strings.ContainsFunc(word, func(r rune) bool { return r < ' ' || r == 0x7f })
}

func invalid(code, field string) error {
	return &dispatch.Error{
		Op: "hylafax.config", Kind: dispatch.KindInvalid, Code: code, Field: field, Certainty: dispatch.Unsent,
	}
}

func public() error {
	return &dispatch.Error{
		Op: "hylafax.connect", Kind: dispatch.KindRefused, Code: "fax_server_public", Certainty: dispatch.Unsent,
	}
}
