package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"image/png"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch/dispatchtest/planted"
	"github.com/souspli/souspli/dispatch/email/emailtest"
)

// pli runs the program inside the test and returns its exit code and what it printed.
func pli(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), args, terminal{
		in: strings.NewReader(""), out: &out, err: &errs,
		env: func(string) string { return "" }, now: time.Now, random: rand.Reader,
	})
	return code, out.String(), errs.String()
}

// mustPli fails the test unless pli is done.
func mustPli(t *testing.T, args ...string) string {
	t.Helper()
	code, stdout, stderr := pli(t, args...)
	if code != exitDone {
		t.Fatalf("pli %s: exit %d\n%s%s", strings.Join(args, " "), code, stdout, stderr)
	}
	return stdout
}

type demoReport struct {
	Home, Practice string
	Dispatches     []dispatchView
	Events         int
	Verified       bool
}

func demo(t *testing.T) demoReport {
	t.Helper()
	var report demoReport
	out := mustPli(t, "demo", "--json", "--home", filepath.Join(t.TempDir(), "home"))
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatal(err)
	}
	planted.Home(t, report.Home)
	return report
}

// TestDemo is the whole journey: what each practice recipient holds must be what was sent.
func TestDemo(t *testing.T) {
	t.Parallel()
	report := demo(t)
	if len(report.Dispatches) != 3 || !report.Verified || report.Events == 0 {
		t.Fatalf("%d dispatches, verified %v", len(report.Dispatches), report.Verified)
	}
	t.Run("the e-mail opens with the recipient's key in GnuPG", report.mailOpens)
	t.Run("the faxed pages are what was sent, behind a cover without the patient", report.faxIsWhole)
	t.Run("the portal holds what was sent", report.portalHolds)
	t.Run("accepted is not delivered; the fax is, and what the patient fetched", report.statesAreHonest)
}

func (report demoReport) sample(t *testing.T, name string) []byte {
	return read(t, filepath.Join(report.Practice, "documents", name))
}

func (report demoReport) mailOpens(t *testing.T) {
	gnupg := emailtest.NewGnuPG(t, time.Time{})
	for _, key := range files(t, filepath.Join(report.Practice, "keys")) {
		gnupg.Import(t, read(t, key))
	}
	own := filepath.Join(t.TempDir(), "own.key")
	mustPli(t, "--home", report.Home, "key", "own", "-o", own)
	gnupg.Import(t, read(t, own))
	mails := files(t, filepath.Join(report.Practice, "mail"))
	if len(mails) != 1 {
		t.Fatalf("%d messages", len(mails))
	}
	outer := emailtest.Parse(t, read(t, mails[0]))
	if subject := outer.Subject(t); subject != "[...]" {
		t.Errorf("outer subject %q", subject)
	}
	content, _, err := gnupg.Decrypt(t, outer.Parts[1].Body)
	if err != nil {
		t.Fatal(err)
	}
	inner := emailtest.Parse(t, content)
	if subject := inner.Subject(t); subject != "Rapport de consultation" {
		t.Errorf("inner subject %q", subject)
	}
	attached := inner.Parts[len(inner.Parts)-1].Body
	if !bytes.Equal(attached, report.sample(t, "rapport-de-consultation.pdf")) {
		t.Error("the attachment is not what was sent")
	}
}

func (report demoReport) faxIsWhole(t *testing.T) {
	pages := pdfFiles(t, filepath.Join(report.Practice, "fax", string(report.Dispatches[1].Attempts[0].ID)))
	if len(pages) != 2 {
		t.Fatalf("%d documents on the fax machine: %q", len(pages), pages)
	}
	if !bytes.Equal(read(t, pages[1]), report.sample(t, "ordonnance.pdf")) {
		t.Error("the faxed document is not what was sent")
	}
	for _, name := range []string{"page-1.png", "page-2.png"} {
		if page, err := png.DecodeConfig(bytes.NewReader(read(t, filepath.Join(filepath.Dir(pages[0]), name)))); err != nil || page.Width != 1728 {
			t.Errorf("%s is %d dots wide: %v", name, page.Width, err)
		}
	}
	cover := pdfText(t, pages[0])
	if !strings.Contains(cover, "Pharmacie Beaubien") || strings.Contains(cover, "Tremblay") || strings.Contains(cover, "TREJ") {
		t.Errorf("cover page:\n%s", cover)
	}
}

