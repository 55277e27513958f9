package nextcloud_test

import (
	"bytes"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal/nextcloud"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/practice"
)

// A recipient with an address gets a notice, another a link; the passphrase goes neither way.
func TestShares(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, address string
		change        func(*nextcloud.Config)
		kind          int
		mailed        bool
	}{
		{"an address: the server writes", recipient, func(*nextcloud.Config) {}, 4, true},
		{"an identity: a link", "patiente", func(*nextcloud.Config) {}, 3, false},
		{"a name beside the address: a link", "Zoé <" + recipient + ">", func(*nextcloud.Config) {}, 3, false},
		{"the clinic hands links over itself", recipient, linkOnly, 3, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, portaltest.NextcloudConfig{})
			p := sample(t)
			p.Route.Address = test.address
			attempt := send(t, s.channel(t, test.change), p)
			shares := s.Cloud.Shares()
			if len(shares) != 1 || shares[0].Type != test.kind || shares[0].Lock == "" || shares[0].Label != string(p.Attempt) {
				t.Fatalf("%+v", shares)
			}
			if mailed := len(s.Cloud.Mails()) == 1; mailed != test.mailed || attempt.Receipt.Notified.IsZero() == test.mailed {
				t.Errorf("%d messages, notified %v", len(s.Cloud.Mails()), attempt.Receipt.Notified)
			}
			for _, message := range s.Cloud.Mails() {
				if message.Password != "" || strings.Contains(message.Link, passphrase) {
					t.Error("the passphrase was mailed")
				}
			}
			if attempt.Receipt.Provider != nextcloud.Provider || attempt.Receipt.Reference != shares[0].ID+"/"+string(p.Attempt) || !strings.HasSuffix(attempt.Receipt.Link, shares[0].Token) {
				t.Errorf("%+v", attempt.Receipt)
			}
		})
	}
}

// What the recipient fetches through the link is what was sent, and only with the passphrase.
func TestRecipientOpensTheLink(t *testing.T) {
	t.Parallel()
	s := newSite(t, portaltest.NextcloudConfig{})
	p := sample(t)
	attempt := send(t, s.channel(t, linkOnly), p)
	if _, err := practice.OpenLink(t.Context(), attempt.Receipt.Link, "une autre phrase"); err == nil {
		t.Error("it opens with another passphrase")
	}
	files, err := practice.OpenLink(t.Context(), attempt.Receipt.Link, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	source, err := p.Documents[0].Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	if _, err := want.ReadFrom(source); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(files["document-1.pdf"], want.Bytes()) || len(files) != 3 {
		t.Errorf("%d files were fetched", len(files))
	}
}

func TestObeysTheServersPolicy(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		policy practice.CloudPolicy
		change func(*nextcloud.Config)
		code   string
	}{
		{"no links", practice.CloudPolicy{SharingOff: true}, linkOnly, "nextcloud_sharing_off"},
		{"no shares by e-mail", practice.CloudPolicy{MailSharingOff: true}, nil, "nextcloud_mail_off"},
		{"no shares by e-mail, which nobody asks for", practice.CloudPolicy{MailSharingOff: true}, linkOnly, ""},
		{"it would mail the passphrase", practice.CloudPolicy{MailsPasswords: true}, nil, "nextcloud_mails_passphrase"},
		{"it mails passwords, and is not to write", practice.CloudPolicy{MailsPasswords: true}, linkOnly, ""},
		{"a passphrase long enough", practice.CloudPolicy{PasswordEnforced: true, PasswordMin: 12}, nil, ""},
		{"a passphrase too short", practice.CloudPolicy{PasswordMin: 64}, nil, "nextcloud_passphrase_refused"},
		{"digits wanted", practice.CloudPolicy{PasswordDigits: true}, nil, "nextcloud_passphrase_refused"},
		{"an earlier end", practice.CloudPolicy{ExpireEnforced: true, ExpireDays: 7}, nil, ""},
		{"no room", practice.CloudPolicy{Quota: 100}, nil, "portal_full"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, portaltest.NextcloudConfig{Policy: test.policy})
			p := sample(t)
			if test.change == nil {
				test.change = func(*nextcloud.Config) {}
			}
			receipt, err := s.channel(t, test.change).Send(t.Context(), p, nil)
			if dispatch.CodeOf(err) != test.code {
				t.Fatalf("%q, want %q: %v", dispatch.CodeOf(err), test.code, err)
			}
			if err != nil && (dispatch.CertaintyOf(err) != dispatch.Unsent || s.Arrived(t, p) != 0) {
				t.Errorf("%s, and %d arrived", dispatch.CertaintyOf(err), s.Arrived(t, p))
			}
			if latest := p.At.AddDate(0, 0, 7); test.policy.ExpireEnforced && (receipt.Expires.IsZero() || receipt.Expires.After(latest)) {
				t.Errorf("access ends %v, which the server does not allow", receipt.Expires)
			}
		})
	}
}

