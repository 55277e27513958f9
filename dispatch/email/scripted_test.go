package email_test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"strings"
	"testing"
)

// scriptedServer is one conversation, written out. It offers what caps says and answers commands from
// replies; whatever is missing there goes well.
type scriptedServer struct {
	t        *testing.T
	url      string
	tls      *tls.Config
	plain    string            // capabilities before TLS, comma-separated
	caps     string            // capabilities after it
	replies  map[string]string // command or "greeting", "final" -> raw reply; see answer
	heard    bytes.Buffer      // everything the client said, in clear
	finished chan struct{}
}

func startScripted(t *testing.T, o office, s scriptedServer) *scriptedServer {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.t, s.tls, s.finished = t, serverTLS(o.ca.Server()), make(chan struct{})
	s.url = "smtp://" + listener.Addr().String()
	if s.plain == "" {
		s.plain = "STARTTLS"
	}
	if s.caps == "" {
		s.caps = "AUTH PLAIN LOGIN,DSN,SIZE 100000000"
	}
	go func() {
		defer close(s.finished)
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		s.converse(conn)
	}()
	t.Cleanup(func() { _ = listener.Close(); <-s.finished })
	return &s
}

// converse answers until the client or the script hangs up.
func (s *scriptedServer) converse(conn net.Conn) {
	if !s.answer(conn, "greeting", "220 scripted.example ESMTP") {
		return
	}
	caps := s.plain
	lines := bufio.NewReader(io.TeeReader(conn, &s.heard))
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		verb := strings.ToUpper(strings.FieldsFunc(line+" ", func(r rune) bool { return r == ' ' || r == '\r' })[0])
		switch verb {
		case "STARTTLS":
			if !s.answer(conn, verb, "220 go") {
				return
			}
			if clear := s.replies["TLS"]; clear != "" {
				_, _ = lines.Peek(1)
				_, _ = io.WriteString(conn, clear+"\r\n")
				return
			}
			conn = tls.Server(conn, s.tls)
			lines, caps = bufio.NewReader(io.TeeReader(conn, &s.heard)), s.caps
		case "EHLO":
			if !s.answer(conn, verb, "250-scripted.example\r\n"+capLines(caps)) {
				return
			}
		case "DATA":
			if !s.answer(conn, verb, "354 go") || !s.body(conn, lines) {
				return
			}
		default:
			if !s.answer(conn, verb, map[string]string{"AUTH": "235 2.7.0 ok", "QUIT": "221 bye"}[verb]) {
				return
			}
		}
	}
}

func capLines(caps string) string {
	list := strings.Split(caps, ",")
	return "250-" + strings.Join(list[:len(list)-1], "\r\n250-") + "\r\n250 " + list[len(list)-1]
}

func (s *scriptedServer) body(conn net.Conn, lines *bufio.Reader) bool {
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			return s.answer(conn, "final", "250 2.0.0 Ok: queued as ABC123")
		}
	}
}

// answer gives the reply of a step and reports whether the conversation goes on. "-" closes, "." stays
// silent, and a reply that ends in "-" after a line break is cut off there.
func (s *scriptedServer) answer(conn net.Conn, step, usual string) bool {
	reply, scripted := s.replies[step]
	switch {
	case reply == "-":
		return false
	case reply == ".":
		_, _ = io.Copy(io.Discard, conn) // until the client gives up
		return false
	case !scripted && usual == "":
		reply = "250 2.1.0 ok"
	case !scripted:
		reply = usual
	}
	cut, isCut := strings.CutSuffix(reply, "\n-")
	if isCut {
		_, _ = io.WriteString(conn, cut)
		return false
	}
	_, err := io.WriteString(conn, reply+"\r\n")
	return err == nil
}

// said is what the client said, once the conversation is over.
func (s *scriptedServer) said() string {
	<-s.finished
	return s.heard.String()
}
