package machinedrill_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/cmd/internal/drilltest"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
)

// built is pli as people get it, without the race detector.
var built = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "souspli-machine-")
	if err != nil {
		return "", err
	}
	out, err := exec.CommandContext(context.Background(), "go", "build", "-o", folder, "github.com/souspli/souspli/cmd/pli").CombinedOutput()
	if err != nil {
		return folder, fmt.Errorf("%w: %s", err, out)
	}
	return folder, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if folder, err := built(); err == nil {
		_ = os.RemoveAll(folder)
	}
	os.Exit(code)
}

// home is a clinic's home with a portal on a real server.
type home struct {
	*testing.T
	dir               string
	folder            string // beside the home
	portal            string // what the server holds
	url               string
	program           string
	recovery          string
	secret, authority string // files of the account
}

// newHome makes a home in a folder that may exist and is empty.
func newHome(t *testing.T, dir string) *home {
	t.Helper()
	program, err := built()
	if err != nil {
		t.Fatal(err)
	}
	ca := dispatchtest.NewCA(t)
	apache := portaltest.StartApache(t, ca)
	h := &home{T: t, dir: dir, folder: t.TempDir(), program: filepath.Join(program, "pli")}
	h.url, h.portal = apache.Folder(t)
	h.recovery = filepath.Join(h.folder, "recovery.txt")
	h.must("--passphrase-file", h.file("vault.txt", []byte("correct horse battery")), "init", "--vault", "passphrase", "--recovery", h.recovery)
	h.open("profile", "set", "--organisation", "Clinique Essai", "--phone", "514 555-0100", "--role", "clerk")
	h.secret, h.authority = h.file("secret.txt", []byte(apache.Password)), h.file("ca.pem", ca.PEM)
	h.addPortal(h.url)
	h.open("recipient", "add", "--name", "Marc Essai", "--class", "patient", "--portal", "marc", "--portal-available", "yes")
	return h
}

func (h *home) addPortal(address string) {
	h.Helper()
	h.open("account", "add", "portal", "portal", "--url", address, "--user", portaltest.User, "--approved",
		"--secret-file", h.secret, "--ca", h.authority)
}

func (h *home) file(name string, content []byte) string {
	h.Helper()
	path := filepath.Join(h.folder, name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		h.Fatal(err)
	}
	return path
}

// answer is what a program said, and how it ended.
type answer struct {
	code           int
	stdout, stderr string
}

// command is a program that is not started yet.
func (h *home) command(ctx context.Context, args ...string) (cmd *exec.Cmd, end func() answer) {
	h.Helper()
	cmd = exec.CommandContext(ctx, h.program, append([]string{"--lang", "en", "--home", h.dir}, args...)...)
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+filepath.Join(os.TempDir(), "souspli-test-cache"), "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	return cmd, func() answer {
		err := cmd.Wait()
		if _, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
			h.Error(err)
		}
		return answer{cmd.ProcessState.ExitCode(), out.String(), errs.String()}
	}
}

func (h *home) run(args ...string) answer {
	h.Helper()
	cmd, end := h.command(h.Context(), args...)
	if err := cmd.Start(); err != nil {
		h.Fatal(err)
	}
	return end()
}

func (h *home) must(args ...string) string {
	h.Helper()
	a := h.run(args...)
	if a.code != 0 {
		h.Fatalf("%q: exit %d\n%s%s", args, a.code, a.stdout, a.stderr)
	}
	return a.stdout
}

// opened begins a command of the home: its recovery code opens it without the stretching of a passphrase.
func (h *home) opened(args ...string) []string {
	return append([]string{"--recovery-file", h.recovery}, args...)
}

func (h *home) open(args ...string) string {
	h.Helper()
	return h.must(h.opened(args...)...)
}

// letter is a document like no other.
func (h *home) letter(name string) (path string, content []byte) {
	h.Helper()
	content = drilltest.OnePage(h, name)
	return h.file(name+".pdf", content), content
}

// sending sends a document to the portal, and waits for its outcome.
func (h *home) sending(path string) []string {
	return h.opened("--json", "send", "--to", "Marc Essai", "--kind", "discharge_summary", "--authorised", "consent 7", "--hold", "0s", "--wait", path)
}

// held counts how often the server holds a document whole.
func (h *home) held(content []byte) (copies int) {
	h.Helper()
	err := filepath.WalkDir(h.portal, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) || err == nil && entry.IsDir() {
			return nil
		}
		found, err := os.ReadFile(path)
		if bytes.Equal(found, content) {
			copies++
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		h.Error(err)
	}
	return copies
}

// logged is what the log says of a document; nil: nothing.
func (h *home) logged(content []byte) *app.DispatchView {
	h.Helper()
	for line := range strings.Lines(h.open("--json", "log", "list", "--limit", "1000")) {
		var d app.DispatchView
		if err := json.Unmarshal([]byte(line), &d); err != nil {
			h.Fatal(err)
		}
		if len(d.Documents) == 1 && d.Documents[0].SHA256 == drilltest.Sum(content) {
			return &d
		}
	}
	return nil
}

// agree compares what the server holds of a document with what the log says. Nothing may be
// there twice, nothing sent that the log does not know, and nothing called sent that is not there.
func (h *home) agree(name string, content []byte) (d *app.DispatchView) {
	h.Helper()
	d = h.logged(content)
	copies := h.held(content)
	switch {
	case copies > 1:
		h.Errorf("%s: %d copies are there", name, copies)
	case d == nil && copies != 0:
		h.Errorf("%s: sent, and not in the log", name)
	case d != nil && d.State == dispatch.Accepted && copies != 1:
		h.Errorf("%s: called sent, and not there", name)
	case d != nil && d.State != dispatch.Accepted && d.State != dispatch.Uncertain && copies == 1:
		h.Errorf("%s: there, and called %s", name, d.State)
	}
	return d
}

// sound proves the log, and examines all of the home.
func (h *home) sound() {
	h.Helper()
	h.open("log", "verify")
	if a := h.run(h.opened("doctor", "--full")...); a.code == 7 {
		h.Errorf("the doctor finds damage: %s", a.stdout)
	}
}
