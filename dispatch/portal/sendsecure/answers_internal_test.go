package sendsecure

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
)

func TestParseToken(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		status int
		body   string
		code   string
	}{
		{"a token", 200, `{"result":true,"token":"USER|1","user_id":1}`, ""},
		{"no such organisation", 200, `{"result":false,"code":101}`, "sendsecure_account_unknown"},
		{"a wrong password, as a text", 401, `{"result":false,"code":"102"}`, "portal_auth_failed"},
		{"a one-time password is wanted", 200, `{"result":false,"code":106}`, "sendsecure_one_time_password"},
		{"busy", 503, `later`, "portal_busy"},
		{"a token that ends a line", 200, `{"result":true,"token":"a\nb"}`, "sendsecure_malformed_answer"},
		{"nothing", 200, ``, "sendsecure_malformed_answer"},
	} {
		_, err := parseToken(webservice.Answer{Status: test.status, Body: []byte(test.body)})
		if dispatch.CodeOf(err) != test.code {
			t.Errorf("%s: %v, want %q", test.name, err, test.code)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	good := Config{URL: "https://portal.example", Enterprise: "clinique", User: "a@b.example", Password: []byte("x")}
	for _, test := range []struct {
		name   string
		change func(*Config)
		code   string
	}{
		{"nothing wrong", func(*Config) {}, ""},
		{"an organisation that leads elsewhere", func(c *Config) { c.Enterprise = "../x" }, "sendsecure_setting_invalid"},
		{"a profile that is no number", func(c *Config) { c.Profile = "x" }, "sendsecure_setting_invalid"},
		{"a user without an address", func(c *Config) { c.User = "a" }, "sendsecure_setting_invalid"},
		{"no password", func(c *Config) { c.Password = nil }, "portal_credentials_missing"},
		{"not https", func(c *Config) { c.URL = "http://portal.example" }, "portal_url_not_https"},
	} {
		c := good
		test.change(&c)
		if _, err := New(c); dispatch.CodeOf(err) != test.code {
			t.Errorf("%s: %v, want %q", test.name, err, test.code)
		}
	}
}

// Whatever the service says, a SafeBox that nobody fetched is never delivered.
func FuzzJudge(f *testing.F) {
	f.Add([]byte(`{"guid":"1","status":"closed","expiration":"2016-12-06T05:38:09.951Z","messages":[{"documents":[{"id":"a"}]}]}`))
	f.Add([]byte(`{"guid":"1","status":"in_progress","messages":[{"documents":[{"id":"a"},{"id":"b"}]}],"download_activity":{"guests":[{"documents":[{"id":"a","download_date":"2016-12-06T05:38:09Z"}]}]}}`))
	f.Add([]byte(`{"participants":[{"guest_options":{"bounced_email":true}}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var told safebox
		if json.Unmarshal(body, &told) != nil {
			return
		}
		receipt := dispatch.Receipt{At: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)}
		status := judge(told, dispatch.Status{State: dispatch.Accepted, Receipt: receipt})
		if status.State == dispatch.Delivered && (status.Receipt.Fetches == 0 || status.Receipt.Fetched.IsZero()) {
			t.Errorf("delivered, and fetched %d times at %s", status.Receipt.Fetches, status.Receipt.Fetched)
		}
		if status.State == dispatch.Failed && status.Failure == nil {
			t.Error("failed without a reason")
		}
	})
}
