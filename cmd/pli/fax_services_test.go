package main

import (
	"bytes"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/email/emailtest"
	"github.com/souspli/souspli/dispatch/wording"
	"github.com/souspli/souspli/fax/faxtest"
)

// faxService is a fax service to add an account of.
type faxService struct {
	url, user, secret string
	ca                []byte
	settings          map[string]string
	taken             func() int // how many faxes it was given
}

// faxServices are the services that were simulated from what is documented, and the real mail server
// behind fax by e-mail. HylaFAX has a test of its own.
var faxServices = map[string]func(*testing.T) faxService{
	"xmfax": func(t *testing.T) faxService {
		s := faxtest.StartXMFax(t, faxtest.XMFaxConfig{Now: time.Now})
		c := s.Account()
		return faxService{c.URL, c.User, string(c.Secret), authorityOf(t, c.URL, c.Roots), c.Settings, s.Received}
	},
	"srfax": func(t *testing.T) faxService {
		s := faxtest.StartSRFax(t, faxtest.SRFaxConfig{Now: time.Now})
		return srfaxService(s)
	},
	"documo": func(t *testing.T) faxService {
		s := faxtest.StartDocumo(t, faxtest.DocumoConfig{Now: time.Now})
		return faxService{s.URL, "", s.Key, s.CA.PEM, nil, func() int { return len(s.Faxes()) }}
	},
	"sinch": func(t *testing.T) faxService {
		s := faxtest.StartSinch(t, faxtest.SinchConfig{Now: time.Now})
		return faxService{
			s.URL, s.Key, s.Secret, s.CA.PEM, map[string]string{"project": s.Project}, func() int { return len(s.Faxes()) },
		}
	},
	"faxmail": func(t *testing.T) faxService {
		s := emailtest.StartPostfix(t, dispatchtest.NewCA(t))
		settings := map[string]string{"domain": "telecopie.example.org", "sender_email": s.User}
		return faxService{s.URL, s.User, string(s.Password), s.CA.PEM, settings, nil}
	},
}

func srfaxService(s *faxtest.SRFax) faxService {
	settings := map[string]string{"caller_id": "514 555-0110", "sender_email": "envoi@clinique.example"}
	return faxService{s.URL, s.User, s.Password, s.CA.PEM, settings, func() int { return len(s.Faxes()) }}
}

// authorityOf is the certificate that a server's own comes from, as PEM.
func authorityOf(t *testing.T, address string, roots *x509.CertPool) []byte {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := (&tls.Dialer{Config: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}).DialContext(t.Context(), "tcp", parsed.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	chain := conn.(*tls.Conn).ConnectionState().VerifiedChains[0] //nolint:forcetypeassert // what a tls.Dialer gives
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: chain[len(chain)-1].Raw})
}

// add adds an account of the service under its provider's name.
func (h realHome) add(provider string, s faxService) {
	h.t.Helper()
	args := []string{
		"account", "add", "fax", "cloud", "--provider", provider, "--url", s.url,
		"--secret-file", h.file("fax.txt", s.secret), "--ca", h.file("fax.pem", string(s.ca)),
	}
	if s.user != "" {
		args = append(args, "--user", s.user)
	}
	for name, value := range s.settings {
		args = append(args, "--set", name+"="+value)
	}
	h.pli(args...)
}

// TestEveryFaxProvider adds an account of each, tries it, which sends nothing, is asked for its passport,
// and hands it one fax.
func TestEveryFaxProvider(t *testing.T) {
	t.Parallel()
	for _, provider := range app.FaxProviders() {
		start, ok := faxServices[provider]
		if !ok {
			if provider != "hylafax" {
				t.Errorf("%s has no service to try", provider)
			}
			continue
		}
		t.Run(provider, func(t *testing.T) {
			t.Parallel()
			tryProvider(t, provider, start(t))
		})
	}
}

