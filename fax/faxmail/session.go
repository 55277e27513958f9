package faxmail

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"github.com/souspli/souspli/dispatch"
)

// timeouts of the steps. RFC 5321, 4.5.3.2, asks for ten minutes after the final dot: giving up earlier
// would only make outcomes unknown.
type timeouts struct{ dial, hello, command, stall, final, quit time.Duration }

func defaultTimeouts() timeouts {
	return timeouts{
		dial: 20 * time.Second, hello: 30 * time.Second, command: time.Minute,
		stall: 3 * time.Minute, final: 10 * time.Minute, quit: 3 * time.Second,
	}
}

// atMost shortens every step to limit; 0 leaves them.
func (t timeouts) atMost(limit time.Duration) timeouts {
	if limit <= 0 {
		return t
	}
	for _, step := range []*time.Duration{&t.dial, &t.hello, &t.command, &t.stall, &t.final, &t.quit} {
		*step = min(*step, limit)
	}
	return t
}

// hello is the name that we give: the machine's own is nobody's business.
const hello = "localhost"

// session is one authenticated connection, good for one message.
type session struct {
	ctx     context.Context //nolint:containedctx // of the one message that is sent
	line    *line
	client  *smtp.Client
	times   timeouts
	private []string // words that no error may repeat
	release func() bool
}

// open connects, secures and logs in. Nothing of a fax has left when it returns.
func (p *Provider) open(ctx context.Context) (*session, error) {
	dialer := net.Dialer{Timeout: p.times.dial}
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(p.server.host, p.server.port))
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, interrupted(ctx)
	case err != nil:
		return nil, later("smtp_unreachable")
	}
	s := &session{
		ctx: ctx, times: p.times, private: p.privateWords(),
		line: &line{Conn: conn, budget: mostAnswers, stall: p.times.stall},
	}
	s.release = context.AfterFunc(ctx, func() { _ = conn.Close() })
	err = s.line.within(s.times.hello, func() error { return s.secure(p) })
	if err == nil {
		err = s.line.within(s.times.command, func() error { return s.logIn(p) })
	}
	if err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// secure ends with an encrypted connection whose certificate is verified, or fails.
func (s *session) secure(p *Provider) error {
	config := &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: p.roots, ServerName: p.server.host, Time: p.now}
	if p.server.implicit {
		s.client = smtp.NewClient(tls.Client(s.line, config))
	} else {
		client, err := smtp.NewClientStartTLS(s.line, config)
		if err != nil {
			return s.unsecured(err)
		}
		s.client = client
	}
	if err := s.client.Hello(hello); err != nil {
		return s.failed(err, "smtp_refused")
	}
	if state, ok := s.client.TLSConnectionState(); !ok || !state.HandshakeComplete {
		return unsent(dispatch.KindRejected, "smtp_tls_missing")
	}
	return nil
}

func (s *session) logIn(p *Provider) error {
	var mechanism sasl.Client
	switch {
	case s.client.SupportsAuth(sasl.Plain):
		mechanism = sasl.NewPlainClient("", p.user, p.password)
	case s.client.SupportsAuth(sasl.Login):
		mechanism = &login{answers: []string{p.user, p.password}}
	default:
		return unsent(dispatch.KindCredentials, "smtp_auth_unsupported")
	}
	if err := s.client.Auth(mechanism); err != nil {
		return s.failed(err, "smtp_auth_failed")
	}
	return nil
}

// envelope names the sender and the fax service's address. A notice is asked for when the message does not
// get there, with headers only.
func (s *session) envelope(m message) error {
	if limit, ok := s.client.MaxMessageSize(); ok && limit > 0 && m.size() > int64(limit) {
		return unsent(dispatch.KindRejected, "smtp_too_large")
	}
	return s.line.within(2*s.times.command, func() error {
		err := s.client.Mail(m.from, &smtp.MailOptions{
			Size: m.size(), Return: smtp.DSNReturnHeaders, EnvelopeID: string(m.job.Attempt),
		})
		if err != nil {
			return s.failed(err, "smtp_sender_refused")
		}
		err = s.client.Rcpt(m.to, &smtp.RcptOptions{Notify: []smtp.DSNNotify{smtp.DSNNotifyFailure, smtp.DSNNotifyDelayed}})
		if err != nil {
			return s.failed(err, "fax_mail_address_refused")
		}
		return nil
	})
}

// data sends the message and returns the server's last words. The final dot is written only after write
// has succeeded and while ctx lasts.
func (s *session) data(write func(io.Writer) error) (string, error) {
	var body *smtp.DataCommand
	err := s.line.within(s.times.command, func() (err error) {
		body, err = s.client.Data()
		return err
	})
	if err != nil {
		return "", s.failed(err, "smtp_message_refused")
	}
	if err := write(body); err != nil || s.ctx.Err() != nil {
		s.close() // without the dot
		return "", s.halted(err)
	}
	var reply *smtp.DataResponse
	err = s.line.within(s.times.final, func() (err error) {
		reply, err = body.CloseWithResponse()
		return err
	})
	if err != nil {
		return "", s.unfinished(err)
	}
	return reply.StatusText, nil
}

// halted explains why the body stopped: a document's own error, or the line's.
func (s *session) halted(err error) error {
	if s.ctx.Err() != nil {
		return interrupted(s.ctx)
	}
	if own, ok := errors.AsType[*dispatch.Error](err); ok {
		return own
	}
	return s.failed(err, "smtp_message_refused")
}

// quit says goodbye; what matters is settled already.
func (s *session) quit() {
	_ = s.line.within(s.times.quit, s.client.Quit)
	s.close()
}

func (s *session) close() {
	s.release()
	_ = s.line.Close()
}

var errChallenges = errors.New("more questions than LOGIN has")

// login answers AUTH LOGIN without reading the questions, which servers word in their own ways: first the
// name, then the password.
type login struct{ answers []string }

// Start names the mechanism.
func (l *login) Start() (string, []byte, error) { return sasl.Login, nil, nil }

// Next gives the next answer.
func (l *login) Next([]byte) ([]byte, error) {
	if len(l.answers) == 0 {
		return nil, errChallenges
	}
	answer := l.answers[0]
	l.answers = l.answers[1:]
	return []byte(answer), nil
}
