package emailtest

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"
)

// GnuPG is somebody else's OpenPGP: a keyring in a folder, with the clock set where the test wants it.
type GnuPG struct {
	program, home string
	clock         []string
}

// NewGnuPG makes an empty keyring whose clock stands still at a time, or goes when it is zero.
func NewGnuPG(t testing.TB, at time.Time) *GnuPG {
	t.Helper()
	home, err := os.MkdirTemp("", "gpg") // a short path: the agent's socket has little room
	if err != nil {
		t.Fatal(err)
	}
	g := &GnuPG{program: tool(t, "gpg", "gnupg"), home: home}
	if !at.IsZero() {
		g.clock = []string{"--faked-system-time", at.UTC().Format("20060102T150405!")}
	}
	stop := tool(t, "gpgconf", "gnupg")
	t.Cleanup(func() {
		_ = exec.CommandContext(context.WithoutCancel(t.Context()), stop, "--homedir", home, "--kill", "all").Run()
		_ = os.RemoveAll(home)
	})
	return g
}

func (g *GnuPG) command(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	all := slices.Concat([]string{
		"--homedir", g.home, "--batch", "--no-tty", "--pinentry-mode", "loopback", "--passphrase", "",
		"--trust-model", "always",
	}, g.clock, args)
	return exec.CommandContext(t.Context(), g.program, all...)
}

// NewKey makes a key pair for an address and returns its certificate.
func (g *GnuPG) NewKey(t testing.TB, address string) []byte {
	t.Helper()
	if _, err := run(t.Context(), g.command(t, "--quick-generate-key", "Officine <"+address+">", "rsa3072", "default", "1y")); err != nil {
		t.Fatal(err)
	}
	if _, err := run(t.Context(), g.command(t, "--quick-add-key", g.fingerprint(t, address), "rsa3072", "encr", "1y")); err != nil {
		t.Fatal(err)
	}
	certificate, err := g.command(t, "--export", address).Output()
	if err != nil || len(certificate) == 0 {
		t.Fatalf("no certificate: %v", err)
	}
	return certificate
}

func (g *GnuPG) fingerprint(t testing.TB, address string) string {
	t.Helper()
	out, err := g.command(t, "--with-colons", "--list-keys", address).Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(out) {
		if fields := bytes.Split(line, []byte(":")); string(fields[0]) == "fpr" {
			return string(fields[9])
		}
	}
	t.Fatalf("no fingerprint in %s", out)
	return ""
}

// Import takes in a certificate.
func (g *GnuPG) Import(t testing.TB, certificate []byte) {
	t.Helper()
	cmd := g.command(t, "--import")
	cmd.Stdin = bytes.NewReader(certificate)
	if _, err := run(t.Context(), cmd); err != nil {
		t.Fatal(err)
	}
}

// Decrypt opens a message and returns its content and GnuPG's status lines.
func (g *GnuPG) Decrypt(t testing.TB, message []byte) (content []byte, status string, err error) {
	t.Helper()
	cmd := g.command(t, "--status-fd", "2", "--decrypt")
	cmd.Stdin = bytes.NewReader(message)
	var said bytes.Buffer
	cmd.Stderr = &said
	content, err = cmd.Output()
	return content, said.String(), err
}
