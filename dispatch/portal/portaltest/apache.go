// Package portaltest starts a real WebDAV server, Apache with mod_dav, for the tests of portal channels.
//
// Promise: it listens on 127.0.0.1 only, with TLS and a password, lives in the test's temporary folder
// and ends with the test. Failure policy: where Apache is missing the test fails and says what to
// install.
package portaltest

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"text/template"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
)

// User is the account of every portal in tests.
const User = "clinique"

const (
	program = "/usr/sbin/apache2"
	modules = "/usr/lib/apache2/modules"
	tries   = 5 // to find a port that nobody takes in between
)

// Apache is a running server.
type Apache struct {
	URL      string // ends in a slash
	Password string
	Dir      string // where its files are

	ca *dispatchtest.CA
}

var configuration = template.Must(template.New("httpd.conf").Parse(`
ServerRoot "{{.Root}}"
ServerName localhost
Listen 127.0.0.1:{{.Port}}
PidFile "{{.Root}}/httpd.pid"
ErrorLog /dev/stderr
{{range .Modules}}LoadModule {{.}}_module {{$.ModuleDir}}/mod_{{.}}.so
{{end}}
{{if .User}}User {{.User}}
Group {{.User}}{{end}}
StartServers 1
ServerLimit 2
DavLockDB "{{.Root}}/locks/db"
DocumentRoot "{{.Root}}/dav"
SSLEngine on
SSLCertificateFile "{{.Root}}/server.crt"
SSLCertificateKeyFile "{{.Root}}/server.key"
<Directory "{{.Root}}/dav">
  Dav On
  AuthType Basic
  AuthName portal
  AuthUserFile "{{.Root}}/htpasswd"
  Require valid-user
</Directory>
`))

type settings struct {
	Root, Port, User, ModuleDir string
	Modules                     []string
}

// StartApache starts a server with a certificate of ca.
func StartApache(t testing.TB, ca *dispatchtest.CA) *Apache {
	t.Helper()
	requireInstalled(t)
	s := settings{Root: t.TempDir(), ModuleDir: modules, Modules: []string{
		"mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic",
		"dav", "dav_fs", "dav_lock", "socache_shmcb", "ssl",
	}}
	a := &Apache{Password: string(dispatch.NewID(rand.Reader)), Dir: filepath.Join(s.Root, "dav"), ca: ca}
	if os.Geteuid() == 0 {
		s.User = "www-data"                                      // Apache's workers refuse to be root
		requireNoError(t, os.Chmod(filepath.Dir(s.Root), 0o711)) //nolint:gosec // they must pass
	}
	a.furnish(t, s)
	for range tries {
		s.Port = freePort(t)
		a.URL = "https://127.0.0.1:" + s.Port + "/"
		if start(t, s) {
			return a
		}
	}
	t.Fatal("no port of 127.0.0.1 stayed free")
	return nil
}

func requireInstalled(t testing.TB) {
	t.Helper()
	for _, path := range []string{program, modules + "/mod_dav.so", modules + "/mod_ssl.so", "/usr/bin/htpasswd"} {
		if _, err := os.Stat(path); err != nil {
			t.Fatal("Apache is missing: apt-get install --no-install-recommends apache2-bin apache2-utils")
		}
	}
}

// furnish writes all but the configuration.
func (a *Apache) furnish(t testing.TB, s settings) {
	t.Helper()
	for _, name := range []string{"dav", "locks"} {
		dir := filepath.Join(s.Root, name)
		requireNoError(t, os.Mkdir(dir, 0o755)) //nolint:gosec // its workers are another user
		a.give(t, dir)
	}
	certificate := a.ca.Server()
	requireNoError(t, os.WriteFile(filepath.Join(s.Root, "server.crt"), certificate.CertPEM, 0o600))
	requireNoError(t, os.WriteFile(filepath.Join(s.Root, "server.key"), certificate.KeyPEM, 0o600))
	//nolint:gosec // the arguments are ours
	command := exec.CommandContext(t.Context(), "/usr/bin/htpasswd", "-i", "-c", "-B", "-C", "4", filepath.Join(s.Root, "htpasswd"), User)
	command.Stdin = strings.NewReader(a.Password)
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("htpasswd: %v: %s", err, out)
	}
}

// give makes a folder Apache's own.
func (a *Apache) give(t testing.TB, dir string) {
	t.Helper()
	if os.Geteuid() != 0 {
		return
	}
	out, err := exec.CommandContext(t.Context(), "chown", "www-data:www-data", dir).CombinedOutput() //nolint:gosec // ours
	if err != nil {
		t.Fatalf("chown: %v: %s", err, out)
	}
}

// Folder makes a fresh folder on the server for one test.
func (a *Apache) Folder(t testing.TB) (url, dir string) {
	t.Helper()
	name := string(dispatch.NewID(rand.Reader))
	dir = filepath.Join(a.Dir, name)
	requireNoError(t, os.Mkdir(dir, 0o755)) //nolint:gosec // its workers are another user
	a.give(t, dir)
	return a.URL + name + "/", dir
}

func freePort(t testing.TB) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	requireNoError(t, err)
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	requireNoError(t, err)
	return port
}

// start runs Apache until the test ends. It reports false when its port was taken.
func start(t testing.TB, s settings) bool {
	t.Helper()
	var b bytes.Buffer
	requireNoError(t, configuration.Execute(&b, s))
	path := filepath.Join(s.Root, "httpd.conf")
	requireNoError(t, os.WriteFile(path, b.Bytes(), 0o600))
	command := exec.Command(program, "-f", path, "-D", "FOREGROUND") //nolint:gosec,noctx // ends with the test, below
	words, err := command.StderrPipe()
	requireNoError(t, err)
	requireNoError(t, command.Start())
	said, ready := awaitReady(words)
	done := make(chan error, 1)
	go func() {
		_, _ = io.Copy(io.Discard, words) // it must never wait for a reader
		done <- command.Wait()
	}()
	if ready {
		t.Cleanup(func() { stop(t, command, done) })
		return true
	}
	if err := <-done; !strings.Contains(said, "could not bind") {
		t.Fatalf("Apache does not start: %v: %s", err, said)
	}
	return false
}

// awaitReady reads the error log until the server says that it serves, or ends.
func awaitReady(log io.Reader) (said string, ready bool) {
	for lines := bufio.NewScanner(log); lines.Scan(); {
		said += lines.Text() + "\n"
		if strings.Contains(lines.Text(), "resuming normal operations") {
			return said, true
		}
	}
	return said, false
}

func stop(t testing.TB, command *exec.Cmd, done <-chan error) {
	t.Helper()
	requireNoError(t, command.Process.Signal(syscall.SIGTERM))
	if err := <-done; err != nil && !errors.As(err, new(*exec.ExitError)) {
		t.Errorf("Apache: %v", err)
	}
}

func requireNoError(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
