package email

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/url"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/failpoint"
	"github.com/souspli/souspli/dispatch/oauth"
)

// timeouts of the phases. RFC 5321, 4.5.3.2, asks for as much after the final dot: giving up earlier
// would only make outcomes unknown. A person may be waiting in the others.
type timeouts struct {
	dial, hello, command, stall, final, quit time.Duration
}

func defaultTimeouts() timeouts {
	return timeouts{
		dial: 20 * time.Second, hello: 30 * time.Second, command: time.Minute,
		stall: 3 * time.Minute, final: 10 * time.Minute, quit: 3 * time.Second,
	}
}

// atMost shortens every phase to limit; 0 leaves them.
func (t timeouts) atMost(limit time.Duration) timeouts {
	if limit <= 0 {
		return t
	}
	for _, phase := range []*time.Duration{&t.dial, &t.hello, &t.command, &t.stall, &t.final, &t.quit} {
		*phase = min(*phase, limit)
	}
	return t
}

// session is one authenticated connection, good for one message.
type session struct {
	ctx     context.Context
	conn    *watchedConn
	client  *smtp.Client
	times   timeouts
	private []string // words that no error may repeat
	token   oauth.Token
	release func() bool
}

// connect connects, secures and authenticates, with the token where the account signs in with tokens. Nothing
// of a dispatch has left when it returns.
func (c *Channel) connect(ctx context.Context, private []string, token oauth.Token) (*session, error) {
	conn, err := c.dial(ctx)
	if err != nil {
		return nil, err
	}
	s := &session{ctx: ctx, conn: conn, times: c.times, private: private, token: token}
	s.release = context.AfterFunc(ctx, func() { _ = conn.Close() })
	if err := s.greet(c); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (c *Channel) dial(ctx context.Context) (*watchedConn, error) {
	dialer := net.Dialer{Timeout: c.times.dial}
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(c.host, c.port))
	switch {
	case err == nil:
		return &watchedConn{Conn: failpoint.Conn(conn), budget: maxAnswers, stall: c.times.stall}, nil
	case ctx.Err() != nil:
		return nil, interrupted(ctx)
	default:
		return nil, later("smtp_unreachable")
	}
}

func (s *session) greet(c *Channel) error {
	if err := s.conn.within(s.times.hello, func() error { return s.secure(c) }); err != nil {
		return err
	}
	if err := s.conn.within(s.times.command, func() error { return s.authenticate(c) }); err != nil {
		return err
	}
	return nil
}

// secure ends with an encrypted connection whose certificate is verified, or fails.
func (s *session) secure(c *Channel) error {
	config := c.tlsConfig()
	if c.implicit {
		s.client = smtp.NewClient(tls.Client(s.conn, config))
	} else {
		client, err := smtp.NewClientStartTLS(s.conn, config)
		if err != nil {
			return s.failedBeforeTLS(err)
		}
		s.client = client
	}
	if err := s.client.Hello(c.hello); err != nil {
		return s.failed(err, "smtp_refused")
	}
	if state, ok := s.client.TLSConnectionState(); !ok || !state.HandshakeComplete {
		return unsent(dispatch.KindRejected, "smtp_tls_missing")
	}
	return nil
}

// tlsConfig judges certificates at the channel's own time.
func (c *Channel) tlsConfig() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: c.roots, ServerName: c.host, Time: c.now}
}

func (s *session) authenticate(c *Channel) error {
	if c.signIn != nil {
		return s.present(c.user, s.token)
	}
	mechanism := c.mechanism(s.client)
	if mechanism == nil {
		return unsent(dispatch.KindCredentials, "smtp_auth_unsupported")
	}
	if err := s.client.Auth(mechanism); err != nil {
		return s.failed(err, "smtp_auth_failed")
	}
	return nil
}

func (c *Channel) mechanism(client *smtp.Client) sasl.Client {
	switch {
	case client.SupportsAuth(sasl.Plain):
		return sasl.NewPlainClient("", c.user, string(c.password))
	case client.SupportsAuth(sasl.Login):
		return newLogin(c.user, string(c.password))
	default:
		return nil
	}
}

// envelope names sender and recipient and asks for delivery notices where the server knows them.
func (s *session) envelope(from, to string, attempt dispatch.ID, size int64) error {
	if limit, ok := s.client.MaxMessageSize(); ok && limit > 0 && size > int64(limit) {
		return unsent(dispatch.KindRejected, "smtp_too_large")
	}
	return s.conn.within(2*s.times.command, func() error {
		err := s.client.Mail(from, &smtp.MailOptions{
			Size: size, Return: smtp.DSNReturnHeaders, EnvelopeID: string(attempt),
		})
		if err != nil {
			return s.failed(err, "smtp_sender_refused")
		}
		err = s.client.Rcpt(to, &smtp.RcptOptions{
			Notify: []smtp.DSNNotify{smtp.DSNNotifySuccess, smtp.DSNNotifyFailure, smtp.DSNNotifyDelayed},
		})
		if err != nil {
			return s.failed(err, "smtp_recipient_refused")
		}
		return nil
	})
}

// data sends one message and returns the server's last words. The final dot is written only after write
// has succeeded and while ctx lasts; from then on only a reply makes the outcome known.
func (s *session) data(write func(io.Writer) error) (string, error) {
	var body *smtp.DataCommand
	err := s.conn.within(s.times.command, func() (err error) {
		body, err = s.client.Data()
		return err
	})
	if err != nil {
		return "", s.failed(err, "smtp_message_refused")
	}
	if err := s.body(body, write); err != nil {
		s.close() // without the dot
		return "", err
	}
	return s.finish(body)
}

func (s *session) body(body io.Writer, write func(io.Writer) error) error {
	wire := &wireWriter{w: body}
	err := write(wire)
	switch {
	case err == nil && s.ctx.Err() == nil:
		failpoint.At(failpoint.ParcelSealed)
		return nil
	case s.ctx.Err() != nil:
		return interrupted(s.ctx)
	case wire.err != nil:
		return s.failed(wire.err, "smtp_message_refused")
	}
	if _, ok := errors.AsType[*dispatch.Error](err); ok {
		return err
	}
	return unsent(dispatch.KindInternal, "mail_seal_failed")
}

func (s *session) finish(body *smtp.DataCommand) (string, error) {
	var reply *smtp.DataResponse
	err := s.conn.within(s.times.final, func() (err error) {
		reply, err = body.CloseWithResponse()
		return err
	})
	if err != nil {
		return "", s.unfinished(err)
	}
	return reply.StatusText, nil
}

// quit says goodbye; what matters is settled already.
func (s *session) quit() {
	_ = s.conn.within(s.times.quit, s.client.Quit)
	s.close()
}

func (s *session) close() {
	s.release()
	_ = s.conn.Close()
}

// wireWriter remembers whether it was the connection that failed.
type wireWriter struct {
	w   io.Writer
	err error
}

// Write passes p on.
func (w *wireWriter) Write(p []byte) (int, error) {
	n, err := w.w.Write(p)
	if err != nil {
		w.err = err
	}
	return n, err
}

// endpoint reads the URL of an account: smtps://host[:465], or smtp://host[:587] where STARTTLS is
// required.
func endpoint(raw string) (host, port string, implicit bool, ok bool) {
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", "", false, false
	}
	implicit = u.Scheme == "smtps"
	if !implicit && u.Scheme != "smtp" || u.Path != "" && u.Path != "/" {
		return "", "", false, false
	}
	port = u.Port()
	switch {
	case port == "" && implicit:
		port = "465"
	case port == "":
		port = "587"
	}
	return u.Hostname(), port, implicit, true
}
