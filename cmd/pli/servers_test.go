package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/dispatchtest/planted"
	"github.com/souspli/souspli/dispatch/email/emailtest"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/fax/faxtest"
)

// realHome is a home whose vault is a passphrase, with a clinic's profile and no account.
type realHome struct {
	t      *testing.T
	folder string
	global []string
}

func newRealHome(t *testing.T) realHome {
	t.Helper()
	folder := t.TempDir()
	h := realHome{t: t, folder: folder}
	planted.Home(t, filepath.Join(folder, "home"))
	home, recovery := []string{"--lang", "en", "--home", filepath.Join(folder, "home")}, filepath.Join(folder, "recovery.txt")
	h.global = slices.Concat(home, []string{"--passphrase-file", h.file("vault.txt", "correct horse battery")})
	h.pli("init", "--vault", "passphrase", "--recovery", recovery)
	// The recovery code opens a home without stretching, which takes 64 MiB and more of each call under the race
	// detector. That the passphrase opens it, the script of homes says.
	h.global = slices.Concat(home, []string{"--recovery-file", recovery})
	h.pli("profile", "set", "--organisation", "Clinique Essai", "--phone", "514 555-0100", "--role", "clerk")
	return h
}

func (h realHome) file(name, content string) string {
	h.t.Helper()
	path := filepath.Join(h.folder, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		h.t.Fatal(err)
	}
	return path
}

func (h realHome) pli(args ...string) string {
	h.t.Helper()
	return mustPli(h.t, append(append([]string{}, h.global...), args...)...)
}

// send sends a document and waits for its outcome.
func (h realHome) send(args ...string) dispatchView {
	h.t.Helper()
	var d dispatchView
	out := h.pli(append([]string{"--json", "send", "--authorised", "consent 7", "--hold", "0s"}, args...)...)
	if err := json.Unmarshal([]byte(out), &d); err != nil {
		h.t.Fatal(err)
	}
	return d
}

// TestRealMail sends through Postfix to a key that GnuPG made and that GnuPG opens again.
func TestRealMail(t *testing.T) {
	t.Parallel()
	h := newRealHome(t)
	postfix := emailtest.StartPostfix(t, dispatchtest.NewCA(t))
	gnupg := emailtest.NewGnuPG(t, time.Time{})
	const address = "dre.roy@example.org"
	key := h.file("roy.key", string(gnupg.NewKey(t, address)))

	h.pli("account", "add", "smtp", "mail", "--url", postfix.URL, "--user", postfix.User,
		"--from", postfix.User, "--approved", "--secret-file", h.file("mail.txt", string(postfix.Password)),
		"--ca", h.file("mail.pem", string(postfix.CA.PEM)))
	h.pli("account", "test", "mail")
	own := filepath.Join(h.folder, "own.key")
	h.pli("key", "own", "-o", own)
	gnupg.Import(t, read(t, own))
	h.pli("key", "import", key)
	h.pli("recipient", "add", "--name", "Dre Roy", "--class", "external_partner", "--email", address)
	verifyAll(t, h)

	letter := h.file("letter.pdf", string(onePage("Rapport")))
	sent := h.send("--to", "Dre Roy", "--kind", "consult_report", "--channel", "email_encrypted", "--subject", "Rapport de Mme Gagnon", "--wait", letter)
	if sent.State != "accepted" || sent.Form != "openpgp" {
		t.Fatalf("%s %s", sent.State, sent.Form)
	}
	delivered := postfix.Next(t)
	if bytes.Contains(delivered.Data, []byte("Gagnon")) {
		t.Error("the subject left in clear")
	}
	content, _, err := gnupg.Decrypt(t, emailtest.Parse(t, delivered.Data).Parts[1].Body)
	if err != nil {
		t.Fatal(err)
	}
	inner := emailtest.Parse(t, content)
	if got := inner.Parts[len(inner.Parts)-1].Body; !bytes.Equal(got, read(t, letter)) {
		t.Error("the attachment is not what was sent")
	}
}