func (report demoReport) portalHolds(t *testing.T) {
	deposited := pdfFiles(t, filepath.Join(report.Practice, "portal"))
	if len(deposited) != 1 || !bytes.Equal(read(t, deposited[0]), report.sample(t, "resume-de-depart.pdf")) {
		t.Errorf("deposited: %q", deposited)
	}
}

func (report demoReport) statesAreHonest(t *testing.T) {
	var states []string
	for _, d := range report.Dispatches {
		states = append(states, string(d.State))
		if len(d.Attempts) != 1 || d.Attempts[0].Receipt == nil {
			t.Errorf("%s: %d attempts", d.Channel, len(d.Attempts))
		}
	}
	if got := strings.Join(states, " "); got != "accepted delivered delivered" {
		t.Error(got)
	}
}

// TestLockedPDF follows a patient's result to the reader that opens it.
func TestLockedPDF(t *testing.T) {
	t.Parallel()
	report := demo(t)
	var sent dispatchView
	out := mustPli(t, "--home", report.Home, "--json", "send", "--to", "Simone Côté", "--kind", "lab_result",
		"--authorised", "A", "--hold", "0s", "--wait", filepath.Join(report.Practice, "documents", "resultat-de-laboratoire.pdf"))
	if err := json.Unmarshal([]byte(out), &sent); err != nil {
		t.Fatal(err)
	}
	passphrase := strings.TrimSpace(mustPli(t, "--home", report.Home, "passphrase", string(sent.ID)))
	var locked string
	for _, mail := range files(t, filepath.Join(report.Practice, "mail")) {
		for _, part := range emailtest.Parse(t, read(t, mail)).Parts {
			if part.Type == "application/pdf" {
				locked = filepath.Join(t.TempDir(), "locked.pdf")
				if err := os.WriteFile(locked, part.Body, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	shown, err := exec.CommandContext(t.Context(), "qpdf", "--password="+passphrase, "--show-encryption", locked).CombinedOutput()
	if err != nil || !strings.Contains(string(shown), "R = 6") {
		t.Errorf("%v\n%s", err, shown)
	}
	if err := exec.CommandContext(t.Context(), "qpdf", "--password=wrong", "--check", locked).Run(); err == nil {
		t.Error("it opens with a wrong passphrase")
	}
	assertSealed(t, report.Home, passphrase)
}

// TestNothingInClear looks for everything personal that the demonstration used, in every byte of the home.
func TestNothingInClear(t *testing.T) {
	t.Parallel()
	report := demo(t)
	assertSealed(t, report.Home,
		"Amélie", "clinique-du-parc", "Beaubien", "Pharmacie", "Boucher", "555-0142", "58531417", "5853 1417", "Tremblay",
		"ordonnance", "continuité", "Beauséjour",
	)
}

// assertSealed searches the home for words in every form that they could be stored in.
func assertSealed(t *testing.T, home string, words ...string) {
	t.Helper()
	var all []planted.Word
	for _, w := range words {
		all = append(all, planted.Word{Kind: "word", Text: w})
	}
	planted.Look(t, home, nil, all...)
}

// TestDemoForgets makes sure that an unnamed demonstration leaves nothing behind.
func TestDemoForgets(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	mustPli(t, "demo")
	if left := files(t, folder); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func files(t *testing.T, folder string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func pdfFiles(t *testing.T, folder string) []string {
	t.Helper()
	var found []string
	for _, path := range files(t, folder) {
		if filepath.Ext(path) == ".pdf" {
			found = append(found, path)
		}
	}
	return found
}

func pdfText(t *testing.T, path string) string {
	t.Helper()
	out, err := exec.CommandContext(context.WithoutCancel(t.Context()), "pdftotext", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
