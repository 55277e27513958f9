package faxmail

import (
	"crypto/x509"
	"net/url"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
)

// The names of the settings.
const (
	settingTemplate = "template"
	settingDomain   = "domain"
	settingSender   = "sender_email"
)

// New makes the provider without connecting. It refuses a server, an account or settings that could never
// work: KindInvalid, and Field names what is wrong.
func New(c fax.ServiceConfig) (*Provider, error) {
	for name := range c.Settings {
		if name != settingTemplate && name != settingDomain && name != settingSender {
			return nil, invalid("fax_account_setting", "settings")
		}
	}
	server, ok := readServer(c.URL)
	if !ok {
		return nil, invalid("fax_mail_url", "url")
	}
	switch {
	case c.User == "" || strings.ContainsFunc(c.User, unsayable):
		return nil, invalid("fax_account_user", "user")
	case len(c.Secret) == 0:
		return nil, invalid("fax_account_user", "secret")
	}
	addresses, ok := readTemplate(c.Settings[settingTemplate], c.Settings[settingDomain])
	if !ok {
		return nil, invalid("fax_account_setting", addresses.fault)
	}
	sender := c.Settings[settingSender]
	if sender == "" {
		sender = c.User
	}
	if !bareAddress(sender) {
		return nil, invalid("fax_account_setting", settingSender)
	}
	return &Provider{
		server: server, user: c.User, password: string(c.Secret), sender: sender, addresses: addresses,
		roots: c.Roots, now: c.Now, times: defaultTimeouts().atMost(c.Patience),
	}, nil
}

// server is where mail is handed in.
type server struct {
	host, port string
	implicit   bool // TLS from the first byte
}

// readServer reads smtps://host[:465], or smtp://host[:587].
func readServer(text string) (server, bool) {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return server{}, false
	}
	s := server{host: u.Hostname(), port: u.Port(), implicit: u.Scheme == "smtps"}
	switch {
	case u.Scheme != "smtps" && u.Scheme != "smtp":
		return server{}, false
	case s.port == "" && s.implicit:
		s.port = "465"
	case s.port == "":
		s.port = "587"
	}
	return s, true
}

// unsayable is a character that must not stand in a command.
func unsayable(r rune) bool { return r < ' ' || r == 0x7f }

func invalid(code, field string) error {
	return &dispatch.Error{
		Op: "faxmail.config", Kind: dispatch.KindInvalid, Code: code, Field: field, Certainty: dispatch.Unsent,
	}
}

// Provider is an account on a mail server, and the domain of a fax service. It implements fax.Provider and
// may be used by several goroutines.
type Provider struct {
	server    server
	user      string
	password  string
	sender    string
	addresses template
	roots     *x509.CertPool
	now       func() time.Time
	times     timeouts
}

var _ fax.Provider = (*Provider)(nil)
