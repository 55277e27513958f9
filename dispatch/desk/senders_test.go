package desk_test

import (
	"slices"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

func (r *rig) addMail(name, from string) dispatch.Account {
	r.t.Helper()
	added, err := r.AddAccount(r.t.Context(), dispatch.Account{
		Name: name, Channel: dispatch.EmailEncrypted, Provider: "smtp", From: from, Settings: map[string]string{"x": "1"},
	}, []byte("pw"), false)
	must(r.t, err)
	return added
}

// mailOption is how encrypted e-mail stands for a partner.
func (r *rig) mailOption(account string) desk.Option {
	r.t.Helper()
	draft := r.draft(r.recipient(dispatch.ExternalPartner, mailRoute))
	draft.Account = account
	s, err := r.Suggest(r.t.Context(), draft)
	must(r.t, err)
	return s.Options[slices.IndexFunc(s.Options, func(o desk.Option) bool { return o.Channel == dispatch.EmailEncrypted })]
}

func TestAccountInUse(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first := r.mailOption("").Account
	r.clock.Advance(time.Minute)
	second := r.addMail("second", "b@cisss.ssss.gouv.qc.ca")
	if r.mailOption("").Account != first {
		t.Error("a new account is used before anybody chose it")
	}
	if r.mailOption("second").Account != second.ID || r.mailOption(string(second.ID)).Account != second.ID {
		t.Error("the draft's own account is not used")
	}
	_, err := r.UseAccount(t.Context(), "second")
	must(t, err)
	used, err := r.AccountsInUse(t.Context())
	must(t, err)
	if r.mailOption("").Account != second.ID || used[dispatch.EmailEncrypted].ID != second.ID || used[dispatch.CloudFax].Name != "fax" {
		t.Errorf("%+v", used)
	}
	must(t, r.RemoveAccount(t.Context(), "second"))
	if r.mailOption("").Account != first {
		t.Error("an account that is gone is still used")
	}
}

func TestAccountThatCannotSend(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	_, err := r.AddAccount(t.Context(), dispatch.Account{Name: "notices", Provider: desk.IMAPProvider}, nil, false)
	must(t, err)
	draft := r.draft(r.recipient(dispatch.ExternalPartner, mailRoute))
	for name, code := range map[string]string{"notices": "account_carries_nothing", "nobody": "account_not_found"} {
		draft.Account = name
		if _, err := r.Send(t.Context(), draft); dispatch.CodeOf(err) != code {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := r.UseAccount(t.Context(), name); dispatch.CodeOf(err) != code {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Accounts that break the directive are refused as senders of protected documents, each by its rule.
func TestForbiddenSenders(t *testing.T) {
	t.Parallel()
	for from, rule := range map[string]string{"a@gmail.com": "R18", "a@umontreal.ca": "R18", "a@chum.ssss.gouv.qc.ca": ""} {
		t.Run(from, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.addMail("other", from)
			if o := r.mailOption("other"); o.Rule != rule || (o.Standing == desk.Forbidden) != (rule != "") {
				t.Errorf("%s by %q", o.Standing, o.Rule)
			}
		})
	}
}

func TestRedirectingAccount(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.test = &dispatch.Error{Op: "test", Kind: dispatch.KindRefused, Code: "mail_forwards_outside"}
	for range 2 {
		if err := r.TestAccount(t.Context(), "mail"); dispatch.CodeOf(err) != "mail_forwards_outside" {
			t.Fatal(err)
		}
	}
	if o := r.mailOption(""); o.Standing != desk.Forbidden || o.Rule != "R17" || o.Code != "NO_AUTOMATIC_FORWARDING" {
		t.Errorf("%s by %q", o.Standing, o.Rule)
	}
	r.test = &dispatch.Error{Op: "test", Kind: dispatch.KindUnreachable, Code: "smtp_unreachable"}
	_ = r.TestAccount(t.Context(), "mail")
	if r.mailOption("").Standing != desk.Forbidden {
		t.Error("a test that told nothing lifted it")
	}
	r.test, r.unread = nil, true
	if err := r.TestAccount(t.Context(), "mail"); dispatch.CodeOf(err) != "mail_forwards_unknown" || r.mailOption("").Standing != desk.Forbidden {
		t.Errorf("a test that could not read the rules lifted it: %v", err)
	}
	r.unread = false
	must(t, r.TestAccount(t.Context(), "mail"))
	if o := r.mailOption(""); o.Standing == desk.Forbidden {
		t.Errorf("still refused by %q", o.Rule)
	}
}

// TestRedirectingAccountChanged: another name for a mailbox ends no rule of it, and is judged once the rules are gone.
func TestRedirectingAccountChanged(t *testing.T) {
	t.Parallel()
	for from, want := range map[string]dispatch.SenderAccount{
		"a@chum.ssss.gouv.qc.ca": dispatch.RSSSAccount, "a@clinic.example": dispatch.ClinicDomain, "a@gmail.com": dispatch.PersonalAccount,
	} {
		r := newRig(t)
		r.test = &dispatch.Error{Op: "test", Kind: dispatch.KindRefused, Code: "mail_forwards_outside"}
		_ = r.TestAccount(t.Context(), "mail")
		changed, err := r.ChangeAccount(t.Context(), "mail", map[string]string{"from": from})
		if err != nil || changed.Standing != dispatch.RedirectingAccount || r.mailOption("").Rule != "R17" {
			t.Errorf("%s, %v", changed.Standing, err)
		}
		r.test = nil
		must(t, r.TestAccount(t.Context(), "mail"))
		if got := r.accountNamed("mail"); got.Standing != want || got.From != from {
			t.Errorf("%s: %s", got.From, got.Standing)
		}
	}
}

func (r *rig) accountNamed(name string) dispatch.Account {
	r.t.Helper()
	accounts, err := r.Accounts(r.t.Context())
	must(r.t, err)
	return accounts[slices.IndexFunc(accounts, func(a dispatch.Account) bool { return a.Name == name })]
}

// TestApprovalEnds: what the establishment approved is a service, not the name of an account.
func TestApprovalEnds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		values map[string]string
		want   dispatch.SenderAccount
	}{
		"another name":                {map[string]string{"name": "portail"}, dispatch.RSSSAccount},
		"a setting":                   {map[string]string{"folder": "Envois"}, dispatch.RSSSAccount},
		"another server":              {map[string]string{"url": "https://files.elsewhere.example"}, ""},
		"another user":                {map[string]string{"user": "someone"}, ""},
		"another tenant":              {map[string]string{"tenant": "other.example"}, ""},
		"another server, approved":    {map[string]string{"url": "https://files.elsewhere.example", "approved": "yes"}, dispatch.RSSSAccount},
		"nothing else, approved anew": {map[string]string{"approved": "yes"}, dispatch.RSSSAccount},
	} {
		r := newRig(t)
		added, err := r.AddAccount(t.Context(), dispatch.Account{
			Name: "approved", Channel: dispatch.Portal, Provider: "webdav", URL: "https://portal.approved.example", User: "clinique",
		}, []byte("pw"), true)
		must(t, err)
		changed, err := r.ChangeAccount(t.Context(), string(added.ID), c.values)
		if err != nil || changed.Standing != c.want || changed.Settings["approved"] != "" {
			t.Errorf("%s: %q, %v, %v", name, changed.Standing, changed.Settings, err)
		}
	}
	r := newRig(t)
	if _, err := r.ChangeAccount(t.Context(), "mail", map[string]string{"approved": "maybe"}); dispatch.CodeOf(err) != "unknown_value" {
		t.Error(err)
	}
}

func TestChangeAccount(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.addMail("second", "b@clinic.example")
	changed, err := r.ChangeAccount(t.Context(), "second", map[string]string{
		"name": "reception", "url": "smtps://mail.example", "from": "c@gmail.com", "x": "", "y": " 2 ",
	})
	must(t, err)
	if changed.Name != "reception" || changed.URL != "smtps://mail.example" || changed.Standing != dispatch.PersonalAccount {
		t.Errorf("%+v", changed)
	}
	if _, kept := changed.Settings["x"]; kept || changed.Settings["y"] != "2" {
		t.Errorf("%v", changed.Settings)
	}
	secret, err := r.store.AccountSecret(t.Context(), changed.ID)
	must(t, err)
	if string(secret) != "pw" {
		t.Error("the password did not stay")
	}
	for field, values := range map[string]map[string]string{
		"account_exists": {"name": "mail"}, "required": {"name": ""}, "control_character": {"user": "a\nb"},
	} {
		if _, err := r.ChangeAccount(t.Context(), "reception", values); dispatch.CodeOf(err) != field {
			t.Errorf("%v: %v", values, err)
		}
	}
}
