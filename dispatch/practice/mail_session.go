package practice

import (
	"bufio"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// mailSession receives messages over one connection.
type mailSession struct {
	conn     *smtp.Conn
	config   MailConfig
	folder   *mailFolder
	known    bool
	envelope string
	from, to string
}

func (s *mailSession) hello() error {
	if _, encrypted := s.conn.TLSConnectionState(); !encrypted {
		return nil
	}
	return s.play(MailHello)
}

// AuthMechanisms lists what the server understands.
func (s *mailSession) AuthMechanisms() []string { return []string{sasl.Plain, sasl.Login} }

// Auth gives the server's side of a mechanism.
func (s *mailSession) Auth(mechanism string) (sasl.Server, error) {
	switch mechanism {
	case sasl.Plain:
		return sasl.NewPlainServer(func(_, user, password string) error { return s.logIn(user, password) }), nil
	case sasl.Login:
		return &loginServer{logIn: s.logIn}, nil
	default:
		return nil, smtp.ErrAuthUnknownMechanism
	}
}

func (s *mailSession) logIn(user, password string) error {
	sameUser := subtle.ConstantTimeCompare([]byte(user), []byte(s.config.User))
	samePassword := subtle.ConstantTimeCompare([]byte(password), s.config.Password)
	if sameUser&samePassword != 1 {
		return smtp.ErrAuthFailed
	}
	s.known = true
	return s.play(MailAuth)
}

// Mail begins a message.
func (s *mailSession) Mail(from string, options *smtp.MailOptions) error {
	if !s.known {
		return smtp.ErrAuthRequired
	}
	s.from, s.envelope = from, options.EnvelopeID
	return nil
}

// Rcpt names its recipient.
func (s *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	return s.play(MailRcpt)
}

// Data keeps the message whole, or not at all.
func (s *mailSession) Data(r io.Reader) error {
	body := bufio.NewReader(r)
	if _, err := body.Peek(1); err != nil {
		return err
	}
	if err := s.play(MailMidway); err != nil {
		return err
	}
	number, err := s.folder.keep(s.envelope, s.from, s.to, body)
	if err != nil {
		return keepFailed(err)
	}
	if err := s.play(MailKept); err != nil {
		return err
	}
	return &smtp.SMTPError{
		Code: 250, EnhancedCode: smtp.EnhancedCode{2, 0, 0}, Message: fmt.Sprintf("OK: queued as practice-%d", number),
	}
}

func keepFailed(err error) error {
	if e, ok := errors.AsType[*smtp.SMTPError](err); ok {
		return e
	}
	return reply(452, 4, "Practice: cannot keep the message")
}

// Reset forgets the message begun.
func (s *mailSession) Reset() { s.from, s.to, s.envelope = "", "", "" }

// Logout ends the session.
func (s *mailSession) Logout() error { return nil }

// loginServer is the server of AUTH LOGIN: it asks for the name, then for the password.
type loginServer struct {
	logIn func(user, password string) error
	step  int
	user  string
}

// Next asks the next question.
func (l *loginServer) Next(response []byte) (challenge []byte, done bool, err error) {
	l.step++
	switch {
	case l.step == 1 && response == nil:
		return []byte("Username:"), false, nil
	case l.step == 1:
		l.step++
		fallthrough
	case l.step == 2:
		l.user = string(response)
		return []byte("Password:"), false, nil
	default:
		return nil, true, l.logIn(l.user, string(response))
	}
}
