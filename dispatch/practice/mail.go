package practice

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// MailConfig says how the practice mail server runs.
type MailConfig struct {
	Dir      string // folder of the messages received; made if missing
	TLS      *tls.Config
	Implicit bool // TLS from the first byte instead of STARTTLS
	User     string
	Password []byte
	Script   MailScript // nil: nothing goes wrong
}

const (
	maxMail     = 64 << 20 // bytes
	mailTimeout = 2 * time.Minute
)

// Mail is a mail server on loopback that relays nothing: what it takes, it keeps in a folder.
type Mail struct {
	listener net.Listener
	server   *smtp.Server
	folder   *mailFolder
	implicit bool
	served   chan struct{}
	release  func() bool
	stop     func() error // once, whoever asks first: the library's own Close must not run twice at a time
}

// StartMail listens on a free port of 127.0.0.1 until ctx ends or Close is called.
func StartMail(ctx context.Context, config MailConfig) (*Mail, error) {
	if config.TLS == nil || config.User == "" || len(config.Password) == 0 {
		return nil, errors.New("practice: the mail server needs TLS, a user and a password")
	}
	folder, err := openMailFolder(config.Dir)
	if err != nil {
		return nil, err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	m := &Mail{
		listener: listener, server: newMailServer(config, folder), folder: folder,
		implicit: config.Implicit, served: make(chan struct{}),
	}
	m.stop = sync.OnceValue(m.shutDown)
	go m.serve(config.TLS)
	m.release = context.AfterFunc(ctx, func() { _ = m.stop() })
	return m, nil
}

func newMailServer(config MailConfig, folder *mailFolder) *smtp.Server {
	server := smtp.NewServer(smtp.BackendFunc(func(conn *smtp.Conn) (smtp.Session, error) {
		s := &mailSession{conn: conn, config: config, folder: folder}
		return s, s.hello()
	}))
	server.Domain = "souspli.example"
	server.TLSConfig = config.TLS
	server.MaxMessageBytes = maxMail
	server.MaxRecipients = 1
	server.EnableDSN = true
	server.ReadTimeout = mailTimeout
	server.WriteTimeout = mailTimeout
	server.ErrorLog = log.New(io.Discard, "", 0) // it names addresses
	return server
}

func (m *Mail) serve(config *tls.Config) {
	defer close(m.served)
	listener := m.listener
	if m.implicit {
		listener = tls.NewListener(listener, config)
	}
	_ = m.server.Serve(listener) // ends with Close
}

// Addr is the host and port.
func (m *Mail) Addr() string { return m.listener.Addr().String() }

// URL is the address as an account names it.
func (m *Mail) URL() string {
	if m.implicit {
		return "smtps://" + m.Addr()
	}
	return "smtp://" + m.Addr()
}

// Messages lists what was received, oldest first; of several with one envelope identifier, the first.
func (m *Mail) Messages() ([]Message, error) { return m.folder.list() }

// Close stops the server and waits until it has stopped. The messages stay. It may be called again.
func (m *Mail) Close() error {
	m.release()
	return m.stop()
}

func (m *Mail) shutDown() error {
	err := m.server.Close()
	_ = m.listener.Close() // the server may not have met it yet
	<-m.served
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}
