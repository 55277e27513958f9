package emailtest

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch/dispatchtest"
)

// Dovecot is an IMAP server with one mailbox, which has an inbox and a folder.
type Dovecot struct {
	CA       *dispatchtest.CA
	URL      string // TLS from the first byte
	StartTLS string
	User     string
	Password []byte
	Folder   string

	mail     string
	uid, gid int
	count    int
	log      *logBuffer
}

// StartDovecot runs a Dovecot of its own. It needs root, which Dovecot needs to start.
func StartDovecot(t testing.TB, ca *dispatchtest.CA) *Dovecot {
	t.Helper()
	dir, err := os.MkdirTemp("", "dovecot") // the names of sockets must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // holds nothing real
		t.Fatal(err)
	}
	d := &Dovecot{
		CA: ca, User: "avis@clinique.example", Password: []byte("mot de passe d'essai"), Folder: "Avis",
		mail: filepath.Join(dir, "mail"), log: &logBuffer{},
	}
	d.lookUpOwner(t)
	plain, implicit := freePort(t), freePort(t)
	d.URL, d.StartTLS = "imaps://"+implicit, "imap://"+plain
	d.writeConfig(t, dir, plain, implicit)
	d.start(t, filepath.Join(dir, "dovecot.conf"))
	return d
}

func (d *Dovecot) lookUpOwner(t testing.TB) {
	t.Helper()
	account, err := user.Lookup("dovenull")
	if err != nil {
		t.Fatal("no account dovenull: apt-get install dovecot-imapd")
	}
	d.uid, _ = strconv.Atoi(account.Uid)
	d.gid, _ = strconv.Atoi(account.Gid)
}

func (d *Dovecot) writeConfig(t testing.TB, dir, plain, implicit string) {
	t.Helper()
	cert := d.CA.Server()
	write(t, filepath.Join(dir, "cert.pem"), cert.CertPEM)
	write(t, filepath.Join(dir, "key.pem"), cert.KeyPEM)
	write(t, filepath.Join(dir, "users"), []byte(d.User+":{PLAIN}"+string(d.Password)+"\n"))
	_, plainPort, _ := net.SplitHostPort(plain)
	_, implicitPort, _ := net.SplitHostPort(implicit)
	write(t, filepath.Join(dir, "dovecot.conf"), fmt.Appendf(nil, `base_dir = %[1]s/run
state_dir = %[1]s/state
log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <%[1]s/cert.pem
ssl_key = <%[1]s/key.pem
first_valid_uid = 1
mail_location = maildir:%[2]s
passdb {
  driver = passwd-file
  args = %[1]s/users
}
userdb {
  driver = static
  args = uid=%[3]d gid=%[4]d home=%[2]s
}
service imap-login {
  chroot =
  inet_listener imap {
    port = %[5]s
  }
  inet_listener imaps {
    port = %[6]s
    ssl = yes
  }
}
`, dir, d.mail, d.uid, d.gid, plainPort, implicitPort))
	for _, folder := range []string{"", "." + d.Folder} {
		for _, part := range []string{"", "cur", "new", "tmp"} {
			d.own(t, filepath.Join(d.mail, folder, part))
		}
	}
}

func (d *Dovecot) own(t testing.TB, folder string) {
	t.Helper()
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(folder, d.uid, d.gid); err != nil {
		t.Fatalf("Dovecot needs root: %v", err)
	}
}

// start returns once Dovecot listens. It runs in the foreground and ends when it is asked to.
func (d *Dovecot) start(t testing.TB, config string) {
	t.Helper()
	cmd := exec.Command(tool(t, "dovecot", "dovecot-imapd"), "-F", "-c", config) //nolint:noctx // asked to end below: it has children
	out, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ready, drained := make(chan bool, 1), make(chan struct{})
	go func() {
		defer close(drained)
		up := false
		for lines := bufio.NewScanner(out); lines.Scan(); {
			_, _ = d.log.Write(append(lines.Bytes(), '\n'))
			if !up && strings.Contains(lines.Text(), "starting up") {
				up = true
				ready <- true
			}
		}
		if !up {
			ready <- false
		}
	}()
	t.Cleanup(func() {
		_ = exec.CommandContext(context.WithoutCancel(t.Context()), "doveadm", "-c", config, "stop").Run()
		<-drained
		_ = cmd.Wait()
	})
	if !<-ready {
		t.Fatalf("Dovecot did not start:\n%s", d.log.String())
	}
}

// Deliver puts a message into the folder, as a filter of the mailbox would.
func (d *Dovecot) Deliver(t testing.TB, message []byte) {
	t.Helper()
	d.deliver(t, filepath.Join(d.mail, "."+d.Folder), message)
}

// DeliverToInbox puts a message where nobody may look.
func (d *Dovecot) DeliverToInbox(t testing.TB, message []byte) {
	t.Helper()
	d.deliver(t, d.mail, message)
}

func (d *Dovecot) deliver(t testing.TB, folder string, message []byte) {
	t.Helper()
	d.count++
	path := filepath.Join(folder, "new", fmt.Sprintf("%010d.M%d.clinique", d.count, d.count))
	if err := os.WriteFile(path, message, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(path, d.uid, d.gid); err != nil {
		t.Fatal(err)
	}
}

// Untouched reports whether every message of the folder is still as new as it came.
func (d *Dovecot) Untouched(t testing.TB) bool {
	t.Helper()
	read, err := filepath.Glob(filepath.Join(d.mail, "."+d.Folder, "cur", "*,*S*"))
	if err != nil {
		t.Fatal(err)
	}
	return len(read) == 0
}

// Log is what Dovecot said so far.
func (d *Dovecot) Log() string { return d.log.String() }