func tryProvider(t *testing.T, provider string, service faxService) {
	t.Helper()
	h := newRealHome(t)
	h.add(provider, service)
	h.pli("account", "test", "cloud")
	service.wantTaken(t, 0)
	h.pli("recipient", "add", "--name", "Pharmacie Essai", "--class", "external_partner",
		"--fax", "514 555-0142", "--fax-again", "514 555-0142")
	letter := h.file("letter.pdf", string(onePage("Rapport")))
	draft := []string{"--to", "Pharmacie Essai", "--kind", "consult_report", "--channel", "cloud_fax", letter}
	code, _, stderr := h.try(append([]string{"send", "--authorised", "consent 7"}, draft...)...)
	if code != exitHeld || !strings.Contains(stderr, "where the service stores") {
		t.Errorf("without a passport: exit %d\n%s", code, stderr)
	}
	h.pli("account", "passport", "cloud", "--stored-in", "CA-BC", "--contract", "2026-01-15", "--assessment", "2026-01-10", "--retention=-1")
	if list := h.pli("account", "list"); !strings.Contains(list, provider) || !strings.Contains(list, "CA-BC") {
		t.Errorf("list: %s", list)
	}
	d := h.send(draft...)
	h.pli("outbox", "run")
	shown := h.shown(string(d.ID))
	if shown.State != "accepted" || len(shown.Attempts) != 1 || shown.Attempts[0].Receipt == nil || shown.Attempts[0].Receipt.Provider != provider {
		t.Errorf("%+v", shown)
	}
	service.wantTaken(t, 1)
}

func (s faxService) wantTaken(t *testing.T, want int) {
	t.Helper()
	if s.taken != nil && s.taken() != want {
		t.Errorf("%d faxes were taken, want %d", s.taken(), want)
	}
}

func (h realHome) try(args ...string) (code int, stdout, stderr string) {
	h.t.Helper()
	return pli(h.t, slices.Concat(h.global, args)...)
}

func (h realHome) shown(id string) dispatchView {
	h.t.Helper()
	var d dispatchView
	if err := json.Unmarshal([]byte(h.pli("--json", "log", "show", id)), &d); err != nil {
		h.t.Fatal(err)
	}
	return d
}

// later runs pli when so much time has passed.
func (h realHome) later(by time.Duration, args ...string) (code int, stdout string) {
	h.t.Helper()
	var out bytes.Buffer
	code = run(h.t.Context(), slices.Concat(h.global, args), terminal{
		in: strings.NewReader(""), out: &out, err: &out, env: func(string) string { return "" },
		now: func() time.Time { return time.Now().Add(by) }, random: rand.Reader,
	})
	return code, out.String()
}

// TestNumberThatIsNoFax has one fax answered by no fax machine: the next one to that number waits for a
// person, and says why; a verification lets it go.
func TestNumberThatIsNoFax(t *testing.T) {
	t.Parallel()
	simulator := faxtest.StartSRFax(t, faxtest.SRFaxConfig{Now: time.Now})
	h := newRealHome(t)
	h.add("srfax", srfaxService(simulator))
	h.pli("account", "passport", "cloud", "--stored-in", "CA-QC", "--contract", "2026-01-15")
	h.pli("recipient", "add", "--name", "Pharmacie Essai", "--class", "external_partner",
		"--fax", "514 555-0142", "--fax-again", "514 555-0142")
	letter := h.file("letter.pdf", string(onePage("Rapport")))
	to := []string{"--to", "Pharmacie Essai", "--kind", "consult_report", "--channel", "cloud_fax", letter}
	first := h.send(to...)
	h.pli("outbox", "run")
	second := h.send(append([]string{"--hold", "1h"}, to...)...)
	simulator.Finish("Failed", "No Remote Fax", 0)
	if code, out := h.later(30*time.Minute, "outbox", "run"); code != exitFailed {
		t.Fatalf("exit %d\n%s", code, out)
	}
	if shown := h.shown(string(first.ID)); shown.State != "failed" {
		t.Fatalf("%+v", shown)
	}
	if code, out := h.later(2*time.Hour, "outbox", "run"); code != exitHeld || !strings.Contains(out, "held back") {
		t.Errorf("exit %d\n%s", code, out)
	}
	if shown := h.shown(string(second.ID)); !shown.AwaitsPerson || len(simulator.Faxes()) != 1 {
		t.Errorf("%+v, %d faxes", shown, len(simulator.Faxes()))
	}
	if code, _, stderr := h.try(append([]string{"send", "--authorised", "consent 7"}, to...)...); code != exitHeld || !strings.Contains(stderr, "this one is in doubt") {
		t.Errorf("the next use does not say so: exit %d\n%s", code, stderr)
	}
	if code, _, stderr := h.try("outbox", "let-go", string(second.ID)); code != exitHeld {
		t.Errorf("exit %d\n%s", code, stderr)
	}
	if code, out := h.later(2*time.Hour, "recipient", "verify", "Pharmacie Essai", "--how", "called them"); code != exitDone {
		t.Fatal(out)
	}
	if code, out := h.later(2*time.Hour, "outbox", "let-go", string(second.ID)); code != exitDone {
		t.Fatal(out)
	}
	if code, out := h.later(3*time.Hour, "outbox", "run"); code != exitDone || len(simulator.Faxes()) != 2 {
		t.Errorf("exit %d, %d faxes\n%s", code, len(simulator.Faxes()), out)
	}
}

