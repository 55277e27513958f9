package documo_test

import (
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/documo"
)

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, url, key string
		settings       map[string]string
		code, field    string
	}{
		{"no key", "", "", nil, "fax_account_user", "secret"},
		{"a key with a line break", "", "cle\r\nX-A: b", nil, "fax_account_user", "secret"},
		{"a key with a space", "", "ma cle", nil, "fax_account_user", "secret"},
		{"no encryption", "http://api.documo.com", "cle", nil, "fax_url_not_https", "url"},
		{"no address", "documo", "cle", nil, "fax_url_invalid", "url"},
		{"a secret in the address", "https://u:p@api.documo.com", "cle", nil, "fax_url_invalid", "url"},
		{"a caller of seven digits", "", "cle", map[string]string{"caller_id": "555-0110"}, "fax_account_setting", "caller_id"},
		{"a caller abroad", "", "cle", map[string]string{"caller_id": "+33 1 55 55 01 10"}, "fax_account_setting", "caller_id"},
		{"a setting that nobody reads", "", "cle", map[string]string{"caller": "514 555-0110"}, "fax_account_setting", "settings"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := documo.New(fax.ServiceConfig{URL: test.url, Secret: []byte(test.key), Settings: test.settings, Now: time.Now})
			e, ok := err.(*dispatch.Error) //nolint:errorlint // New gives it bare
			if !ok || e.Code != test.code || e.Field != test.field || e.Certainty != dispatch.Unsent || e.Kind != dispatch.KindInvalid {
				t.Errorf("%v, want %s of %s", err, test.code, test.field)
			}
		})
	}
}

func TestNewAccepts(t *testing.T) {
	t.Parallel()
	for _, c := range []fax.ServiceConfig{
		{Secret: []byte("eyJhbGciOi.a+/==")},
		{Secret: []byte("cle"), URL: "https://api.sandbox.documo.com"},
		{Secret: []byte("cle"), Settings: map[string]string{"caller_id": ""}},
	} {
		if _, err := documo.New(c); err != nil {
			t.Errorf("%+v: %v", c.Settings, err)
		}
	}
}
