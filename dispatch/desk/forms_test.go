package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/dispatchtest"
)

// The form is the best that the recipient can open, and nothing weaker is taken because something stands in
// the way of it.
func TestForm(t *testing.T) {
	t.Parallel()
	const openpgp, x509 = "aaaa x@clinic.example", "x509 x@clinic.example"
	for _, c := range []struct {
		name     string
		keys     []string
		verified []string // fingerprints
		blocked  string
		prepare  func(*rig)
		prefers  dispatch.Form // of the recipient
		chosen   dispatch.Form // by the person
		want     dispatch.Form
		needs    []desk.Need
	}{
		{name: "nothing is known", want: dispatch.LockedPDF},
		{name: "a verified key", keys: []string{openpgp}, verified: []string{"aaaa"}, prepare: (*rig).signing, want: dispatch.OpenPGP},
		{name: "a key that nobody verified", keys: []string{openpgp}, prepare: (*rig).signing, want: dispatch.OpenPGP, needs: []desk.Need{desk.NeedKeyVerification}},
		{name: "a blocked key", keys: []string{openpgp}, blocked: "aaaa", prepare: (*rig).signing, want: dispatch.OpenPGP, needs: []desk.Need{desk.NeedKey}},
		{name: "a blocked key and a gateway", keys: []string{openpgp}, blocked: "aaaa", prepare: (*rig).everything, want: dispatch.OpenPGP, needs: []desk.Need{desk.NeedKey}},
		{name: "a verified certificate", keys: []string{x509}, verified: []string{"x509"}, prepare: (*rig).certified, want: dispatch.SMIME},
		{name: "a verified certificate, none of our own", keys: []string{x509}, verified: []string{"x509"}, want: dispatch.SMIME, needs: []desk.Need{desk.NeedOwnCertificate}},
		{name: "a certificate that nobody verified", keys: []string{x509}, prepare: (*rig).certified, want: dispatch.SMIME, needs: []desk.Need{desk.NeedKeyVerification}},
		{name: "both verified", keys: []string{openpgp, x509}, verified: []string{"aaaa", "x509"}, prepare: (*rig).everything, want: dispatch.OpenPGP},
		{name: "only the certificate verified", keys: []string{openpgp, x509}, verified: []string{"x509"}, prepare: (*rig).everything, want: dispatch.SMIME},
		{name: "a gateway", prepare: (*rig).everything, want: dispatch.Gateway},
		{name: "a gateway not approved", prepare: func(r *rig) { r.trigger() }, want: dispatch.LockedPDF},
		{name: "asked for files", keys: []string{openpgp}, verified: []string{"aaaa"}, prepare: (*rig).signing, prefers: dispatch.OpenPGPAttachment, want: dispatch.OpenPGPAttachment},
		{name: "asked for files, no key", prefers: dispatch.OpenPGPAttachment, want: dispatch.LockedPDF},
		{name: "asked for a passphrase", keys: []string{openpgp}, verified: []string{"aaaa"}, prefers: dispatch.OpenPGPPassphrase, want: dispatch.OpenPGPPassphrase},
		{name: "asked for a certificate that is blocked", keys: []string{x509}, blocked: "x509", prepare: (*rig).certified, prefers: dispatch.SMIME, want: dispatch.SMIME, needs: []desk.Need{desk.NeedKey}},
		{name: "chosen past a blocked key", keys: []string{openpgp}, blocked: "aaaa", chosen: dispatch.LockedPDF, want: dispatch.LockedPDF},
		{name: "a gateway chosen, not approved", prepare: func(r *rig) { r.trigger() }, chosen: dispatch.Gateway, want: dispatch.Gateway, needs: []desk.Need{desk.NeedGatewayApproval}},
		{name: "a gateway chosen, not tested", prepare: func(r *rig) { r.trigger(); r.approve() }, chosen: dispatch.Gateway, want: dispatch.Gateway, needs: []desk.Need{desk.NeedGatewayTest}},
		{name: "a gateway chosen, tested long ago", prepare: func(r *rig) { r.everything(); r.clock.Advance(366 * 24 * 60 * 60 * 1e9) }, chosen: dispatch.Gateway, want: dispatch.Gateway, needs: []desk.Need{desk.NeedGatewayTest}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			if c.prepare != nil {
				c.prepare(r)
			}
			r.keys(c.keys, c.verified, c.blocked)
			draft := r.draft(r.recipient(dispatch.ExternalPartner, mailRoute))
			draft.Channel, draft.Form = dispatch.EmailEncrypted, c.chosen
			if c.prefers != "" {
				draft.Recipient.Form = c.prefers
				_, err := r.SaveRecipient(t.Context(), draft.Recipient)
				must(t, err)
			}
			s, err := r.Suggest(t.Context(), draft)
			must(t, err)
			i := slices.IndexFunc(s.Options, func(o desk.Option) bool { return o.Channel == dispatch.EmailEncrypted })
			if i < 0 {
				t.Fatalf("no e-mail among %+v", s.Options)
			}
			if option := s.Options[i]; option.Form != c.want || !slices.Equal(option.Needs, c.needs) {
				t.Errorf("%s needing %q, want %s needing %q", option.Form, option.Needs, c.want, c.needs)
			}
		})
	}
}

