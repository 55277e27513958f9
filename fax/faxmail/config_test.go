package faxmail_test

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/wording"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/faxmail"
)

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	url := func(text string) func(*fax.ServiceConfig) { return func(c *fax.ServiceConfig) { c.URL = text } }
	setting := func(name, value string) func(*fax.ServiceConfig) {
		return func(c *fax.ServiceConfig) { c.Settings[name] = value }
	}
	tests := []struct {
		name        string
		change      func(*fax.ServiceConfig)
		code, field string
	}{
		{"nothing", url(""), "fax_mail_url", "url"},
		{"another protocol", url("https://mail.example"), "fax_mail_url", "url"},
		{"no host", url("smtps://"), "fax_mail_url", "url"},
		{"a secret in the address", url("smtps://u:p@mail.example"), "fax_mail_url", "url"},
		{"a path", url("smtps://mail.example/x"), "fax_mail_url", "url"},
		{"no user", func(c *fax.ServiceConfig) { c.User = "" }, "fax_account_user", "user"},
		{"a line break in the user", func(c *fax.ServiceConfig) { c.User = "a\r\nDATA" }, "fax_account_user", "user"},
		{"no password", func(c *fax.ServiceConfig) { c.Secret = nil }, "fax_account_user", "secret"},
		{"no domain", setting("domain", ""), "fax_account_setting", "domain"},
		{"a domain of one label", setting("domain", "fax"), "fax_account_setting", "domain"},
		{"an address for a domain", setting("domain", "192.0.2.4"), "fax_account_setting", "domain"},
		{"a domain that nobody reads", setting("template", "{digits11}@fax.example"), "fax_account_setting", "domain"},
		{"no number", setting("template", "fax@{domain}"), "fax_account_setting", "template"},
		{"two numbers", setting("template", "{digits11}{digits10}@{domain}"), "fax_account_setting", "template"},
		{"a number in the domain", setting("template", "fax@{digits11}.{domain}"), "fax_account_setting", "template"},
		{"an unknown placeholder", setting("template", "{name}.{digits11}@{domain}"), "fax_account_setting", "template"},
		{"two addresses", setting("template", "{digits11}@{domain},a@b.example"), "fax_account_setting", "template"},
		{"a line break", setting("template", "{digits11}\r\n@{domain}"), "fax_account_setting", "template"},
		{"a quoted name", setting("template", `"{digits11}"@{domain}`), "fax_account_setting", "template"},
		{"a sender that is a name", setting("sender_email", "clinique"), "fax_account_setting", "sender_email"},
		{"a user that is no address, and no sender", setting("sender_email", ""), "fax_account_setting", "sender_email"},
		{"a setting that nobody reads", setting("subject", "x"), "fax_account_setting", "settings"},
	}
	ca := dispatchtest.NewCA(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := account("smtps://mail.example", ca)
			test.change(&c)
			_, err := faxmail.New(c)
			e, ok := errors.AsType[*dispatch.Error](err)
			if !ok || e.Code != test.code || e.Field != test.field || e.Kind != dispatch.KindInvalid || e.Certainty != dispatch.Unsent {
				t.Errorf("%v, want %s in %s", err, test.code, test.field)
			}
		})
	}
}

// TestAddresses are the ways in which services write a number.
func TestAddresses(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	for want, settings := range map[string]map[string]string{
		"15145550123@fax.example":      {},
		"5145550123@fax.example":       {"template": "{digits10}@{domain}"},
		"+15145550123@fax.example":     {"template": "{e164}@{domain}"},
		"fax=15145550123@fax.example":  {"template": "fax={digits11}@{domain}", "domain": "Fax.Example"},
		"15145550123@send.fax.example": {"template": "{digits11}@send.{domain}"},
		"15145550123@other.example":    {"template": "{digits11}@other.example", "domain": ""},
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			server := startScripted(t, ca, nil)
			c := account(server.url, ca)
			maps.Copy(c.Settings, settings)
			job, _ := threePages(t)
			if _, err := newProvider(t, c).Submit(t.Context(), job); err != nil {
				t.Fatal(err)
			}
			if said := server.said(); !regexp.MustCompile(`(?m)^RCPT TO:<` + regexp.QuoteMeta(want) + `> `).MatchString(said) {
				t.Errorf("said %q", said[:min(len(said), 600)])
			}
		})
	}
}

// The user is the sender where it is an address.
func TestSender(t *testing.T) {
	t.Parallel()
	c := account("smtp://mail.example", dispatchtest.NewCA(t))
	c.User = from
	delete(c.Settings, "sender_email")
	p, err := faxmail.New(c)
	if err != nil {
		t.Fatal(err)
	}
	if limits := p.Limits(); limits.Pages <= 0 || limits.Bytes <= 0 || p.Name() != "faxmail" {
		t.Errorf("%+v", limits)
	}
}

var code = regexp.MustCompile(`"((?:fax|smtp)_[a-z_]+)"`)

// Every code of this provider has its sentence in every language.
func TestEveryCodeHasASentence(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range code.FindAllStringSubmatch(string(source), -1) {
			found++
			for _, language := range wording.Languages() {
				if !wording.For(language).Has("error_" + match[1]) {
					t.Errorf("%s: no sentence in %s for %s", file, language, match[1])
				}
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d codes were found", found)
	}
}
