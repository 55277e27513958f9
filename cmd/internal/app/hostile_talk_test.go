package app_test

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/directory"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/email"
	"github.com/souspli/souspli/dispatch/portal/sftp"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/faxmail"
	"github.com/souspli/souspli/fax/hylafax"
)

const (
	talkPatience = 400 * time.Millisecond
	talkStep     = 20 * time.Millisecond
)

// smtpSays is what an honest mail server says to a line.
func smtpSays(line string) string {
	verb, _, _ := strings.Cut(line, " ")
	return map[string]string{
		"EHLO": "250-mail.example\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE 100000000\r\n", "AUTH": "235 ok\r\n",
		"MAIL": "250 ok\r\n", "RCPT": "250 ok\r\n", "DATA": "354 go\r\n",
	}[strings.ToUpper(verb)]
}

func startTLSSays(line string) string {
	return strings.Replace(smtpSays(line), "AUTH PLAIN LOGIN", "STARTTLS", 1)
}

// hfaxdSays is what an honest HylaFAX server says to a line.
func hfaxdSays(line string) string {
	verb, _, _ := strings.Cut(line, " ")
	return map[string]string{"USER": "230 ok\r\n", "TYPE": "200 ok\r\n", "TZONE": "200 ok\r\n", "FORM": "200 ok\r\n"}[verb]
}

// TestHostileTalks has every client of a protocol of its own visit servers that mean harm. IMAP is tried in its package.
func TestHostileTalks(t *testing.T) {
	t.Parallel()
	sealed := sealedLetter(t)
	talks := map[string]dispatchtest.Talk{
		"SMTP":              {Visit: sealed("smtps"), TLS: true, Greeting: "220 mail.example\r\n", Answer: smtpSays, Turns: 6, More: "220-"},
		"SMTP, in clear":    {Visit: sealed("smtp"), Greeting: "220 mail.example\r\n", Answer: startTLSSays, Turns: 2, More: "250-"},
		"fax by mail":       {Visit: faxMail("smtps"), TLS: true, Greeting: "220 mail.example\r\n", Answer: smtpSays, Turns: 2, More: "250-"},
		"fax by mail, open": {Visit: faxMail("smtp"), Greeting: "220 mail.example\r\n", Answer: startTLSSays, Turns: 2, More: "220-"},
		"HylaFAX":           {Visit: hfaxd, Greeting: "220 fax.example\r\n", Answer: hfaxdSays, Turns: 4, More: "220-"},
		"LDAP":              {Visit: ldap("ldaps"), TLS: true, Most: 64 << 20},
		"LDAP, in clear":    {Visit: ldap("ldap"), Most: 64 << 20},
		"SFTP":              {Visit: sshd, Greeting: "SSH-2.0-OpenSSH_9.9\r\n", Answer: func(string) string { return "" }, Turns: 1},
	}
	for name, talk := range talks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			talk.Step = talkStep
			if talk.Most == 0 {
				talk.Most = 512 << 10
			}
			dispatchtest.RunHostileTalk(t, talk)
		})
	}
}

// sealedLetter makes a visitor that sends an encrypted letter.
func sealedLetter(t *testing.T) func(scheme string) func(context.Context, string, *x509.CertPool) error {
	t.Helper()
	made := dispatchtest.Epoch().Add(-time.Hour)
	clinic, err := crypto.GenerateIdentity("Essai", "envoi@clinique.example", made)
	if err != nil {
		t.Fatal(err)
	}
	recipient, err := crypto.GenerateIdentity("Essai", "officine@pharmacie.example", made)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := recipient.Certificate()
	if err != nil {
		t.Fatal(err)
	}
	p := dispatchtest.SampleParcel(t)
	p.Form, p.Route = dispatch.OpenPGP, dispatch.Route{Channel: dispatch.EmailEncrypted, Address: "officine@pharmacie.example"}
	p.Key = &dispatch.Key{State: dispatch.KeyVerified, Certificate: certificate}
	return func(scheme string) func(context.Context, string, *x509.CertPool) error {
		return func(ctx context.Context, address string, roots *x509.CertPool) error {
			c, err := email.New(email.Config{
				URL: scheme + "://" + address, User: "u", Password: []byte("p"), From: "envoi@clinique.example", Identity: clinic, Roots: roots,
				Words: func(_, key string, _ ...any) string { return key }, Random: rand.Reader, Now: dispatchtest.Epoch, Patience: talkPatience,
			})
			if err == nil {
				_, err = c.Send(ctx, p, nil)
			}
			return err
		}
	}
}

func faxMail(scheme string) func(context.Context, string, *x509.CertPool) error {
	return func(ctx context.Context, address string, roots *x509.CertPool) error {
		p, err := faxmail.New(fax.ServiceConfig{
			URL: scheme + "://" + address, User: "u", Secret: []byte("p"), Roots: roots, Now: dispatchtest.Epoch, Patience: talkPatience,
			Settings: map[string]string{"domain": "fax.example", "sender_email": "envoi@clinique.example"},
		})
		if err != nil {
			return err
		}
		return p.Test(ctx)
	}
}

func hfaxd(ctx context.Context, address string, _ *x509.CertPool) error {
	p, err := hylafax.New(hylafax.Config{URL: "hylafax://" + address, Clock: dispatchtest.NewClock(dispatchtest.Epoch()), Timeout: talkPatience})
	if err != nil {
		return err
	}
	return p.Test(ctx)
}

func ldap(scheme string) func(context.Context, string, *x509.CertPool) error {
	return func(ctx context.Context, address string, roots *x509.CertPool) error {
		l, err := directory.NewLDAP(directory.LDAPConfig{
			Name: "annuaire", URL: scheme + "://" + address, User: "cn=u", Password: []byte("p"), Roots: roots,
			Settings: map[string]string{directory.SettingBase: "dc=example"}, Timeout: talkPatience,
		})
		if err == nil {
			_, err = l.All(ctx)
		}
		return err
	}
}

func sshd(ctx context.Context, address string, _ *x509.CertPool) error {
	c, err := sftp.New(sftp.Config{
		URL: "sftp://" + address + "/d", User: "u", Secret: []byte("p"), Now: dispatchtest.Epoch, Patience: talkPatience,
		HostKey: "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	})
	if err != nil {
		return err
	}
	return c.Test(ctx)
}
