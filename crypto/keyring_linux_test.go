package crypto

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// The keyring is tried for real: the test starts itself again on a message bus of its own, beside GNOME's
// keyring in a folder of its own.
const keyringModeVariable = "SOUSPLI_TEST_KEYRING"

func TestMain(m *testing.M) {
	if mode := os.Getenv(keyringModeVariable); mode != "" {
		os.Exit(keyringSession(mode))
	}
	os.Exit(m.Run())
}

// busConfiguration is a bus that starts nothing by itself, neither a keyring nor a prompt.
const busConfiguration = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>`

// session runs steps beside a keyring in one of the modes and returns what each answered.
func session(t *testing.T, home, mode string) map[string]string {
	t.Helper()
	config := writeFile(t, "bus.conf", []byte(busConfiguration))
	self, err := os.Executable()
	ok(t, err)
	path, err := exec.LookPath("dbus-run-session")
	if err != nil {
		t.Fatal("dbus-run-session is missing; install it: apt-get install dbus gnome-keyring")
	}
	cmd := exec.CommandContext(t.Context(), path, "--config-file="+config, "--", self)
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_DATA_HOME=" + home, "XDG_RUNTIME_DIR=" + home,
		"GOCOVERDIR=" + t.TempDir(), keyringModeVariable + "=" + mode,
	}
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	var answers map[string]string
	if err := errors.Join(err, json.Unmarshal(out, &answers)); err != nil {
		t.Fatalf("%v\n%s\n%s", err, out, said.String())
	}
	return answers
}

// keyringSession is what the test does on its own bus.
func keyringSession(mode string) int {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if mode != "absent" {
		stop, err := startKeyring(ctx, mode == "unlocked")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer stop()
	}
	if err := json.NewEncoder(os.Stdout).Encode(keyringAnswers(ctx)); err != nil {
		return 1
	}
	return 0
}

// startKeyring returns once the keyring answers on the bus.
func startKeyring(ctx context.Context, unlock bool) (stop func(), err error) {
	bus, err := dbus.ConnectSessionBus()
	if err != nil {
		return nil, err
	}
	signals := make(chan *dbus.Signal, 16)
	bus.Signal(signals)
	err = bus.AddMatchSignal(dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, "org.freedesktop.secrets"))
	if err != nil {
		return nil, err
	}
	args := []string{"--foreground", "--components=secrets"}
	if unlock {
		args = append(args, "--unlock")
	}
	daemon := exec.CommandContext(ctx, "gnome-keyring-daemon", args...)
	daemon.Stdin = strings.NewReader("fictif")
	if err := daemon.Start(); err != nil {
		return nil, err
	}
	stop = func() {
		_ = daemon.Process.Kill()
		_ = daemon.Wait()
		_ = bus.Close()
	}
	for {
		select {
		case s := <-signals:
			if s.Name == "org.freedesktop.DBus.NameOwnerChanged" {
				return stop, nil
			}
		case <-ctx.Done():
			stop()
			return nil, ctx.Err()
		}
	}
}

func keyringAnswers(ctx context.Context) map[string]string {
	ring, v, sealed := OSKeyring{}, NewVault(rand.Reader), ""
	answers := map[string]string{}
	note := func(step string, call func(ctx context.Context) error) {
		ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
		defer cancel()
		answers[step] = sentinel(call(ctx))
	}
	note("set", func(ctx context.Context) error { return ring.Set(ctx, "Souspli test", "one", "fictif") })
	note("get", func(ctx context.Context) error {
		secret, err := ring.Get(ctx, "Souspli test", "one")
		if err == nil && secret != "fictif" {
			err = errors.New("another secret")
		}
		return err
	})
	note("get what is not there", func(ctx context.Context) error {
		_, err := ring.Get(ctx, "Souspli test", "two")
		return err
	})
	note("wrap", func(ctx context.Context) error {
		w, err := v.WrapWithKeyring(ctx, ring, "home")
		sealed = string(v.File(w).Marshal())
		return err
	})
	note("open", func(ctx context.Context) error {
		_, err := OpenVault(ctx, []byte(sealed), UnlockWithKeyring(ring))
		return err
	})
	note("delete", func(ctx context.Context) error { return ring.Delete(ctx, "Souspli test", "one") })
	note("get what was deleted", func(ctx context.Context) error {
		_, err := ring.Get(ctx, "Souspli test", "one")
		return err
	})
	return answers
}

func sentinel(err error) string {
	for name, s := range map[string]error{
		"absent": ErrKeyringAbsent, "locked": ErrKeyringLocked, "empty": ErrKeyringEmpty, "damaged": ErrVaultDamaged,
	} {
		if errors.Is(err, s) {
			return name
		}
	}
	return fmt.Sprint(err)
}

func TestOSKeyring(t *testing.T) {
	t.Parallel()
	home, err := os.MkdirTemp("", "ring") // t.TempDir() is too long a path for its socket
	ok(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(home) })
	ok(t, os.Mkdir(filepath.Join(home, "keyrings"), 0o700))

	wantAnswers(t, "unlocked", session(t, home, "unlocked"), map[string]string{
		"set": "<nil>", "get": "<nil>", "get what is not there": "empty", "wrap": "<nil>", "open": "<nil>",
		"delete": "<nil>", "get what was deleted": "empty",
	})
	wantAnswers(t, "locked", session(t, home, "locked"), map[string]string{"set": "locked", "get": "locked", "wrap": "locked"})
	wantAnswers(t, "absent", session(t, home, "absent"), map[string]string{"set": "absent", "get": "absent", "wrap": "absent"})
}

func wantAnswers(t *testing.T, mode string, got, want map[string]string) {
	t.Helper()
	for step, answer := range want {
		if got[step] != answer {
			t.Errorf("%s, %s: %s, want %s", mode, step, got[step], answer)
		}
	}
}