// verifyAll says of every key of a recipient that it was compared.
func verifyAll(t *testing.T, h realHome) {
	t.Helper()
	for line := range strings.Lines(h.pli("key", "list", "--json")) {
		var key dispatch.Key
		if err := json.Unmarshal([]byte(line), &key); err != nil {
			t.Fatal(err)
		}
		if !key.Own {
			h.pli("key", "verify", key.Fingerprint, "--how", "compared at the clinic")
		}
	}
}

// TestRealFax hands a fax to HylaFAX and follows it there. Without a modem it waits in HylaFAX's queue.
func TestRealFax(t *testing.T) {
	t.Parallel()
	h := newRealHome(t)
	server := faxtest.StartHylaFAX(t)
	h.pli("account", "add", "fax", "fax", "--url", server.URL, "--user", server.User,
		"--secret-file", h.file("fax.txt", server.Password))
	h.pli("account", "test", "fax")
	h.pli("recipient", "add", "--name", "Pharmacie Essai", "--class", "external_partner",
		"--fax", "514 555-0142", "--fax-again", "514 555-0142")
	letter := h.file("letter.pdf", string(onePage("Ordonnance")))
	d := h.send("--to", "Pharmacie Essai", "--kind", "prescription", "--signature", "hand", letter)
	h.pli("outbox", "run")
	var shown dispatchView
	if err := json.Unmarshal([]byte(h.pli("--json", "log", "show", string(d.ID))), &shown); err != nil {
		t.Fatal(err)
	}
	if shown.State != "accepted" || len(shown.Attempts) != 1 || shown.Attempts[0].Receipt == nil {
		t.Fatalf("%+v", shown)
	}
}

// TestRealPortal deposits on Apache, and the file there is what was sent.
func TestRealPortal(t *testing.T) {
	t.Parallel()
	h := newRealHome(t)
	ca := dispatchtest.NewCA(t)
	apache := portaltest.StartApache(t, ca)
	url, folder := apache.Folder(t)
	h.pli("account", "add", "portal", "portal", "--url", url, "--user", portaltest.User,
		"--secret-file", h.file("portal.txt", apache.Password), "--ca", h.file("portal.pem", string(ca.PEM)), "--approved")
	h.pli("account", "test", "portal")
	h.pli("recipient", "add", "--name", "Marc Essai", "--class", "patient", "--portal", "marc", "--portal-available", "yes")
	letter := h.file("letter.pdf", string(onePage("Résumé")))
	sent := h.send("--to", "Marc Essai", "--kind", "discharge_summary", "--wait", letter)
	if sent.State != "accepted" {
		t.Fatal(sent.State)
	}
	deposited := pdfFiles(t, folder)
	if len(deposited) != 1 || !bytes.Equal(read(t, deposited[0]), read(t, letter)) {
		t.Errorf("deposited: %q", deposited)
	}
}

// TestWrongPassword tells bad credentials from everything else, and sends nothing.
func TestWrongPassword(t *testing.T) {
	t.Parallel()
	h := newRealHome(t)
	postfix := emailtest.StartPostfix(t, dispatchtest.NewCA(t))
	h.pli("account", "add", "smtp", "mail", "--url", postfix.URL, "--user", postfix.User,
		"--from", postfix.User, "--approved", "--secret-file", h.file("mail.txt", "wrong"),
		"--ca", h.file("mail.pem", string(postfix.CA.PEM)))
	if code, _, stderr := pli(t, append(append([]string{}, h.global...), "account", "test", "mail")...); code != exitCredentials {
		t.Errorf("exit %d\n%s", code, stderr)
	}
	h.pli("account", "secret", "mail", "--secret-file", h.file("right.txt", string(postfix.Password)))
	h.pli("account", "test", "mail")
	h.pli("account", "add", "smtp", "untrusted", "--url", postfix.URL, "--user", postfix.User,
		"--from", postfix.User, "--approved", "--secret-file", h.file("mail.txt", string(postfix.Password)))
	if code, _, stderr := pli(t, append(append([]string{}, h.global...), "account", "test", "untrusted")...); code == exitDone {
		t.Errorf("an unknown certificate was trusted\n%s", stderr)
	}
}
