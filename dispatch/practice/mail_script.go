package practice

import (
	"io"
	"strings"

	"github.com/emersion/go-smtp"
)

// MailStep is a moment in the reception of a message.
type MailStep string

// The steps, in order.
const (
	MailHello  MailStep = "hello"  // an encrypted connection introduces itself
	MailAuth   MailStep = "auth"   // it has given the right name and password
	MailRcpt   MailStep = "rcpt"   // it has named a recipient
	MailMidway MailStep = "midway" // the first bytes of a message have come
	MailKept   MailStep = "kept"   // the message is in the folder, the reply is due
)

// MailFault is what the server does at a step instead of going on.
type MailFault string

// The faults. The empty one goes on.
const (
	MailBusy   MailFault = "busy"    // a reply 4xx
	MailRefuse MailFault = "refuse"  // a reply 5xx
	MailHangUp MailFault = "hang_up" // closes the connection
	MailFlood  MailFault = "flood"   // a reply without end
	MailBabble MailFault = "babble"  // something that is no reply
)

// MailScript decides what goes wrong at a step. It is called by several connections at once.
type MailScript func(MailStep) MailFault

// AlwaysAt is the script of one fault at one step.
func AlwaysAt(step MailStep, fault MailFault) MailScript {
	return func(s MailStep) MailFault {
		if s == step {
			return fault
		}
		return ""
	}
}

// play acts a fault out. Its error is the reply to give, if one can still be given.
func (s *mailSession) play(step MailStep) error {
	if s.config.Script == nil {
		return nil
	}
	switch s.config.Script(step) {
	case MailBusy:
		return reply(451, 4, "Practice: try again later")
	case MailRefuse:
		return refusalAt(step)
	case MailHangUp:
		return s.hangUp()
	case MailFlood:
		return s.flood()
	case MailBabble:
		_, _ = io.WriteString(s.conn.Conn(), "How do you do?\r\n")
		return s.hangUp()
	default:
		return nil
	}
}

func (s *mailSession) hangUp() error {
	_ = s.conn.Conn().Close()
	return reply(421, 4, "Closed")
}

// flood writes until nobody listens any more.
func (s *mailSession) flood() error {
	line := "250-" + strings.Repeat("x", 500) + "\r\n"
	for {
		if _, err := io.WriteString(s.conn.Conn(), line); err != nil {
			return s.hangUp()
		}
	}
}

// refusalAt repeats the recipient where real servers do, so that clients are tried with it.
func refusalAt(step MailStep) error {
	if step == MailAuth {
		return smtp.ErrAuthFailed
	}
	return reply(550, 5, "Practice: refused for good")
}

func reply(code, class int, text string) *smtp.SMTPError {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{class, 0, 0}, Message: text}
}