func (r *rig) keys(imported, verified []string, blocked string) {
	r.t.Helper()
	for _, key := range imported {
		_, err := r.ImportKey(r.t.Context(), []byte(key))
		must(r.t, err)
	}
	for _, fingerprint := range verified {
		_, err := r.VerifyKey(r.t.Context(), fingerprint, "on the telephone")
		must(r.t, err)
	}
	if blocked != "" {
		_, err := r.BlockKey(r.t.Context(), blocked)
		must(r.t, err)
	}
}

// signing gives the clinic an OpenPGP key, certified an X.509 certificate.
func (r *rig) signing() {
	r.t.Helper()
	_, err := r.OwnKey(r.t.Context())
	must(r.t, err)
}

func (r *rig) certified() {
	r.t.Helper()
	_, err := r.ImportOwnCertificate(r.t.Context(), []byte("own509 a@cisss.ssss.gouv.qc.ca"), "essai")
	must(r.t, err)
}

// trigger gives the mail account a gateway; approve and the test make it usable.
func (r *rig) trigger() {
	r.t.Helper()
	must(r.t, r.RemoveAccount(r.t.Context(), "mail"))
	_, err := r.AddAccount(r.t.Context(), dispatch.Account{
		Name: "mail", Channel: dispatch.EmailEncrypted, Provider: "smtp", From: "a@cisss.ssss.gouv.qc.ca",
		Settings: map[string]string{dispatch.GatewaySubject: "[chiffrer]"},
	}, []byte("pw"), false)
	must(r.t, err)
}

func (r *rig) approve() {
	r.t.Helper()
	_, err := r.ApproveGateway(r.t.Context(), "mail", desk.GatewayApproval{By: "Admin", Rule: "R-12", On: dispatchtest.Epoch().AddDate(0, 0, -1)})
	must(r.t, err)
}

func (r *rig) everything() {
	r.t.Helper()
	r.signing()
	r.certified()
	r.trigger()
	r.approve()
	_, err := r.TestGateway(r.t.Context(), "mail", "essai@ailleurs.example")
	must(r.t, err)
	_, err = r.ConfirmGateway(r.t.Context(), "mail", true)
	must(r.t, err)
}

