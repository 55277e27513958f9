package documo

import (
	"net/http"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
	"github.com/souspli/souspli/fax"
)

const (
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
		return nil, invalid("fax_account_user", "secret")
	}
	caller, err := readSettings(c.Settings)
	if err != nil {
		return nil, err
	}
	client, err := webservice.New(webservice.Config{
		Base: c.URL, Roots: c.Roots, Family: "fax",
		// The key itself, not base64 of a user and a password.
		Header: http.Header{"Authorization": {"Basic " + string(c.Secret)}, "Accept": {"application/json"}},
	})
	if err != nil {
		return nil, err
	}
	return &Provider{client: client, caller: caller, now: c.Now}, nil
}

// readSettings gives the number to send from in ten digits, or nothing.
func readSettings(given map[string]string) (string, error) {
	for name := range given {
		if name != settingCaller && name != fax.SettingPrepare {
			return "", invalid("fax_account_setting", "settings")
		}
	}
	if given[settingCaller] == "" {
		return "", nil
	}
	caller, err := fax.ParseNumber(given[settingCaller])
	if err != nil {
		return "", invalid("fax_account_setting", settingCaller)
	}
	return strings.TrimPrefix(caller.E164, "+1"), nil
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

func invalid(code, field string) error {
	return &dispatch.Error{
		Op: "documo.config", Kind: dispatch.KindInvalid, Code: code, Field: field, Certainty: dispatch.Unsent,
	}
}
