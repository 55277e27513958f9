package srfax

import (
	"net/mail"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // Windows knows no IANA names

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
	"github.com/souspli/souspli/fax"
)

const (
	defaultURL     = "https://secure.srfax.com/SRF_SecWebSvc.php"
	defaultRetries = 2
	mostRetries    = 6
	defaultZone    = "America/Toronto"
)

// The names of the settings.
const (
	settingCaller  = "caller_id"
	settingSender  = "sender_email"
	settingRetries = "retries"
	settingZone    = "time_zone"
)

// settings are an account's, as the service wants them.
type settings struct {
	callerID    string // ten digits
	senderEmail string
	retries     string
	zone        *time.Location
}

// New makes the provider without connecting. It refuses an address, an account or settings that could
// never work: KindInvalid, and Field names what is wrong.
func New(c fax.ServiceConfig) (*Provider, error) {
	if c.URL == "" {
		c.URL = defaultURL
	}
	client, err := webservice.New(webservice.Config{Base: c.URL, Roots: c.Roots, Family: "fax"})
	if err != nil {
		return nil, err
	}
	switch {
	case !isNumber(c.User):
		return nil, invalid("fax_account_user", "user")
	case len(c.Secret) == 0:
		return nil, invalid("fax_account_user", "secret")
	}
	s, err := readSettings(c.Settings)
	if err != nil {
		return nil, err
	}
	return &Provider{client: client, account: c.User, password: string(c.Secret), settings: s, now: c.Now}, nil
}

func readSettings(given map[string]string) (settings, error) {
	for name := range given {
		switch name {
		case settingCaller, settingSender, settingRetries, settingZone:
		default:
			return settings{}, invalid("fax_account_setting", "settings")
		}
	}
	caller, err := fax.ParseNumber(given[settingCaller])
	if err != nil {
		return settings{}, invalid("fax_account_setting", settingCaller)
	}
	sender, err := mail.ParseAddress(given[settingSender])
	if err != nil || sender.Address != given[settingSender] {
		return settings{}, invalid("fax_account_setting", settingSender)
	}
	retries, err := strconv.Atoi(orElse(given[settingRetries], strconv.Itoa(defaultRetries)))
	if err != nil || retries < 0 || retries > mostRetries {
		return settings{}, invalid("fax_account_setting", settingRetries)
	}
	zone, err := time.LoadLocation(orElse(given[settingZone], defaultZone))
	if err != nil {
		return settings{}, invalid("fax_account_setting", settingZone)
	}
	return settings{
		callerID: strings.TrimPrefix(caller.E164, "+1"), senderEmail: sender.Address,
		retries: strconv.Itoa(retries), zone: zone,
	}, nil
}

func orElse(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}

// mostDigits of an account or fax number fit an int64.
const mostDigits = 18

// isNumber reports whether text is a positive whole number as the service writes its identifiers.
func isNumber(text string) bool {
	return text != "" && len(text) <= mostDigits && text[0] != '0' &&
		!strings.ContainsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
}

func invalid(code, field string) error {
	return &dispatch.Error{
		Op: "srfax.config", Kind: dispatch.KindInvalid, Code: code, Field: field, Certainty: dispatch.Unsent,
	}
}
