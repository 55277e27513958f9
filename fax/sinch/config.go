package sinch

import (
	"net/http"
	"regexp"
	"strconv"
	"sync"

	"github.com/souspli/souspli/dispatch/webservice"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/webfax"
)

const (
	opConfig    = "sinch.config"
	defaultURL  = "https://fax.api.sinch.com"
	mostRetries = 5
)

// The names of the settings.
const (
	settingProject = "project"
	settingFrom    = "from"
	settingRetries = "retries"
	settingForget  = "forget"
)

// settings are an account's, as the service wants them.
type settings struct {
	project string
	from    string // E.164; empty: the account's first number
	retries string
	forget  bool
}

// New makes the provider without connecting. It refuses an address, a key or settings that could never
// work: KindInvalid, and Field names what is wrong.
func New(c fax.ServiceConfig) (*Provider, error) {
	if c.URL == "" {
		c.URL = defaultURL
	}
	switch {
	case !keyID().MatchString(c.User):
		return nil, webfax.Invalid(opConfig, "fax_account_user", "user")
	case len(c.Secret) == 0:
		return nil, webfax.Invalid(opConfig, "fax_account_user", "secret")
	}
	s, err := readSettings(c.Settings)
	if err != nil {
		return nil, err
	}
	key := webfax.Basic(c.User, string(c.Secret))
	service, err := webfax.NewService(webservice.Config{
		Base: c.URL, Roots: c.Roots, Patience: c.Patience, Header: http.Header{"Authorization": {key}, "Accept": {"application/json"}},
	}, c.Now)
	if err != nil {
		return nil, err
	}
	return &Provider{service: service, settings: s, now: c.Now}, nil
}

var (
	keyID   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[!-9;-~]{1,128}$`) }) // a colon would end it early
	project = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9A-Za-z-]{1,64}$`) })
)

func readSettings(given map[string]string) (s settings, err error) {
	told, err := webfax.ReadSettings(opConfig, given, settingProject, settingFrom, settingRetries, settingForget)
	if err != nil {
		return settings{}, err
	}
	if s.project = told.Text(settingProject, ""); !project().MatchString(s.project) {
		return settings{}, told.Refuse(settingProject)
	}
	if told.Text(settingFrom, "") != "" {
		from, err := told.Number(settingFrom)
		if err != nil {
			return settings{}, err
		}
		s.from = from.E164
	}
	if s.forget, err = strconv.ParseBool(told.Text(settingForget, "true")); err != nil {
		return settings{}, told.Refuse(settingForget)
	}
	retries, err := told.Retries(settingRetries, 0, mostRetries)
	s.retries = strconv.Itoa(retries)
	return s, err
}
