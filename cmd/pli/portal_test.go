package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch/portal/portaltest"
)

// TestRealSFTP confirms a server's key, signs in with a key that was made here, deposits on OpenSSH, and takes
// the deposit back.
func TestRealSFTP(t *testing.T) {
	t.Parallel()
	h := newRealHome(t)
	server := portaltest.StartSSHD(t)
	url, folder := server.Folder(t)
	h.pli("account", "add", "portal", "lab", "--url", url, "--user", server.User, "--secret-file", h.file("none.txt", "not used"), "--approved")
	public := strings.TrimSpace(h.pli("account", "new-key", "lab"))
	server.Authorise(t, public)

	h.fails(t, exitFailed, "SHA256:", "account", "test", "lab")
	shown := strings.TrimSpace(h.pli("account", "host-key", "lab"))
	h.fails(t, exitFailed, shown, "account", "host-key", "lab", "--pin", "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	h.pli("account", "host-key", "lab", "--pin", shown)
	h.pli("account", "test", "lab")
	h.fails(t, exitDone, "confirmed fingerprint", "account", "host-key", "lab")

	h.pli("recipient", "add", "--name", "Marc Essai", "--class", "patient", "--portal", "marc", "--portal-available", "yes")
	letter := h.file("letter.pdf", string(onePage("Résumé")))
	var suggested struct {
		Options []struct {
			Channel      string
			Capabilities struct {
				Resume bool
				Expiry bool
			}
		}
	}
	h.read(t, &suggested, "suggest", "--to", "Marc Essai", "--kind", "discharge_summary", "--authorised", "c", letter)
	if o := suggested.Options[0]; o.Channel != "portal" || !o.Capabilities.Resume || o.Capabilities.Expiry {
		t.Errorf("suggested %+v", o)
	}
	h.fails(t, exitRefused, "", "send", "--to", "Marc Essai", "--kind", "discharge_summary", "--authorised", "c", "--expires", "3", letter)

	sent := h.send("--to", "Marc Essai", "--kind", "discharge_summary", "--wait", letter)
	deposited := pdfFiles(t, folder)
	if sent.State != "accepted" || len(deposited) != 1 || !bytes.Equal(read(t, deposited[0]), read(t, letter)) {
		t.Fatalf("%s, deposited: %q", sent.State, deposited)
	}
	if relative, err := filepath.Rel(folder, deposited[0]); err != nil {
		t.Fatal(err)
	} else {
		portaltest.RequireMeaningless(t, []string{relative}, []string{"Marc", "letter"})
	}
	h.fails(t, exitFailed, "", "outbox", "extend", string(sent.ID), "--days", "3")
	h.pli("outbox", "cancel", string(sent.ID))
	if left := pdfFiles(t, folder); len(left) != 0 {
		t.Errorf("revoked, yet %q is left", left)
	}
	var shownAfter dispatchView
	h.read(t, &shownAfter, "log", "show", string(sent.ID))
	if receipt := shownAfter.Attempts[0].Receipt; receipt == nil || receipt.Revoked == nil || shownAfter.State != "failed" {
		t.Errorf("%s, and the receipt does not tell: %+v", shownAfter.State, receipt)
	}
	told := h.pli("log", "show", string(sent.ID))
	if !strings.Contains(told, "asks the portal to end the access") || !strings.Contains(told, "The access is ended") || strings.Contains(told, "nothing more leaves") {
		t.Errorf("people read\n%s", told)
	}
	h.fails(t, exitFailed, "", "outbox", "cancel", string(sent.ID))
}

// fails runs pli, wants an exit code, and words in what it says.
func (h realHome) fails(t *testing.T, want int, words string, args ...string) {
	t.Helper()
	code, stdout, stderr := pli(t, append(append([]string{}, h.global...), args...)...)
	if code != want || !strings.Contains(stdout+stderr, words) {
		t.Errorf("pli %s: exit %d, want %d\n%s%s", args[0], code, want, stdout, stderr)
	}
}

// read runs pli and reads its JSON.
func (h realHome) read(t *testing.T, v any, args ...string) {
	t.Helper()
	if err := json.Unmarshal([]byte(h.pli(append([]string{"--json"}, args...)...)), v); err != nil {
		t.Fatal(err)
	}
}

// TestPortalDays: settings are shown, changed one by one, and refused when nobody could mean them.
func TestPortalDays(t *testing.T) {
	t.Parallel()
	h := newRealHome(t)
	days := func() (expiry, reminder int) {
		var told struct {
			Expiry   int `json:"expiry_days"`
			Reminder int `json:"reminder_days"`
		}
		h.read(t, &told, "portal", "show")
		return told.Expiry, told.Reminder
	}
	if expiry, reminder := days(); expiry != 14 || reminder != 5 {
		t.Errorf("%d and %d days by themselves", expiry, reminder)
	}
	h.pli("portal", "set", "--expiry-days", "30")
	h.fails(t, exitUsage, "", "portal", "set", "--reminder-days", "0")
	if expiry, reminder := days(); expiry != 30 || reminder != 5 {
		t.Errorf("%d and %d days", expiry, reminder)
	}
}

// TestAnotherHostKey: a server that shows another key than the confirmed one is told apart from a first one, and takes
// its place only when a person names both.
func TestAnotherHostKey(t *testing.T) {
	t.Parallel()
	h := newRealHome(t)
	server := portaltest.StartSFTP(t, portaltest.SFTPFaultless)
	const old = "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	h.pli("account", "add", "portal", "lab", "--url", server.URL(), "--user", portaltest.User, "--secret-file",
		h.file("s.txt", server.Password), "--approved", "--set", "host_key="+old)
	h.fails(t, exitDone, "Somebody may be in between", "account", "host-key", "lab")
	shown := strings.TrimSpace(h.pli("account", "host-key", "lab"))
	h.fails(t, exitRefused, old, "account", "host-key", "lab", "--pin", shown)
	h.fails(t, exitRefused, old, "account", "host-key", "lab", "--pin", shown, "--replace", shown)
	h.pli("account", "host-key", "lab", "--pin", shown, "--replace", old)
	h.pli("account", "test", "lab")
}
