package email_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/email"
	"github.com/souspli/souspli/dispatch/email/emailtest"
)

// TestMicrosoftAccount tries accounts without sending.
func TestMicrosoftAccount(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	rule := func(enabled bool, action, address string) string {
		return fmt.Sprintf(`{"value":[{"isEnabled":true,"actions":{}},{"isEnabled":%t,"actions":{%q:[{"emailAddress":{"address":%q}}]}}]}`, enabled, action, address)
	}
	cases := map[string]struct {
		accept  func(string, string) error
		rules   string
		refused []string
		other   bool // whoever signed in is not the mailbox
		code    string
		read    bool // all rules
	}{
		"works":                             {accept: accepts, read: true},
		"works through Graph":               {accept: smtpClosed, read: true},
		"nobody consented to Graph":         {accept: smtpClosed, refused: []string{sendScope}, code: "signin_consent"},
		"nobody consented to anything":      {accept: accepts, refused: []string{smtpScope}, code: "signin_consent"},
		"forwards outside":                  {accept: accepts, rules: rule(true, "forwardTo", "a@gmail.example"), code: "mail_forwards_outside", read: true},
		"redirects outside":                 {accept: accepts, rules: rule(true, "redirectTo", "a@gmail.example"), code: "mail_forwards_outside", read: true},
		"attaches outside":                  {accept: accepts, rules: rule(true, "forwardAsAttachmentTo", "a@gmail.example"), code: "mail_forwards_outside", read: true},
		"forwards outside, and SMTP is off": {accept: smtpClosed, rules: rule(true, "redirectTo", "a@gmail.example"), code: "mail_forwards_outside", read: true},
		"a name that only ends like ours":   {accept: accepts, rules: rule(true, "redirectTo", "a@notclinique.example"), code: "mail_forwards_outside", read: true},
		"a rule that is off":                {accept: accepts, rules: rule(false, "redirectTo", "a@gmail.example"), read: true},
		"forwards to a colleague":           {accept: accepts, rules: rule(true, "redirectTo", "autre@Clinique.example"), read: true},
		"forwards to a part of us":          {accept: accepts, rules: rule(true, "redirectTo", "a@urgence.clinique.example"), read: true},
		"forwards to Exchange's own name":   {accept: accepts, rules: rule(true, "redirectTo", "/o=ExchangeLabs/cn=autre"), read: true},
		"moves to a folder":                 {accept: accepts, rules: rule(true, "moveToFolder", "a@gmail.example"), read: true},
		"rules that nobody can read":        {accept: accepts, rules: "<html>"},
		"rules that nobody consented to":    {accept: accepts, rules: rule(true, "redirectTo", "a@gmail.example"), refused: []string{rulesScope}},
		"more rules on another page":        {accept: accepts, rules: `{"value":[],"@odata.nextLink":"https://graph.example/next"}`},
		"no list of rules":                  {accept: accepts, rules: `{}`},
		"somebody else's rules":             {accept: accepts, rules: rule(true, "redirectTo", "a@gmail.example"), other: true},
		"Graph as somebody else":            {accept: smtpClosed, other: true, code: "graph_other_mailbox"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			graph := emailtest.StartGraph(t, o.ca.Server(), nil)
			if c.rules != "" {
				graph.Rules(c.rules)
			}
			server := emailtest.StartOAuthMail(t, o.ca, c.accept)
			config := o.microsoft(t, server.URL, graph.URL, c.refused...)
			config.Graph.Other = c.other
			read, err := newChannel(t, config).TestRules(t.Context())
			if read != c.read {
				t.Errorf("all rules read: %t", read)
			}
			if dispatch.CodeOf(err) != c.code || len(graph.Received())+len(server.Received()) != 0 {
				t.Errorf("%v, want %q", err, c.code)
			}
			if err != nil && (dispatch.CertaintyOf(err) != dispatch.Unsent || strings.Contains(err.Error(), "@")) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestMicrosoftSettings(t *testing.T) {
	t.Parallel()
	good := map[string]string{"tenant": "clinique.example", "client_id": "c"}
	for name, c := range map[string]struct{ setting, value, field string }{
		"nothing more":                     {},
		"a code":                           {"device_code", "allowed", ""},
		"a code, misspelt":                 {"device_code", "yes", "device_code"},
		"Graph":                            {"graph", "allowed", ""},
		"Graph, misspelt":                  {"graph", "alowed", "graph"},
		"rules, misspelt":                  {"mailbox_rules", "", "mailbox_rules"},
		"a setting that nobody reads":      {"tennant", "a", "settings"},
		"the gateway's are read elsewhere": {"gateway_subject", "[secure]", ""},
		"a place for Graph that is none":   {"graph_url", "graph", ""}, // it is not allowed, so nobody looks
	} {
		settings := map[string]string{c.setting: c.value}
		if c.setting == "" {
			settings = map[string]string{}
		}
		for name, value := range good {
			settings[name] = value
		}
		m, err := email.ParseMicrosoft(dispatch.Account{Settings: settings})
		var e *dispatch.Error
		if errors.As(err, &e) != (c.field != "") || e != nil && (e.Field != c.field || e.Kind != dispatch.KindInvalid) {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && (m.URL != "smtp://smtp.office365.com:587" || m.Scopes()[0] != smtpScope) {
			t.Errorf("%s: %+v", name, m)
		}
	}
	elsewhere, err := email.ParseMicrosoft(dispatch.Account{Settings: map[string]string{
		"graph": "allowed", "mailbox_rules": "allowed", "graph_url": "https://graph.microsoft.us/v1.0",
	}})
	if err != nil || *elsewhere.Graph != (email.Graph{
		URL: "https://graph.microsoft.us/v1.0", Send: "https://graph.microsoft.us/Mail.Send", Read: "https://graph.microsoft.us/MailboxSettings.Read",
	}) {
		t.Errorf("%+v, %v", elsewhere.Graph, err)
	}
}
