package sinch

import (
	"encoding/base64"
	"net/http"
	"regexp"
	"strconv"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
	"github.com/souspli/souspli/fax"
)

const (
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
	case !keyID.MatchString(c.User):
		return nil, invalid("fax_account_user", "user")
	case len(c.Secret) == 0:
		return nil, invalid("fax_account_user", "secret")
	}
	s, err := readSettings(c.Settings)
	if err != nil {
		return nil, err
	}
	key := base64.StdEncoding.EncodeToString(append([]byte(c.User+":"), c.Secret...))
	client, err := webservice.New(webservice.Config{
		Base: c.URL, Roots: c.Roots, Family: "fax",
		Header: http.Header{"Authorization": {"Basic " + key}, "Accept": {"application/json"}},
	})
	if err != nil {
		return nil, err
	}
	return &Provider{client: client, settings: s, now: c.Now}, nil
}

var (
	keyID   = regexp.MustCompile(`^[!-9;-~]{1,128}$`) // a colon would end it early
	project = regexp.MustCompile(`^[0-9A-Za-z-]{1,64}$`)
)

func readSettings(given map[string]string) (settings, error) {
	s := settings{project: given[settingProject], forget: true, retries: "0"}
	if !project.MatchString(s.project) {
		return settings{}, invalid("fax_account_setting", settingProject)
	}
	for name, value := range given {
		if err := s.read(name, value); err != nil {
			return settings{}, err
		}
	}
	return s, nil
}

// read takes one setting over. An empty one is as if it were not given.
func (s *settings) read(name, value string) (err error) {
	if value == "" {
		return nil
	}
	ok := true
	switch name {
	case settingProject, fax.SettingPrepare:
	case settingFrom:
		var number fax.Number
		number, err = fax.ParseNumber(value)
		s.from = number.E164
	case settingRetries:
		n, wrong := strconv.Atoi(value)
		ok = wrong == nil && 0 <= n && n <= mostRetries
		s.retries = strconv.Itoa(n)
	case settingForget:
		s.forget, err = strconv.ParseBool(value)
	default:
		return invalid("fax_account_setting", "settings")
	}
	if err != nil || !ok {
		return invalid("fax_account_setting", name)
	}
	return nil
}

func invalid(code, field string) error {
	return &dispatch.Error{
		Op: "sinch.config", Kind: dispatch.KindInvalid, Code: code, Field: field, Certainty: dispatch.Unsent,
	}
}
