package faxmail_test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/base64"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch/dispatchtest"
)

func b64(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

// scripted is one conversation with a mail server, written out. Whatever replies does not name goes well:
// by command, or "greeting", "TLS" (in clear where the handshake is due) and "final" (after the dot). "-"
// hangs up.
type scripted struct {
	url      string
	replies  map[string]string
	caps     string
	tls      *tls.Config
	heard    bytes.Buffer // everything that was said to it, in clear
	finished chan struct{}
}

func startScripted(t *testing.T, ca *dispatchtest.CA, replies map[string]string, caps ...string) *scripted {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &scripted{
		url: "smtp://" + listener.Addr().String(), replies: replies, caps: "AUTH PLAIN LOGIN\r\n250-DSN\r\n250 SIZE 100000000",
		tls: serverTLS(ca.Server()), finished: make(chan struct{}),
	}
	if len(caps) > 0 {
		s.caps = caps[0] + "\r\n250 HELP"
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
	return s
}

// said is what was said to it, once the conversation is over.
func (s *scripted) said() string {
	<-s.finished
	return s.heard.String()
}

func (s *scripted) converse(conn net.Conn) {
	lines, caps := bufio.NewReader(io.TeeReader(conn, &s.heard)), "250 STARTTLS"
	if !s.answer(conn, "greeting", "220 scripted.example ESMTP") {
		return
	}
	for {
		command, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		verb, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(command)), " ")
		usual := map[string]string{
			"EHLO": "250-scripted.example\r\n" + caps, "STARTTLS": "220 go", "AUTH": "235 2.7.0 ok", "DATA": "354 go", "QUIT": "221 bye",
		}[verb]
		if !s.answer(conn, verb, usual) {
			return
		}
		switch verb {
		case "STARTTLS":
			if clear := s.replies["TLS"]; clear != "" {
				_, _ = lines.Peek(1)
				_, _ = io.WriteString(conn, clear+"\r\n")
				return
			}
			conn = tls.Server(conn, s.tls)
			lines, caps = bufio.NewReader(io.TeeReader(conn, &s.heard)), "250-"+s.caps
		case "DATA":
			if !untilDot(lines) || !s.answer(conn, "final", "250 2.0.0 Ok: queued as ABC12X") {
				return
			}
		}
	}
}

func untilDot(lines *bufio.Reader) bool {
	for {
		switch line, err := lines.ReadString('\n'); {
		case err != nil:
			return false
		case line == ".\r\n":
			return true
		}
	}
}

// answer reports whether the conversation goes on.
func (s *scripted) answer(conn net.Conn, step, usual string) bool {
	reply, ok := s.replies[step]
	switch {
	case reply == "-":
		return false
	case !ok && usual == "":
		reply = "250 2.1.0 ok"
	case !ok:
		reply = usual
	}
	_, err := io.WriteString(conn, reply+"\r\n")
	return err == nil
}