func TestTestsTheAccount(t *testing.T) {
	t.Parallel()
	s := newSite(t, portaltest.NextcloudConfig{Policy: practice.CloudPolicy{MailsPasswords: true}})
	if err := s.channel(t, linkOnly).Test(t.Context()); err != nil {
		t.Errorf("an account in order: %v", err)
	}
	if err := s.channel(t).Test(t.Context()); dispatch.CodeOf(err) != "nextcloud_mails_passphrase" {
		t.Errorf("a server that mails passphrases: %v", err)
	}
}

func TestCheckWantsAPassphrase(t *testing.T) {
	t.Parallel()
	s := newSite(t, portaltest.NextcloudConfig{})
	p := sample(t)
	p.Passphrase = ""
	if err := s.channel(t).Check(t.Context(), p); dispatch.CodeOf(err) != "nextcloud_passphrase_missing" {
		t.Errorf("without a passphrase: %v", err)
	}
}

func TestExtends(t *testing.T) {
	t.Parallel()
	s := newSite(t, portaltest.NextcloudConfig{Policy: practice.CloudPolicy{ExpireEnforced: true, ExpireDays: 30}})
	attempt := send(t, s.channel(t), sample(t))
	for _, test := range []struct {
		name         string
		days, latest int
	}{
		{"within what the server allows", 20, 21},
		{"beyond it: as far as it goes", 60, 30},
	} {
		until := s.clock.Now().AddDate(0, 0, test.days)
		receipt, err := s.channel(t).Extend(t.Context(), attempt, until)
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		if latest := s.clock.Now().AddDate(0, 0, test.latest); receipt.Expires.After(latest) || !receipt.Expires.After(attempt.Receipt.Expires) {
			t.Errorf("%s: until %v", test.name, receipt.Expires)
		}
		if receipt.Link != attempt.Receipt.Link || s.Cloud.Shares()[0].Expires.UTC() != receipt.Expires {
			t.Errorf("%s: the server has %v", test.name, s.Cloud.Shares()[0].Expires)
		}
	}
	if err := s.channel(t).Recall(t.Context(), attempt); err != nil {
		t.Fatal(err)
	}
	if _, err := s.channel(t).Extend(t.Context(), attempt, s.clock.Now().AddDate(0, 0, 5)); dispatch.CodeOf(err) != "nextcloud_not_extended" {
		t.Errorf("what was revoked: %v", err)
	}
}

