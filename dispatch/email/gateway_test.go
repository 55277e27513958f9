package email_test

import (
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/email"
	"github.com/souspli/souspli/dispatch/email/emailtest"
	"github.com/souspli/souspli/dispatch/practice"
)

func TestParseGateway(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		subject, header string
		field           string // refused; empty: taken
		set, byHeader   bool
	}{
		"nothing":                  {},
		"a word":                   {subject: "[chiffrer]", set: true},
		"a header":                 {header: "X-Chiffrer: oui", set: true, byHeader: true},
		"both":                     {subject: "[chiffrer]", header: "Sensitivity: Company-Confidential", set: true, byHeader: true},
		"an accent in the word":    {subject: "[protégé]", field: dispatch.GatewaySubject},
		"a line break in the word": {subject: "a\r\nBcc: b@c.example", field: dispatch.GatewaySubject},
		"a long word":              {subject: strings.Repeat("a", 101), field: dispatch.GatewaySubject},
		"no colon":                 {header: "X-Chiffrer", field: dispatch.GatewayHeader},
		"no value":                 {header: "X-Chiffrer:", field: dispatch.GatewayHeader},
		"a space in the name":      {header: "X Chiffrer: oui", field: dispatch.GatewayHeader},
		"another recipient":        {header: "bcc: b@c.example", field: dispatch.GatewayHeader},
		"another type":             {header: "Content-Type: text/html", field: dispatch.GatewayHeader},
		"a line break in a header": {header: "X-A: b\nBcc: c@d.example", field: dispatch.GatewayHeader},
	} {
		g, err := email.ParseGateway(map[string]string{dispatch.GatewaySubject: test.subject, dispatch.GatewayHeader: test.header})
		if test.field != "" {
			e, ok := err.(*dispatch.Error) //nolint:errorlint // the outermost
			if !ok || e.Field != test.field || e.Kind != dispatch.KindInvalid {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || g.Set() != test.set || g.ByHeader() != test.byHeader {
			t.Errorf("%s: %+v %v", name, g, err)
		}
	}
}

func gateway(t testing.TB) email.Gateway {
	t.Helper()
	g, err := email.ParseGateway(map[string]string{dispatch.GatewaySubject: "[chiffrer]", dispatch.GatewayHeader: "X-Chiffrer: oui"})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func clearParcel(t *testing.T) dispatch.Parcel {
	t.Helper()
	p := lockedParcel(t)
	p.Form, p.Passphrase = dispatch.Gateway, ""
	return p
}

// TestGatewayMessage holds that the gateway is told, that what surrounds the documents says nothing of them,
// and that nobody calls it encrypted.
func TestGatewayMessage(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	server := o.startMail(t, practice.MailConfig{})
	config := o.config(t, server.URL())
	config.Gateway, config.GatewayApproved = gateway(t), true
	p := clearParcel(t)
	receipt, err := newChannel(t, config).Send(t.Context(), p, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(receipt.Detail, "Remis à la passerelle de chiffrement déclarée.") {
		t.Errorf("the receipt says %q", receipt.Detail)
	}
	m := emailtest.Parse(t, read(t, messages(t, server)[0].Path))
	if m.Subject(t) != "[chiffrer] Document confidentiel de Clinique Modèle" || m.Header.Get("X-Chiffrer") != "oui" {
		t.Errorf("the gateway is told %q %v", m.Subject(t), m.Header)
	}
	if len(m.Parts) != 2 || m.Parts[1].FileName != "document-1.pdf" || sha(m.Parts[1].Body) != p.Documents[0].SHA256 {
		t.Errorf("%d parts", len(m.Parts))
	}
	private := dispatchtest.SamplePrivate()
	for _, word := range private {
		if word != "Clinique Modèle" && strings.Contains(string(m.Parts[0].Body), word) {
			t.Errorf("the text says %q", word)
		}
	}
}

// TestGatewayCheck holds that nothing goes to a gateway in clear that was not approved, nor a word with it;
// only its test does.
func TestGatewayCheck(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	server := o.startMail(t, practice.MailConfig{})
	config := o.config(t, server.URL())
	requireCheck(t, newChannel(t, config), clearParcel(t), "mail_gateway_missing")
	config.Gateway = gateway(t)
	unapproved := newChannel(t, config)
	requireCheck(t, unapproved, clearParcel(t), "mail_gateway_not_approved")
	p := clearParcel(t)
	if _, err := unapproved.TestGateway(t.Context(), p); err != nil {
		t.Errorf("its test: %v", err)
	}
	m := emailtest.Parse(t, read(t, messages(t, server)[0].Path))
	if len(m.Parts) != 2 || !strings.Contains(string(m.Parts[1].Body), "rien de personnel") {
		t.Errorf("the test holds %d parts", len(m.Parts))
	}
	requireCheck(t, unapproved, clearParcel(t), "mail_gateway_not_approved")
	config.GatewayApproved = true
	for code, change := range map[string]func(*dispatch.Parcel){
		"":                              func(*dispatch.Parcel) {},
		"mail_subject_needs_encryption": func(p *dispatch.Parcel) { p.Subject = "Suivi" },
		"mail_message_needs_encryption": func(p *dispatch.Parcel) { p.Message = "Bonjour" },
		"mail_nothing_to_send":          func(p *dispatch.Parcel) { p.Documents = nil },
	} {
		p := clearParcel(t)
		change(&p)
		requireCheck(t, newChannel(t, config), p, code)
	}
}

// TestSMIMECheck holds that nothing is sealed for a certificate that does not fit, nor signed by one.
func TestSMIMECheck(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	authority := emailtest.NewAuthority(t)
	own, other := authority.Certify(t, from, "rsa:2048", "emailProtection"), authority.Certify(t, "autre@clinique.example", "rsa:2048", "emailProtection")
	theirs, curve := authority.Certify(t, to, "rsa:2048", "emailProtection"), authority.Certify(t, to, "ec", "emailProtection")
	web, elsewhere := authority.Certify(t, to, "rsa:2048", "serverAuth"), smimeKey(t, other)
	p := w.parcel(t, dispatch.SMIME)
	p.Key = smimeKey(t, theirs)
	requireCheck(t, newChannel(t, w.config), p, "mail_own_certificate_missing")
	w.config.SMIME = openedPKCS12(t, other)
	requireCheck(t, newChannel(t, w.config), p, "mail_own_certificate_other_address")
	w.config.SMIME = openedPKCS12(t, own)
	channel := newChannel(t, w.config)
	blocked := *p.Key
	blocked.State = dispatch.KeyBlocked
	bound := *elsewhere
	bound.Addresses, bound.Bindings = []string{"autre@clinique.example"}, []dispatch.KeyBinding{{Address: to, Reason: "one for the office"}}
	boundElsewhere := bound
	boundElsewhere.Bindings = []dispatch.KeyBinding{{Address: "personne@clinique.example", Reason: "one for the office"}}
	for name, test := range map[string]struct {
		key  *dispatch.Key
		code string
	}{
		"good":                                  {p.Key, ""},
		"none":                                  {nil, "mail_certificate_missing"},
		"an OpenPGP key":                        {&dispatch.Key{Certificate: w.reader.Certificate}, "mail_certificate_missing"},
		"blocked":                               {&blocked, "mail_certificate_blocked"},
		"elliptic curve":                        {smimeKey(t, curve), "mail_certificate_not_rsa"},
		"of a web server":                       {smimeKey(t, web), "mail_certificate_not_for_mail"},
		"of another address":                    {elsewhere, "mail_certificate_other_address"},
		"of another address, bound by a person": {&bound, ""},
		"bound, for another recipient":          {&boundElsewhere, "mail_certificate_other_address"},
		"damaged":                               {&dispatch.Key{Kind: dispatch.SMIMEKey, Certificate: []byte{0x30, 0x82}}, "mail_certificate_unusable"},
	} {
		t.Run(name, func(t *testing.T) {
			p := p
			p.Key = test.key
			requireCheck(t, channel, p, test.code)
		})
	}
}
