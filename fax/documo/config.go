package documo

import (
	"net/http"
	"strings"

	"github.com/souspli/souspli/dispatch/webservice"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/webfax"
)

const (
	opConfig      = "documo.config"
	defaultURL    = "https://api.documo.com"
	settingCaller = "caller_id"
)

// New makes the provider without connecting. It refuses an address, a key or settings that could never
// work: KindInvalid, and Field names what is wrong.
func New(c fax.ServiceConfig) (*Provider, error) {
	if c.URL == "" {
		c.URL = defaultURL
	}
	if !sayable(c.Secret) {
		return nil, webfax.Invalid(opConfig, "fax_account_user", "secret")
	}
	caller, err := readSettings(c.Settings)
	if err != nil {
		return nil, err
	}
	service, err := webfax.NewService(webservice.Config{
		Base: c.URL, Roots: c.Roots, Patience: c.Patience,
		// The key itself, not base64 of a user and a password.
		Header: http.Header{"Authorization": {"Basic " + string(c.Secret)}, "Accept": {"application/json"}},
	}, c.Now)
	if err != nil {
		return nil, err
	}
	return &Provider{service: service, caller: caller, now: c.Now}, nil
}

// readSettings gives the number to send from in ten digits, or nothing.
func readSettings(given map[string]string) (string, error) {
	settings, err := webfax.ReadSettings(opConfig, given, settingCaller)
	if err != nil || settings.Text(settingCaller, "") == "" {
		return "", err
	}
	caller, err := settings.Number(settingCaller)
	return strings.TrimPrefix(caller.E164, "+1"), err
}

// sayable refuses what could not stand in a header.
func sayable(key []byte) bool {
	for _, b := range key {
		if b <= ' ' || b >= 0x7f {
			return false
		}
	}
	return len(key) > 0
}
