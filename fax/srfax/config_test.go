package srfax_test

import (
	"errors"
	"maps"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/srfax"
)

func valid() fax.ServiceConfig {
	return fax.ServiceConfig{
		User: "104822", Secret: []byte("x"), Now: func() time.Time { return time.Time{} },
		Settings: map[string]string{"caller_id": "(514) 555-0110", "sender_email": "envoi@clinique.example"},
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	setting := func(name, value string) func(*fax.ServiceConfig) {
		return func(c *fax.ServiceConfig) { c.Settings[name] = value }
	}
	tests := []struct {
		name        string
		change      func(*fax.ServiceConfig)
		code, field string
	}{
		{"in clear", func(c *fax.ServiceConfig) { c.URL = "http://fax.example" }, "fax_url_not_https", "url"},
		{"a secret in the address", func(c *fax.ServiceConfig) { c.URL = "https://u:p@fax.example" }, "fax_url_invalid", "url"},
		{"no account", func(c *fax.ServiceConfig) { c.User = "" }, "fax_account_user", "user"},
		{"an account that is a name", func(c *fax.ServiceConfig) { c.User = "clinique" }, "fax_account_user", "user"},
		{"no password", func(c *fax.ServiceConfig) { c.Secret = nil }, "fax_account_user", "secret"},
		{"no caller", setting("caller_id", ""), "fax_account_setting", "caller_id"},
		{"a caller of seven digits", setting("caller_id", "555-0110"), "fax_account_setting", "caller_id"},
		{"no sender", setting("sender_email", ""), "fax_account_setting", "sender_email"},
		{"a sender with a name", setting("sender_email", "Clinique <a@b.example>"), "fax_account_setting", "sender_email"},
		{"too many retries", setting("retries", "7"), "fax_account_setting", "retries"},
		{"fewer than no retries", setting("retries", "-1"), "fax_account_setting", "retries"},
		{"a zone of nowhere", setting("time_zone", "America/Lac-Perdu"), "fax_account_setting", "time_zone"},
		{"a setting that nobody reads", setting("retrys", "1"), "fax_account_setting", "settings"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := valid()
			test.change(&c)
			_, err := srfax.New(c)
			e, ok := errors.AsType[*dispatch.Error](err)
			if !ok || e.Code != test.code || e.Field != test.field || e.Kind != dispatch.KindInvalid || e.Certainty != dispatch.Unsent {
				t.Errorf("%v, want %s in %s", err, test.code, test.field)
			}
		})
	}
}

func TestNewAccepts(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]map[string]string{
		"the least":           {},
		"no retries":          {"retries": "0"},
		"an account out west": {"time_zone": "America/Vancouver", "caller_id": "+1 604 555-0110"},
	} {
		c := valid()
		maps.Copy(c.Settings, settings)
		p, err := srfax.New(c)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if limits := p.Limits(); limits.Pages <= 0 || limits.Bytes <= 0 || p.Name() != "srfax" {
			t.Errorf("%+v", limits)
		}
	}
}
