package mailbox_test

import (
	"crypto/tls"
	"net"
	"sync"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
)

// script is a server that says what it is told to at one turn, and hangs up.
type script struct {
	mu   sync.Mutex
	turn int
	said []byte
}

func (s *script) set(turn int, said []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turn, s.said = turn, said
}

func (s *script) serve(conn net.Conn) {
	defer conn.Close()
	s.mu.Lock()
	left, said := s.turn, s.said
	s.mu.Unlock()
	converse(conn, func(string, string) string {
		if left--; left >= 0 {
			return ""
		}
		_, _ = conn.Write(said)
		_ = conn.Close()
		return "\r\n"
	})
}

// FuzzVisit: whatever a server says, a visit ends, with a mark or an error of a known code.
func FuzzVisit(f *testing.F) {
	for turn, said := range []string{
		"T1 NO [AUTHENTICATIONFAILED] no\r\n", "* OK [UIDVALIDITY 4294967295] x\r\nT2 OK [READ-ONLY] done\r\n",
		"* SEARCH 1 2 3\r\nT3 OK done\r\n", "* ESEARCH (TAG \"T3\") UID ALL 1:9\r\nT3 OK done\r\n",
		"* 1 FETCH (UID 7 RFC822.SIZE 5 BODY[HEADER.FIELDS (\"Content-Type\")] {2}\r\n\r\n)\r\nT4 OK done\r\n",
		"* 1 FETCH (BODYSTRUCTURE ((\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1) \"mixed\"))\r\n", "* BYE gone\r\n",
	} {
		f.Add(uint8(turn), []byte(said))
	}
	ca := dispatchtest.NewCA(f)
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{ca.Server().TLS}, MinVersion: tls.VersionTLS12})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = listener.Close() })
	s := &script{}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.serve(conn)
		}
	}()
	f.Fuzz(func(t *testing.T, turn uint8, said []byte) {
		s.set(int(turn%6), said)
		if err := visitor("imaps")(t.Context(), listener.Addr().String(), ca.Pool); err != nil && dispatch.CodeOf(err) == "" {
			t.Fatalf("no code: %v", err)
		}
	})
}
