package sinch_test

import (
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/sinch"
)

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	const project = "ae00f005-e392-44dc-b3f5-a657a2684d93"
	with := func(name, value string) map[string]string { return map[string]string{"project": project, name: value} }
	tests := []struct {
		name, url, user, secret string
		settings                map[string]string
		code, field             string
	}{
		{"no key", "", "", "s", with("", ""), "fax_account_user", "user"},
		{"a key with a colon", "", "a:b", "s", with("", ""), "fax_account_user", "user"},
		{"a key with a line break", "", "a\r\nb", "s", with("", ""), "fax_account_user", "user"},
		{"no secret", "", "k", "", with("", ""), "fax_account_user", "secret"},
		{"no project", "", "k", "s", nil, "fax_account_setting", "project"},
		{"a project that leads elsewhere", "", "k", "s", map[string]string{"project": "../x"}, "fax_account_setting", "project"},
		{"no encryption", "http://fax.api.sinch.com", "k", "s", with("", ""), "fax_url_not_https", "url"},
		{"a secret in the address", "https://u:p@fax.api.sinch.com", "k", "s", with("", ""), "fax_url_invalid", "url"},
		{"a sender of seven digits", "", "k", "s", with("from", "555-0110"), "fax_account_setting", "from"},
		{"too many retries", "", "k", "s", with("retries", "6"), "fax_account_setting", "retries"},
		{"fewer than no retries", "", "k", "s", with("retries", "-1"), "fax_account_setting", "retries"},
		{"retries in words", "", "k", "s", with("retries", "deux"), "fax_account_setting", "retries"},
		{"neither true nor false", "", "k", "s", with("forget", "peut-être"), "fax_account_setting", "forget"},
		{"a setting that nobody reads", "", "k", "s", with("retry", "1"), "fax_account_setting", "settings"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := sinch.New(fax.ServiceConfig{
				URL: test.url, User: test.user, Secret: []byte(test.secret), Settings: test.settings, Now: time.Now,
			})
			e, ok := err.(*dispatch.Error) //nolint:errorlint // New gives it bare
			if !ok || e.Code != test.code || e.Field != test.field || e.Certainty != dispatch.Unsent || e.Kind != dispatch.KindInvalid {
				t.Errorf("%v, want %s of %s", err, test.code, test.field)
			}
		})
	}
}

func TestNewAccepts(t *testing.T) {
	t.Parallel()
	for _, settings := range []map[string]string{
		{"project": "p"},
		{"project": "p", "from": "", "retries": "", "forget": ""},
		{"project": "p", "from": "+1 438 555 0110", "retries": "5", "forget": "false"},
	} {
		if _, err := sinch.New(fax.ServiceConfig{User: "k", Secret: []byte("s:~é"), Settings: settings}); err != nil {
			t.Errorf("%v: %v", settings, err)
		}
	}
}
