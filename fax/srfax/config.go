package srfax

import (
	"net/mail"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // Windows knows no IANA names

	"github.com/souspli/souspli/dispatch/webservice"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/webfax"
)

const (
	opConfig       = "srfax.config"
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
	service, err := webfax.NewService(webservice.Config{Base: c.URL, Roots: c.Roots, Patience: c.Patience}, c.Now)
	if err != nil {
		return nil, err
	}
	switch {
	case !isNumber(c.User):
		return nil, webfax.Invalid(opConfig, "fax_account_user", "user")
	case len(c.Secret) == 0:
		return nil, webfax.Invalid(opConfig, "fax_account_user", "secret")
	}
	s, err := readSettings(c.Settings)
	if err != nil {
		return nil, err
	}
	return &Provider{service: service, account: c.User, password: string(c.Secret), settings: s, now: c.Now}, nil
}

func readSettings(given map[string]string) (settings, error) {
	told, err := webfax.ReadSettings(opConfig, given, settingCaller, settingSender, settingRetries, settingZone)
	if err != nil {
		return settings{}, err
	}
	caller, err := told.Number(settingCaller)
	if err != nil {
		return settings{}, err
	}
	address := told.Text(settingSender, "")
	sender, err := mail.ParseAddress(address)
	if err != nil || sender.Address != address {
		return settings{}, told.Refuse(settingSender)
	}
	retries, err := told.Retries(settingRetries, defaultRetries, mostRetries)
	if err != nil {
		return settings{}, err
	}
	zone, err := time.LoadLocation(told.Text(settingZone, defaultZone))
	if err != nil {
		return settings{}, told.Refuse(settingZone)
	}
	return settings{
		callerID: strings.TrimPrefix(caller.E164, "+1"), senderEmail: address,
		retries: strconv.Itoa(retries), zone: zone,
	}, nil
}

// mostDigits of an account or fax number fit an int64.
const mostDigits = 18

// isNumber reports whether text is a positive whole number as the service writes its identifiers.
func isNumber(text string) bool {
	return text != "" && len(text) <= mostDigits && text[0] != '0' &&
		!strings.ContainsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
}
