package portaltest

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"text/template"

	"golang.org/x/crypto/ssh"

	"github.com/souspli/souspli/dispatch"
)

const (
	sshdProgram       = "/usr/sbin/sshd"
	sftpServerProgram = "/usr/lib/openssh/sftp-server"
)

// SSHD is a running OpenSSH server that serves nothing but SFTP, to one key.
type SSHD struct {
	Address string // host:port
	User    string // who may sign in: the one who runs the test
	Secret  []byte // a private key, as OpenSSH writes it
	HostKey string // the server's, as OpenSSH writes it
	Dir     string // where its files are
}

var sshdConfiguration = template.Must(template.New("sshd_config").Parse(`
Port {{.Port}}
ListenAddress 127.0.0.1
HostKey {{.Dir}}/host
PidFile none
AuthorizedKeysFile {{.Dir}}/authorized_keys
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
Subsystem sftp internal-sftp
ForceCommand internal-sftp
`))

// StartSSHD starts OpenSSH for the test.
func StartSSHD(t testing.TB) *SSHD {
	t.Helper()
	requireSSH(t)
	dir := t.TempDir()
	s := &SSHD{User: userName(t), Dir: filepath.Join(dir, "drop")}
	requireNoError(t, os.Mkdir(s.Dir, 0o700))
	host, hostLine := newSSHKey(t)
	requireNoError(t, os.WriteFile(filepath.Join(dir, "host"), host, 0o600))
	secret, line := newSSHKey(t)
	s.Secret, s.HostKey = secret, hostLine
	requireNoError(t, os.WriteFile(filepath.Join(dir, "authorized_keys"), []byte(line), 0o600))
	if os.Geteuid() == 0 {
		requireNoError(t, os.MkdirAll("/run/sshd", 0o755)) //nolint:gosec // where OpenSSH shuts itself in
	}
	for range tries {
		port := freePort(t)
		s.Address = "127.0.0.1:" + port
		var b bytes.Buffer
		requireNoError(t, sshdConfiguration.Execute(&b, map[string]string{"Port": port, "Dir": dir}))
		requireNoError(t, os.WriteFile(filepath.Join(dir, "sshd_config"), b.Bytes(), 0o600))
		if startSSHD(t, filepath.Join(dir, "sshd_config")) {
			return s
		}
	}
	t.Fatal("no port of 127.0.0.1 stayed free")
	return nil
}

// Folder makes a fresh folder on the server, and returns its address for an account.
func (s *SSHD) Folder(t testing.TB) (url, dir string) {
	t.Helper()
	dir = filepath.Join(s.Dir, string(dispatch.NewID(rand.Reader)))
	requireNoError(t, os.Mkdir(dir, 0o700))
	return "sftp://" + s.Address + dir, dir
}

func requireSSH(t testing.TB) {
	t.Helper()
	for _, path := range []string{sshdProgram, sftpServerProgram} {
		if _, err := os.Stat(path); err != nil {
			t.Fatal("OpenSSH is missing: apt-get install --no-install-recommends openssh-server openssh-sftp-server openssh-client")
		}
	}
}

func userName(t testing.TB) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "id", "-un").Output()
	requireNoError(t, err)
	return strings.TrimSpace(string(out))
}

// newSSHKey makes a key as OpenSSH writes it, and its public line.
func newSSHKey(t testing.TB) (secret []byte, line string) {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	requireNoError(t, err)
	block, err := ssh.MarshalPrivateKey(key, "")
	requireNoError(t, err)
	signer, err := ssh.NewSignerFromKey(key)
	requireNoError(t, err)
	return pem.EncodeToMemory(block), string(ssh.MarshalAuthorizedKey(signer.PublicKey()))
}

// startSSHD runs OpenSSH until the test ends. It reports false when its port was taken.
func startSSHD(t testing.TB, configuration string) bool {
	t.Helper()
	command := exec.Command(sshdProgram, "-f", configuration, "-D", "-e") //nolint:gosec,noctx // ends with the test, below
	words, err := command.StderrPipe()
	requireNoError(t, err)
	requireNoError(t, command.Start())
	var said string
	lines := bufio.NewScanner(words)
	for lines.Scan() {
		said += lines.Text() + "\n"
		if !strings.Contains(lines.Text(), "Server listening on") {
			continue
		}
		go func() { _, _ = io.Copy(io.Discard, words) }() // it must never wait for a reader
		t.Cleanup(func() {
			_ = command.Process.Signal(syscall.SIGTERM)
			_ = command.Wait()
		})
		return true
	}
	_ = command.Wait()
	if !strings.Contains(said, "Address already in use") {
		t.Fatalf("OpenSSH does not start: %s", said)
	}
	return false
}

// Authorise lets whoever has the secret of a public line sign in too.
func (s *SSHD) Authorise(t testing.TB, public string) {
	t.Helper()
	path := filepath.Join(filepath.Dir(s.Dir), "authorized_keys")
	known, err := os.ReadFile(path)
	requireNoError(t, err)
	requireNoError(t, os.WriteFile(path, append(known, public+"\n"...), 0o600)) //nolint:gosec // the test's own folder
}
