// Package faxtest holds what tests of fax providers share: the laws that every provider keeps, and a
// real HylaFAX server.
//
// Promise: a provider that passes [RunProvider] never lets a fax count as delivered of which a page is
// missing. Failure policy: nothing is skipped; a missing program fails the test and says what to install.
package faxtest

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/souspli/souspli/fax/hylafax"
)

// HylaFAX is a real hfaxd and faxq without a modem: jobs are taken, listed, killed and expire, and are
// never dialled.
type HylaFAX struct {
	URL      string
	User     string
	Password string
	Spool    string // its spooling area

	t    testing.TB
	faxq *exec.Cmd
}

// The account in hosts.hfaxd. The password is stored as crypt(3) made it.
const (
	account      = "souspli"
	password     = "secret"
	passwordHash = "$1$ab$dslkcXxVH.x8LwW1W/oAB/"

	install  = "install it with: apt-get install --no-install-recommends hylafax-server"
	patience = 30 * time.Second
)

// StartHylaFAX runs a server of its own for the test, on a free port of 127.0.0.1, with a spooling area
// in the test's folder. It needs root, because hfaxd changes its root directory and its user.
func StartHylaFAX(t testing.TB) *HylaFAX {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Fatal("hfaxd needs root")
	}
	server := &HylaFAX{User: account, Password: password, Spool: newSpool(t), t: t}
	server.StartScheduler()
	port := freePort(t)
	server.start("/usr/sbin/hfaxd", "-d", "-q", server.Spool, "-l", "127.0.0.1", "-i", port)
	server.URL = "hylafax://127.0.0.1:" + port
	server.await()
	return server
}

// StartScheduler runs faxq, without which no job is taken.
func (s *HylaFAX) StartScheduler() {
	s.t.Helper()
	s.faxq = s.start("/usr/sbin/faxq", "-D", "-q", s.Spool)
}

// StopScheduler ends faxq and waits until it has ended.
func (s *HylaFAX) StopScheduler() {
	s.t.Helper()
	stop(s.faxq)
}

// Provider is a client of the server.
func (s *HylaFAX) Provider(c hylafax.Config) *hylafax.Provider {
	s.t.Helper()
	c.URL, c.User, c.Password = s.URL, s.User, s.Password
	provider, err := hylafax.New(c)
	if err != nil {
		s.t.Fatal(err)
	}
	return provider
}

func (s *HylaFAX) start(program string, args ...string) *exec.Cmd {
	s.t.Helper()
	if _, err := os.Stat(program); err != nil {
		s.t.Fatalf("%s is missing; %s", program, install)
	}
	cmd := exec.Command(program, args...)
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { stop(cmd) })
	return cmd
}

func stop(cmd *exec.Cmd) {
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
}

// await returns once the server answers and its scheduler runs.
func (s *HylaFAX) await() {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	provider := s.Provider(hylafax.Config{Clock: SystemClock{}})
	Eventually(ctx, s.t, func() error { return provider.Test(ctx) })
}

// Eventually repeats try until it succeeds, and fails the test with its last error when ctx ends.
func Eventually(ctx context.Context, t testing.TB, try func() error) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := try()
		if err == nil {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatal(errors.Join(ctx.Err(), err))
		}
	}
}

// SystemClock is the machine's clock, which the real server shares.
type SystemClock struct{}

// Now is the present.
func (SystemClock) Now() time.Time { return time.Now() }

// newSpool makes a spooling area as the package's start script does, owned by uucp.
func newSpool(t testing.TB) string {
	t.Helper()
	spool := t.TempDir()
	requireNoError(t, os.Chmod(filepath.Dir(spool), 0o711)) // uucp must come through
	for _, dir := range []string{
		"archive", "bin", "client", "config", "dev", "docq", "doneq", "etc", "info", "log", "pollq",
		"recvq", "sendq", "status", "tmp",
	} {
		requireNoError(t, os.Mkdir(filepath.Join(spool, dir), 0o755))
	}
	requireNoError(t, copyEtc(filepath.Join(spool, "etc")))
	hosts := "^" + account + "@:21:" + passwordHash + ":\n"
	requireNoError(t, os.WriteFile(filepath.Join(spool, "etc/hosts.hfaxd"), []byte(hosts), 0o600))
	for _, queue := range []string{"sendq", "docq", "recvq", "log"} {
		requireNoError(t, os.WriteFile(filepath.Join(spool, queue, "seqf"), []byte("1\n"), 0o644))
	}
	giveToUUCP(t, spool)
	return spool
}

func giveToUUCP(t testing.TB, spool string) {
	t.Helper()
	owner, err := user.Lookup("uucp")
	requireNoError(t, err)
	uid, err := strconv.Atoi(owner.Uid)
	requireNoError(t, err)
	gid, err := strconv.Atoi(owner.Gid)
	requireNoError(t, err)
	requireNoError(t, filepath.WalkDir(spool, func(path string, _ os.DirEntry, err error) error {
		return errors.Join(err, os.Lchown(path, uid, gid))
	}))
}

func freePort(t testing.TB) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	requireNoError(t, err)
	_, port, err := net.SplitHostPort(listener.Addr().String())
	requireNoError(t, errors.Join(err, listener.Close()))
	return port
}

func requireNoError(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// copyEtc copies the configuration as installed; the users are ours.
func copyEtc(to string) error {
	const etc = "/etc/hylafax"
	entries, err := os.ReadDir(etc)
	if err != nil {
		return errors.Join(err, errors.New(install))
	}
	for _, entry := range entries {
		if !entry.Type().IsRegular() || entry.Name() == "hosts.hfaxd" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(etc, entry.Name()))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, entry.Name()), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
