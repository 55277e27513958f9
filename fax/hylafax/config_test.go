package hylafax_test

import (
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax/faxtest"
	"github.com/souspli/souspli/fax/hylafax"
)

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, url, user, password, code string
	}{
		{"nothing", "", "", "", "fax_account_url"},
		{"another protocol", "https://10.0.0.4", "", "", "fax_account_url"},
		{"no host", "hylafax://", "", "", "fax_account_url"},
		{"a secret in the address", "hylafax://u:p@10.0.0.4", "", "", "fax_account_url"},
		{"a path", "hylafax://10.0.0.4/x", "", "", "fax_account_url"},
		{"a line break in the user", "hylafax://10.0.0.4", "a\r\nJSUBM", "", "fax_account_user"},
		{"a line break in the password", "hylafax://10.0.0.4", "a", "b\nJSUBM", "fax_account_user"},
		{"a public server", "hylafax://8.8.8.8", "", "", "fax_server_public"},
		{"a link-local server", "hylafax://[fe80::1]", "", "", "fax_server_public"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := hylafax.New(hylafax.Config{URL: test.url, User: test.user, Password: test.password, Clock: faxtest.SystemClock{}})
			if dispatch.CodeOf(err) != test.code || dispatch.CertaintyOf(err) != dispatch.Unsent {
				t.Errorf("%v, want %s", err, test.code)
			}
		})
	}
}

func TestNewAccepts(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"hylafax://127.0.0.1:4559", "hylafax://192.168.1.4", "hylafax://[fd00::4]:4559", "hylafax://fax.clinique.example/",
	} {
		if _, err := hylafax.New(hylafax.Config{URL: url, Clock: faxtest.SystemClock{}}); err != nil {
			t.Errorf("%s: %v", url, err)
		}
	}
}