func TestRecall(t *testing.T) {
	t.Parallel()
	s := newSite(t, portaltest.NextcloudConfig{})
	p := sample(t)
	attempt := send(t, s.channel(t, linkOnly), p)
	if err := s.channel(t).Recall(t.Context(), attempt); err != nil {
		t.Fatal(err)
	}
	if err := s.channel(t).Recall(t.Context(), attempt); dispatch.CodeOf(err) != "portal_not_there" {
		t.Errorf("where nothing stood any more: %v", err)
	}
	attempt.Receipt.Revoked = s.clock.Now()
	if err := s.channel(t).Recall(t.Context(), attempt); err != nil {
		t.Errorf("recalled once more: %v", err)
	}
	if _, err := practice.OpenLink(t.Context(), attempt.Receipt.Link, passphrase); err == nil || len(s.Cloud.Shares()) != 0 {
		t.Error("the link still opens")
	}
	if names := s.Names(t); len(names) != 0 {
		t.Errorf("left on the server: %q", names)
	}
}

// A program that was killed half through leaves what it uploaded; recalling the attempt removes that too.
func TestRecallOfAnUnfinishedAttempt(t *testing.T) {
	t.Parallel()
	var dead, risen atomic.Bool
	s := newSite(t, portaltest.NextcloudConfig{Script: func(r *http.Request) practice.PortalFault {
		dead.Store(dead.Load() || r.Method == "MOVE")
		if dead.Load() && !risen.Load() {
			return practice.PortalCut
		}
		return ""
	}})
	p := sample(t)
	_, err := s.channel(t).Send(t.Context(), p, nil)
	if err == nil || len(s.Names(t)) == 0 {
		t.Fatalf("%d names are left: %v", len(s.Names(t)), err)
	}
	risen.Store(true)
	if err := s.channel(t).Recall(t.Context(), attemptOf(p, err)); err != nil {
		t.Fatal(err)
	}
	if names := s.Names(t); len(names) != 0 {
		t.Errorf("left on the server: %q", names)
	}
}

func TestNotSignedIn(t *testing.T) {
	t.Parallel()
	s := newSite(t, portaltest.NextcloudConfig{})
	channel, err := nextcloud.New(nextcloud.Config{URL: s.URL(), Roots: s.ca.Pool, Now: s.clock.Now, After: at(nil)})
	if err != nil {
		t.Fatal(err)
	}
	_, err = channel.Send(t.Context(), sample(t), nil)
	if dispatch.KindOf(err) != dispatch.KindCredentials || dispatch.CodeOf(err) != "nextcloud_not_signed_in" {
		t.Error(err)
	}
}

func TestRefusesConfigurations(t *testing.T) {
	t.Parallel()
	good := nextcloud.Config{URL: "https://nuage.example/", User: "a", Password: []byte("b"), Now: time.Now}
	for _, test := range []struct {
		name   string
		change func(*nextcloud.Config)
		code   string
	}{
		{"in order", func(*nextcloud.Config) {}, ""},
		{"below a path", func(c *nextcloud.Config) { c.URL = "https://exemple.example/nuage" }, ""},
		{"in clear", func(c *nextcloud.Config) { c.URL = "http://nuage.example/" }, "portal_url_not_https"},
		{"no address", func(c *nextcloud.Config) { c.URL = "" }, "portal_url_invalid"},
		{"not an address", func(c *nextcloud.Config) { c.URL = "https://%zz" }, "portal_url_invalid"},
		{"a secret in the address", func(c *nextcloud.Config) { c.URL = "https://a:b@nuage.example/" }, "portal_url_invalid"},
		{"no password", func(c *nextcloud.Config) { c.Password = nil }, "portal_credentials_missing"},
		{"the root", func(c *nextcloud.Config) { c.Folder = "/" }, ""},
		{"out of the account", func(c *nextcloud.Config) { c.Folder = "a/../.." }, "nextcloud_folder_invalid"},
		{"a line break", func(c *nextcloud.Config) { c.Folder = "a\nb" }, "nextcloud_folder_invalid"},
	} {
		c := good
		test.change(&c)
		if _, err := nextcloud.New(c); dispatch.CodeOf(err) != test.code {
			t.Errorf("%s: %q, want %q", test.name, dispatch.CodeOf(err), test.code)
		}
	}
}