// What was verified when a dispatch was queued must still be when it leaves.
func TestKeyForIsAskedAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.signing()
	r.keys([]string{"aaaa x@clinic.example"}, []string{"aaaa"}, "")
	draft := r.draft(r.recipient(dispatch.ExternalPartner, mailRoute))
	draft.Channel = dispatch.EmailEncrypted
	sent, err := r.Send(t.Context(), draft)
	must(t, err)
	if key, err := r.KeyFor(t.Context(), sent); err != nil || key == nil || key.Fingerprint != "aaaa" {
		t.Fatalf("%v %v", key, err)
	}
	r.keys(nil, nil, "aaaa")
	if key, err := r.KeyFor(t.Context(), sent); err != nil || key != nil {
		t.Errorf("a blocked key is still used: %v %v", key, err)
	}
	sent.Form = dispatch.LockedPDF
	if key, err := r.KeyFor(t.Context(), sent); err != nil || key != nil {
		t.Errorf("a locked PDF is sealed for %v %v", key, err)
	}
}

// Words leave only where the form hides them, and a passphrase is drawn only where the form needs one.
func TestFormsCarryWords(t *testing.T) {
	t.Parallel()
	for _, form := range dispatch.Forms() {
		t.Run(string(form), func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.everything()
			r.keys([]string{"aaaa x@clinic.example", "x509 x@clinic.example"}, []string{"aaaa", "x509"}, "")
			draft := r.draft(r.recipient(dispatch.ExternalPartner, mailRoute))
			draft.Channel, draft.Form, draft.Message = dispatch.EmailEncrypted, form, "Bonjour"
			_, err := r.Send(t.Context(), draft)
			if refused := dispatch.CodeOf(err) == "message_not_carried"; refused == form.HidesWords() || err != nil && !refused {
				t.Errorf("with words: %v", err)
			}
			draft.Message = ""
			sent, err := r.Send(t.Context(), draft)
			must(t, err)
			passphrase, err := r.store.Passphrase(t.Context(), sent.ID)
			must(t, err)
			if (passphrase != "") != form.NeedsPassphrase() || sent.Form != form {
				t.Errorf("%s with passphrase %q", sent.Form, passphrase)
			}
		})
	}
}

func TestGatewayRefuses(t *testing.T) {
	t.Parallel()
	yesterday := dispatchtest.Epoch().AddDate(0, 0, -1)
	good := desk.GatewayApproval{By: "Admin", Rule: "R-12", On: yesterday}
	changed := func(change func(*desk.GatewayApproval)) desk.GatewayApproval {
		a := good
		change(&a)
		return a
	}
	for _, c := range []struct {
		name    string
		prepare func(*rig)
		try     func(*rig) error
		code    string
	}{
		{"an account that asks nothing of a gateway", nil, approving(good), "gateway_missing"},
		{"an account of another channel", nil, func(r *rig) error { _, err := r.Gateway(r.t.Context(), "fax"); return err }, "gateway_not_mail"},
		{"nobody approves", (*rig).trigger, approving(changed(func(a *desk.GatewayApproval) { a.By = " " })), "required"},
		{"no rule", (*rig).trigger, approving(changed(func(a *desk.GatewayApproval) { a.Rule = "" })), "required"},
		{"a rule in two lines", (*rig).trigger, approving(changed(func(a *desk.GatewayApproval) { a.Rule = "a\nb" })), "control_character"},
		{"approved tomorrow", (*rig).trigger, approving(changed(func(a *desk.GatewayApproval) { a.On = yesterday.AddDate(0, 0, 3) })), "gateway_date"},
		{"tested before it is approved", (*rig).trigger, testedWith("essai@ailleurs.example"), "gateway_unapproved"},
		{"tested inside", func(r *rig) { r.trigger(); r.approve() }, testedWith("b@cisss.ssss.gouv.qc.ca"), "gateway_test_inside"},
		{"tested inside the network", func(r *rig) { r.trigger(); r.approve() }, testedWith("b@chum.ssss.gouv.qc.ca"), "gateway_test_inside"},
		{"confirmed before it is tested", func(r *rig) { r.trigger(); r.approve() }, func(r *rig) error {
			_, err := r.ConfirmGateway(r.t.Context(), "mail", true)
			return err
		}, "gateway_untested"},
		{"confirmed twice", (*rig).everything, confirming, "gateway_test_old"},
		{"confirmed twice, a year later", func(r *rig) { r.everything(); r.clock.Advance(380 * 24 * time.Hour) }, confirming, "gateway_test_old"},
		{"confirmed long after it was sent", func(r *rig) {
			r.trigger()
			r.approve()
			must(r.t, testedWith("essai@ailleurs.example")(r))
			r.clock.Advance(desk.GatewayTestDays * 24 * time.Hour)
		}, confirming, "gateway_test_old"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			if c.prepare != nil {
				c.prepare(r)
			}
			if err := c.try(r); dispatch.CodeOf(err) != c.code {
				t.Errorf("%v, want %s", err, c.code)
			}
		})
	}
}

