package hylafax

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"time"

	"github.com/souspli/souspli/dispatch/failpoint"
)

var (
	errElsewhere = errors.New("the server names another machine for the data")
	errPublic    = errors.New("the server is not on a private network")
	errTooLong   = errors.New("the listing has no end")
	errLineBreak = errors.New("a command with a line break")
)

// refused is a command that the server answered with an error.
type refused struct {
	verb  string
	reply reply
}

// Error names the command and the code; the server's words may hold a number.
func (r *refused) Error() string { return fmt.Sprintf("%s answered with %d", r.verb, r.reply.code) }

// session is one control connection.
type session struct {
	conn    net.Conn
	reader  *bufio.Reader
	server  netip.Addr
	timeout time.Duration
	release func() bool
}

// open connects and reads the greeting. Cancelling ctx breaks whatever the session waits for.
func open(ctx context.Context, address string, timeout time.Duration) (*session, error) {
	conn, err := connect(ctx, address, timeout)
	if err != nil {
		return nil, err
	}
	s := &session{conn: conn, reader: bufio.NewReaderSize(conn, longestLine), timeout: timeout}
	s.release = context.AfterFunc(ctx, func() { _ = conn.Close() })
	if s.server, err = remoteAddress(conn); err == nil {
		_, err = s.expect(220, "greeting")
	}
	if err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func connect(ctx context.Context, address string, timeout time.Duration) (net.Conn, error) {
	dialer := net.Dialer{Timeout: timeout, Control: onlyPrivate}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	return &patient{Conn: failpoint.Conn(conn), patience: timeout}, nil
}

// onlyPrivate looks at the address that is really about to be connected to, after any name was resolved.
func onlyPrivate(_, address string, _ syscall.RawConn) error {
	target, err := netip.ParseAddrPort(address)
	if err != nil || !private(target.Addr()) {
		return errPublic
	}
	return nil
}

func remoteAddress(conn net.Conn) (netip.Addr, error) {
	remote, err := netip.ParseAddrPort(conn.RemoteAddr().String())
	return remote.Addr().Unmap(), err
}

func (s *session) close() {
	s.release()
	_ = s.conn.Close()
}

// quit ends the session politely; nothing depends on it.
func (s *session) quit() {
	_, _ = s.command(221, "QUIT")
	s.close()
}

// command sends one line and wants an answer with the code.
func (s *session) command(want int, verb string, args ...string) (reply, error) {
	if err := s.send(verb, args...); err != nil {
		return reply{}, err
	}
	return s.expect(want, verb)
}

func (s *session) send(verb string, args ...string) error {
	line := strings.Join(append([]string{verb}, args...), " ")
	if !sayable(line) {
		return errLineBreak
	}
	_, err := io.WriteString(s.conn, line+"\r\n")
	return err
}

// expect reads the answer to verb. Another code than the one wanted is a refusal or nonsense.
func (s *session) expect(want int, verb string) (reply, error) {
	answer, err := s.answer()
	switch {
	case err != nil:
		return reply{}, err
	case answer.code == want:
		return answer, nil
	case answer.code < 400:
		return reply{}, errAnswer
	}
	return reply{}, &refused{verb: verb, reply: answer}
}

// answer reads one answer, which must be whole in time.
func (s *session) answer() (reply, error) {
	defer closeAfter(s.conn, s.timeout)()
	return readReply(s.reader)
}

// login says who we are, with the password if it is asked for, and how we speak.
func (s *session) login(user, password string) error {
	if err := s.identify(user, password); err != nil {
		return err
	}
	for _, setting := range [][2]string{{"TYPE", "I"}, {"TZONE", "GMT"}, {"FORM", "PDF"}} {
		if _, err := s.command(200, setting[0], setting[1]); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) identify(user, password string) error {
	if err := s.send("USER", user); err != nil {
		return err
	}
	answer, err := s.answer()
	switch {
	case err != nil:
		return err
	case answer.code == 230:
		return nil
	case answer.code == 331:
		_, err = s.command(230, "PASS", password)
		return err
	case answer.code < 400:
		return errAnswer
	}
	return &refused{verb: "USER", reply: answer}
}