// Everything that is told of a number or a service is said in both languages.
func TestNoticesAreSaid(t *testing.T) {
	t.Parallel()
	keys := []string{
		"error_" + dispatch.NotHere, "error_" + desk.CodeNumberDoubtful, "event_" + string(dispatch.EventRouteDoubted),
		"event_" + string(dispatch.EventHeldBack), "event_" + string(dispatch.EventLetGo),
		"event_" + string(dispatch.EventRecallAsked), "event_" + string(dispatch.EventRecallAnswered), "error_recall_sending",
	}
	for _, why := range []desk.Unverified{desk.UnverifiedNew, desk.UnverifiedOld, desk.UnverifiedDoubtful} {
		o := desk.Option{Needs: []desk.Need{desk.NeedVerification, desk.NeedPassport}, Unverified: why}
		for _, name := range o.NeedNames() {
			keys = append(keys, "need_"+name)
		}
	}
	for _, notice := range []desk.Notice{desk.NoticeNumberFailed, desk.NoticePassportOld, desk.NoticeNoContract} {
		keys = append(keys, "notice_"+string(notice))
	}
	for _, language := range wording.Languages() {
		for _, key := range keys {
			if !wording.For(language).Has(key) {
				t.Errorf("%s is not said in %s", key, language)
			}
		}
	}
}

// TestPreparedFax looks at what reaches a service: clean black dots unless the account wants the pages as
// they are.
func TestPreparedFax(t *testing.T) {
	t.Parallel()
	for setting, prepared := range map[string]bool{"": true, "optimised": true, "as_is": false} {
		t.Run(setting, func(t *testing.T) {
			t.Parallel()
			simulator := faxtest.StartSRFax(t, faxtest.SRFaxConfig{Now: time.Now})
			service := srfaxService(simulator)
			service.settings["prepare"] = setting
			h := newRealHome(t)
			h.add("srfax", service)
			h.pli("account", "passport", "cloud", "--stored-in", "CA-QC", "--contract", "2026-01-15", "--assessment", "2026-01-10")
			h.pli("recipient", "add", "--name", "Pharmacie Essai", "--class", "external_partner",
				"--fax", "514 555-0142", "--fax-again", "514 555-0142")
			original := onePage("Rapport")
			d := h.send("--to", "Pharmacie Essai", "--kind", "consult_report", "--channel", "cloud_fax", h.file("letter.pdf", string(original)))
			h.pli("outbox", "run")
			files := simulator.Faxes()[0].Files
			document := files[len(files)-1]
			if bytes.Contains(document, []byte("/CCITTFaxDecode")) != prepared || bytes.Equal(document, original) == prepared {
				t.Errorf("prepared: %v, the service got %d bytes", prepared, len(document))
			}
			receipt := h.shown(string(d.ID)).Attempts[0].Receipt
			if receipt.Cover == "" || (receipt.Prepared != "") != prepared {
				t.Errorf("%+v", receipt)
			}
		})
	}
}