func approving(a desk.GatewayApproval) func(*rig) error {
	return func(r *rig) error { _, err := r.ApproveGateway(r.t.Context(), "mail", a); return err }
}

func confirming(r *rig) error {
	_, err := r.ConfirmGateway(r.t.Context(), "mail", true)
	return err
}

func testedWith(address string) func(*rig) error {
	return func(r *rig) error { _, err := r.TestGateway(r.t.Context(), "mail", address); return err }
}

// An approval ends with what it was about: another trigger, another test, a message seen in clear.
func TestGatewayApprovalEnds(t *testing.T) {
	t.Parallel()
	standing := func(r *rig) desk.GatewayStanding {
		g, err := r.Gateway(r.t.Context(), "mail")
		must(r.t, err)
		return g.Standing(r.clock.Now())
	}
	for name, c := range map[string]struct {
		change func(*rig)
		want   desk.GatewayStanding
	}{
		"nothing changed":    {func(*rig) {}, desk.GatewayReady},
		"approved once more": {(*rig).approve, desk.GatewayUntested},
		"tested once more":   {func(r *rig) { must(r.t, testedWith("essai@ailleurs.example")(r)) }, desk.GatewayUntested},
		"seen in clear": {func(r *rig) {
			_, err := r.ConfirmGateway(r.t.Context(), "mail", false)
			must(r.t, err)
		}, desk.GatewayUnapproved},
		"another account": {(*rig).trigger, desk.GatewayUnapproved},
		"another server":  {changing("url", "smtps://other.example"), desk.GatewayUnapproved},
		"another user":    {changing("user", "someone"), desk.GatewayUnapproved},
		"another address": {changing("from", "b@cisss.ssss.gouv.qc.ca"), desk.GatewayUnapproved},
		"another tenant":  {changing("tenant", "other.example"), desk.GatewayUnapproved},
		"another name":    {changing("name", "mail"), desk.GatewayReady},
		"the same server": {func(r *rig) { changing("url", "smtps://other.example")(r); changing("url", "")(r) }, desk.GatewayReady},
		"the same words as a header": {func(r *rig) {
			_, err := r.SetGateway(r.t.Context(), "mail", "", "[chiffrer]")
			must(r.t, err)
		}, desk.GatewayUnapproved},
		"a year after it was sent": {func(r *rig) {
			must(r.t, testedWith("essai@ailleurs.example")(r))
			r.clock.Advance((desk.GatewayTestDays - 1) * 24 * time.Hour)
			must(r.t, confirming(r))
			r.clock.Advance((366 - desk.GatewayTestDays) * 24 * time.Hour)
		}, desk.GatewayUntested},
	} {
		r := newRig(t)
		r.everything()
		c.change(r)
		if got := standing(r); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func changing(name, value string) func(*rig) {
	return func(r *rig) {
		_, err := r.ChangeAccount(r.t.Context(), "mail", map[string]string{name: value})
		must(r.t, err)
	}
}

// Whatever happens to a gateway is in the log, with who and which.
func TestGatewayIsLogged(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	before, err := r.VerifyLog(t.Context())
	must(t, err)
	r.everything()
	after, err := r.VerifyLog(t.Context())
	must(t, err)
	if after-before < 3 || !slices.ContainsFunc(r.tested, func(to string) bool { return strings.HasPrefix(to, "essai@") }) {
		t.Errorf("%d events, tested with %q", after-before, r.tested)
	}
}
