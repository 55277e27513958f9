package xmfax_test

import (
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/faxtest"
	"github.com/souspli/souspli/fax/xmfax"
)

// account is complete; change takes something from it.
func account(change func(*fax.ServiceConfig)) fax.ServiceConfig {
	c := fax.ServiceConfig{
		User: "clinique", Secret: []byte("jeton"), Settings: map[string]string{"user_id": "envoi"},
		Now: dispatchtest.NewClock(dispatchtest.Epoch()).Now,
	}
	if change != nil {
		change(&c)
	}
	return c
}

func setting(name, value string) func(*fax.ServiceConfig) {
	return func(c *fax.ServiceConfig) { c.Settings[name] = value }
}

func address(url string) func(*fax.ServiceConfig) {
	return func(c *fax.ServiceConfig) { c.URL = url }
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*fax.ServiceConfig)
		code   string
	}{
		{"no token", func(c *fax.ServiceConfig) { c.Secret = nil }, "fax_account_user"},
		{"a line break in the token", func(c *fax.ServiceConfig) { c.Secret = []byte("a\r\nX: y") }, "fax_account_user"},
		{"no account", func(c *fax.ServiceConfig) { c.User = "" }, "fax_account_user"},
		{"an account that is a path", func(c *fax.ServiceConfig) { c.User = "../admin" }, "fax_account_user"},
		{"no fax user", setting("user_id", ""), "fax_account_setting"},
		{"a mode that is not known", setting("mode", "hybrid"), "fax_account_setting"},
		{"a setting that nobody reads", setting("retrys", "1"), "fax_account_setting"},
		{"too many retries", setting("retries", "6"), "fax_account_setting"},
		{"retries that are no number", setting("retries", "-1"), "fax_account_setting"},
		{"a portal without encryption", address("http://portal.xmedius.ca"), "fax_url_not_https"},
		{"a service without encryption", setting("endpoint", "http://ws.xmedius.ca/fax"), "fax_url_not_https"},
		{"a server of one's own without an address", setting("mode", "onprem"), "fax_url_invalid"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := xmfax.New(account(test.change))
			if dispatch.CodeOf(err) != test.code || dispatch.CertaintyOf(err) != dispatch.Unsent || dispatch.KindOf(err) != dispatch.KindInvalid {
				t.Errorf("%v, want %s", err, test.code)
			}
		})
	}
}

func TestNewAccepts(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*fax.ServiceConfig){
		"no address":       nil,
		"another portal":   address("https://portal.xmedius.ca"),
		"a known service":  setting("endpoint", "https://ws.xmedius.ca/fax"),
		"retries":          setting("retries", "0"),
		"cloud, in a word": setting("mode", "cloud"),
		"on premises": func(c *fax.ServiceConfig) {
			c.URL, c.Settings["mode"] = "https://fax.clinique.example:8443/ws", "onprem"
		},
	} {
		if _, err := xmfax.New(account(change)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAccountTest(t *testing.T) {
	t.Parallel()
	wrongUser := func(c *fax.ServiceConfig) { c.Settings["user_id"] = "nobody" }
	tests := []struct {
		name   string
		script faxtest.XMFaxScript
		change func(*fax.ServiceConfig)
		kind   dispatch.Kind
		code   string
	}{
		{"all is well", nil, nil, 0, ""},
		{"the version is not for this token", faxtest.XMFaxAlwaysAt(faxtest.XMFaxVersion, faxtest.XMFaxClientFault), nil, 0, ""},
		{"the token is wrong", nil, func(c *fax.ServiceConfig) { c.Secret = []byte("x") }, dispatch.KindCredentials, "fax_login_refused"},
		{"the account is wrong", nil, func(c *fax.ServiceConfig) { c.User = "x" }, dispatch.KindRejected, "fax_server_answer"},
		{"the fax user is wrong", nil, wrongUser, dispatch.KindInvalid, "fax_account_setting"},
		{"nothing may be listed", faxtest.XMFaxAlwaysAt(faxtest.XMFaxFind, faxtest.XMFaxUnauthorized), nil, dispatch.KindCredentials, "fax_login_refused"},
		{"nothing may be listed, in a fault", faxtest.XMFaxAlwaysAt(faxtest.XMFaxFind, faxtest.XMFaxClientFault), nil, dispatch.KindCredentials, "fax_login_refused"},
		{"the service is broken", faxtest.XMFaxAlwaysAt(faxtest.XMFaxProfile, faxtest.XMFaxUnavailable), nil, dispatch.KindUnreachable, "fax_server_busy"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := start(t, faxtest.XMFaxConfig{Script: test.script})
			c := r.Account()
			if test.change != nil {
				test.change(&c)
			}
			err := connect(t, c).Test(t.Context())
			if dispatch.KindOf(err) != test.kind || dispatch.CodeOf(err) != test.code {
				t.Errorf("%v", err)
			}
			requireDiscreet(t, err)
			if r.Received() != 0 {
				t.Error("a test sent something")
			}
		})
	}
}

// The token goes nowhere but to the portal's owner, unless the account says so.
func TestTheTokenStaysHome(t *testing.T) {
	t.Parallel()
	for name, endpoint := range map[string]string{
		"another owner": "https://xmedius.example/ws/fax", "no encryption": "http://127.0.0.1/ws/fax",
		"a password in it": "https://a:b@127.0.0.1/ws/fax", "not an address": "see https://127.0.0.1/", "nothing": " ",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := start(t, faxtest.XMFaxConfig{Endpoint: endpoint})
			if _, err := r.provider.Submit(t.Context(), r.job); dispatch.CertaintyOf(err) != dispatch.Unsent || dispatch.KindOf(err) != dispatch.KindRejected {
				t.Errorf("%v", err)
			}
		})
	}
}

// The portal is asked once for many faxes, and not at all where the account knows the service.
func TestThePortalIsAskedOnce(t *testing.T) {
	t.Parallel()
	r := start(t, faxtest.XMFaxConfig{})
	r.submitted(t)
	r.job.Attempt = faxtest.NewID()
	attempt := r.submitted(t)
	r.status(t, attempt)
	if n := r.Asked(faxtest.XMFaxDiscover); n != 1 {
		t.Errorf("asked %d times", n)
	}
	c := r.Account()
	c.Settings["endpoint"], c.URL = c.URL+"/ws/fax", ""
	r.provider = connect(t, c)
	r.job.Attempt = faxtest.NewID()
	r.submitted(t)
	if n := r.Asked(faxtest.XMFaxDiscover); n != 1 {
		t.Errorf("asked %d times", n)
	}
}
