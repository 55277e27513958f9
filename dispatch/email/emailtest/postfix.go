package emailtest

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
	"github.com/souspli/souspli/dispatch/dispatchtest"
)

// Delivery is a message as Postfix hands it to a mailbox.
type Delivery struct {
	From, To string // of the envelope; From is empty for a notice
	Data     []byte
}

// Postfix is a submission server: TLS required, then a password, then delivery of everything for
// example domains to [Postfix.Next]. Mail to disparu@ any domain is accepted, and comes back.
type Postfix struct {
	CA          *dispatchtest.CA
	URL         string // STARTTLS
	ImplicitURL string // TLS from the first byte
	User        string
	Password    []byte

	deliveries chan Delivery
	log        *logBuffer
	queue      string // its folder
}

// mostKept is how many deliveries wait for their reader before Postfix must.
const mostKept = 1024

// PostfixMaxSize is the largest message it takes, in bytes.
const PostfixMaxSize = 10 << 20

// StartPostfix runs a Postfix of its own. It needs root, which Postfix needs to start.
func StartPostfix(t testing.TB, ca *dispatchtest.CA) *Postfix {
	t.Helper()
	p := &Postfix{
		CA: ca, User: "clinique@example.org", Password: []byte("mot de passe d'essai"),
		deliveries: make(chan Delivery, mostKept), log: &logBuffer{},
	}
	dir := openFolder(t)
	p.queue = filepath.Join(dir, "queue")
	mailbox := p.serveMailbox(t)
	submission, submissions := freePort(t), freePort(t)
	p.URL, p.ImplicitURL = "smtp://"+submission, "smtps://"+submissions
	p.writeConfig(t, dir, mailbox, submission, submissions)
	p.start(t, dir)
	return p
}

// Next waits for the next delivery.
func (p *Postfix) Next(t testing.TB) Delivery {
	t.Helper()
	select {
	case d := <-p.deliveries:
		return d
	case <-t.Context().Done():
		t.Fatalf("nothing was delivered; Postfix says:\n%s", p.log.String())
		return Delivery{}
	}
}

// openFolder is a temporary folder that Postfix's own account may enter.
func openFolder(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for _, d := range []string{dir, filepath.Dir(dir)} {
		if err := os.Chmod(d, 0o755); err != nil { //nolint:gosec // holds nothing real
			t.Fatal(err)
		}
	}
	return dir
}

func freePort(t testing.TB) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

// serveMailbox takes deliveries by LMTP, so that nobody has to look into a folder again and again.
func (p *Postfix) serveMailbox(t testing.TB) (address string) {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		return &mailboxSession{deliveries: p.deliveries}, nil
	}))
	server.LMTP = true
	server.Domain = "mailbox.example"
	server.ErrorLog = log.New(io.Discard, "", 0)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close(); _ = listener.Close() })
	return listener.Addr().String()
}

// writeConfig keeps Postfix's configuration, queue and accounts in dir.
func (p *Postfix) writeConfig(t testing.TB, dir, mailbox string, ports ...string) {
	t.Helper()
	cert := p.CA.Server()
	write(t, filepath.Join(dir, "server.pem"), append(cert.KeyPEM, cert.CertPEM...))
	write(t, filepath.Join(dir, "etc", "sasl", "smtpd.conf"), []byte(saslConfig(dir)))
	write(t, filepath.Join(dir, "etc", "main.cf"), []byte(mainConfig(dir, mailbox)))
	write(t, filepath.Join(dir, "etc", "master.cf"), []byte(masterConfig(ports[0], ports[1])))
	makeSpool(t, dir)
	p.addUser(t, dir)
}

// makeSpool makes the queue, and the folder that Postfix's own account writes.
func makeSpool(t testing.TB, dir string) {
	t.Helper()
	for _, d := range []string{"queue", "data"} {
		if err := os.Mkdir(filepath.Join(dir, d), 0o755); err != nil { //nolint:gosec // as Postfix wants it
			t.Fatal(err)
		}
	}
	account, err := user.Lookup("postfix")
	if err != nil {
		t.Fatalf("no account postfix: apt-get install postfix")
	}
	uid, _ := strconv.Atoi(account.Uid)
	gid, _ := strconv.Atoi(account.Gid)
	if err := os.Chown(filepath.Join(dir, "data"), uid, gid); err != nil {
		t.Fatalf("Postfix needs root: %v", err)
	}
}

