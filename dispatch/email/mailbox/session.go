package mailbox

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"

	"github.com/souspli/souspli/dispatch"
)

const (
	dialTime  = 20 * time.Second
	visitTime = 3 * time.Minute // of a whole visit, unless the account says another
	maxVisit  = 64 << 20        // bytes that a server may say in a visit
)

var errTooMuch = errors.New("the server says too much")

// boundedConn takes in no more than its budget.
type boundedConn struct {
	net.Conn
	budget int64
}

// Read fails once the budget is spent.
func (c *boundedConn) Read(p []byte) (int, error) {
	if c.budget <= 0 {
		return 0, errTooMuch
	}
	n, err := c.Conn.Read(p[:min(int64(len(p)), c.budget)])
	c.budget -= int64(n)
	return n, err
}

// session is one visit, signed in.
type session struct {
	client  *imapclient.Client
	release func() bool
}

// visit connects and signs in, calls f, and hangs up.
func (m *Mailbox) visit(ctx context.Context, f func(*imapclient.Client) error) error {
	ctx, cancel := context.WithTimeout(ctx, min(visitTime, cmp.Or(m.config.Patience, visitTime)))
	defer cancel()
	s, err := m.connect(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	if err := m.signIn(ctx, s.client); err != nil {
		return err
	}
	return f(s.client)
}

func (m *Mailbox) connect(ctx context.Context) (*session, error) {
	dialer := net.Dialer{Timeout: dialTime}
	raw, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(m.host, m.port))
	if err != nil {
		return nil, unreachable()
	}
	release := context.AfterFunc(ctx, func() { _ = raw.Close() })
	client, err := m.secure(ctx, &boundedConn{raw, maxVisit})
	if err != nil {
		release()
		_ = raw.Close()
		return nil, err
	}
	return &session{client, release}, nil
}

// secure ends with a verified connection, or fails before a word was said about who we are.
func (m *Mailbox) secure(ctx context.Context, conn net.Conn) (*imapclient.Client, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: m.config.Roots, ServerName: m.host, Time: m.config.Now}
	options := &imapclient.Options{TLSConfig: config, DebugWriter: &nesting{}}
	if m.implicit {
		secured := tls.Client(conn, config)
		if err := secured.HandshakeContext(ctx); err != nil {
			return nil, handshakeFailed(err)
		}
		client := imapclient.New(secured, options)
		return client, greeted(client)
	}
	client, err := imapclient.NewStartTLS(conn, options)
	if _, answered := errors.AsType[*imap.Error](err); answered {
		return nil, failed(dispatch.KindRejected, "imap_no_tls")
	}
	if err != nil {
		return nil, handshakeFailed(err)
	}
	return client, nil
}

func greeted(client *imapclient.Client) error {
	if client.WaitGreeting() != nil {
		return unreachable()
	}
	return nil
}

func handshakeFailed(err error) error {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return failed(dispatch.KindUnreachable, "imap_certificate")
	}
	return unreachable()
}

func (m *Mailbox) signIn(ctx context.Context, client *imapclient.Client) error {
	var err error
	switch {
	case m.config.Token != nil:
		var token string
		if token, err = m.config.Token(ctx); err != nil {
			return err
		}
		err = client.Authenticate(&xoauth2{user: m.config.User, token: token})
	case client.Caps().Has(imap.AuthCap(sasl.Plain)):
		err = client.Authenticate(sasl.NewPlainClient("", m.config.User, string(m.config.Password)))
	default:
		err = client.Login(m.config.User, string(m.config.Password)).Wait()
	}
	return answer(err, dispatch.KindCredentials, "imap_auth_failed")
}

func (s *session) close() {
	s.release()
	_ = s.client.Close() // nothing is left to be said: the folder was only looked at
}

// xoauth2 is Microsoft's and Google's mechanism. A server that refuses asks once more, and wants nothing.
type xoauth2 struct{ user, token string }

// Start gives the token.
func (x *xoauth2) Start() (string, []byte, error) {
	return "XOAUTH2", []byte("user=" + x.user + "\x01auth=Bearer " + x.token + "\x01\x01"), nil
}

// Next lets the server say in IMAP that it refuses.
func (x *xoauth2) Next([]byte) ([]byte, error) { return []byte{}, nil }

// answer tells what a server refused from a connection that broke.
func answer(err error, kind dispatch.Kind, code string) error {
	if err == nil {
		return nil
	}
	if said, ok := errors.AsType[*imap.Error](err); ok && said.Code != imap.ResponseCodeUnavailable {
		return failed(kind, code)
	}
	return unreachable()
}

func failed(kind dispatch.Kind, code string) error {
	return &dispatch.Error{Op: "mailbox.read", Kind: kind, Code: code, Certainty: dispatch.Unsent}
}

func unreachable() error {
	return &dispatch.Error{
		Op: "mailbox.read", Kind: dispatch.KindUnreachable, Code: "imap_unreachable", Certainty: dispatch.Unsent, Retry: true,
	}
}