func write(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // Postfix reads it too
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil { //nolint:gosec // Postfix reads it too
		t.Fatal(err)
	}
}

func (p *Postfix) addUser(t testing.TB, dir string) {
	t.Helper()
	local, domain, _ := strings.Cut(p.User, "@")
	db := filepath.Join(dir, "sasldb2")
	cmd := exec.CommandContext(t.Context(), tool(t, "saslpasswd2", "sasl2-bin"), "-p", "-c", "-f", db, "-u", domain, local)
	cmd.Stdin = bytes.NewReader(p.Password)
	if _, err := run(t.Context(), cmd); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(db, 0o644); err != nil { //nolint:gosec // Postfix reads it too
		t.Fatal(err)
	}
}

func saslConfig(dir string) string {
	return "pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\n" +
		"sasldb_path: " + filepath.Join(dir, "sasldb2") + "\n"
}

func mainConfig(dir, mailbox string) string {
	return fmt.Sprintf(`compatibility_level = 3.6
queue_directory = %[1]s/queue
data_directory = %[1]s/data
maillog_file = /dev/stdout
myhostname = mail.clinique.example
mydestination =
inet_interfaces = 127.0.0.1
mynetworks =
local_recipient_maps =
virtual_mailbox_domains = static:all
virtual_mailbox_maps = static:all
virtual_transport = lmtp:inet:%[2]s
message_size_limit = %[3]d
virtual_mailbox_limit = 0
smtpd_tls_chain_files = %[1]s/server.pem
smtpd_tls_security_level = encrypt
smtpd_tls_mandatory_protocols = >=TLSv1.2
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = cyrus
cyrus_sasl_config_path = %[1]s/etc/sasl
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = check_recipient_access inline:{inconnu@pharmacie.example=REJECT}, permit_sasl_authenticated, reject
smtpd_client_connection_count_limit = 0
biff = no
`, dir, mailbox, PostfixMaxSize)
}

func masterConfig(submission, submissions string) string {
	return fmt.Sprintf(`%s inet n - n - - smtpd
%s inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`, submission, submissions)
}

// start returns once Postfix listens. It runs in the foreground and is stopped by its own command.
func (p *Postfix) start(t testing.TB, dir string) {
	t.Helper()
	postfix, config := tool(t, "postfix", "postfix libsasl2-modules"), filepath.Join(dir, "etc")
	cmd := exec.Command(postfix, "-c", config, "start-fg") //nolint:noctx // stopped below, not killed: it has children
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = p.log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ready := make(chan bool, 1)
	drained := make(chan struct{})
	go func() { defer close(drained); p.follow(out, ready) }()
	t.Cleanup(func() {
		stop := exec.CommandContext(context.WithoutCancel(t.Context()), postfix, "-c", config, "stop")
		_ = stop.Run()
		<-drained
		_ = cmd.Wait()
	})
	if !<-ready {
		t.Fatalf("Postfix did not start:\n%s", p.log.String())
	}
}

// follow keeps the log and tells once whether Postfix came up.
func (p *Postfix) follow(out io.Reader, ready chan<- bool) {
	lines := bufio.NewScanner(out)
	up := false
	for lines.Scan() {
		_, _ = p.log.Write(append(lines.Bytes(), '\n'))
		if !up && strings.Contains(lines.Text(), "daemon started") {
			up = true
			ready <- true
		}
	}
	if !up {
		ready <- false
	}
}

// logBuffer is a log that is read while it is written.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// String is what was written so far.
func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// mailboxSession is the receiving end of LMTP.
type mailboxSession struct {
	deliveries chan<- Delivery
	from, to   string
}

// Mail implements smtp.Session.
func (s *mailboxSession) Mail(from string, _ *smtp.MailOptions) error { s.from = from; return nil }

// Rcpt implements smtp.Session. Whoever is called disparu has no mailbox any more.
func (s *mailboxSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	if strings.HasPrefix(to, "disparu@") {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox"}
	}
	s.to = to
	return nil
}

// Data implements smtp.Session.
func (s *mailboxSession) Data(r io.Reader) error {
	data, err := io.ReadAll(io.LimitReader(r, 4*PostfixMaxSize))
	if err == nil {
		s.deliveries <- Delivery{From: s.from, To: s.to, Data: data}
	}
	return err
}

// Reset implements smtp.Session.
func (s *mailboxSession) Reset() {}

// Logout implements smtp.Session.
func (s *mailboxSession) Logout() error { return nil }
