package dispatchtest

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
)

const (
	// hostileWords are in everything that a hostile server says; no error may repeat them.
	hostileWords = "TREJ58531417"
	// hostileLimit is when a visit is given up for one that never ends: far more than any patience given here.
	hostileLimit = 20 * time.Second
	// hostileSlack is what the system itself takes in of a connection that nobody reads, in bytes.
	hostileSlack = 8 << 20
)

// Talk is a protocol of lines, and a client of it that visits a server which means harm.
type Talk struct {
	// Visit does what the client does with the server at an address, host and port. Its own patience, not the
	// context's end, must end it, with an error.
	Visit func(ctx context.Context, address string, roots *x509.CertPool) error
	// TLS says that the server speaks it from the first byte.
	TLS bool
	// Greeting is what an honest server says first, and Answer what it says to a line; empty and nil where the
	// client begins, not with a line. Harm begins at each turn in turn: at the greeting, at the first answer, and so
	// on up to Turns.
	Greeting string
	Answer   func(line string) string
	Turns    int
	// More is a line after which others follow, without its end.
	More string
	// Most is how many bytes a visit may take in.
	Most int64
	// Step is how long the server waits between two bytes, or two lines, when it is slow: well under the
	// client's patience.
	Step time.Duration
}

// harm is what a server does to whoever listens to it, until it is told to stop.
type harm struct {
	name string
	do   func(l *lineOut)
}

// lineOut is a connection of the hostile server.
type lineOut struct {
	net.Conn
	talk    Talk
	stopped <-chan struct{}
	said    *atomic.Int64
}

// Write counts what left.
func (l *lineOut) Write(p []byte) (int, error) {
	n, err := l.Conn.Write(p)
	l.said.Add(int64(n))
	return n, err
}

// endlessly writes text until nobody takes it any more.
func (l *lineOut) endlessly(text string) {
	block := []byte(strings.Repeat(text, 1+32<<10/len(text)))
	for {
		if _, err := l.Write(block); err != nil {
			return
		}
	}
}

// slowly writes text again and again with a pause before each.
func (l *lineOut) slowly(text string) {
	tick := time.NewTicker(l.talk.Step)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-l.stopped:
			return
		}
		if _, err := io.WriteString(l, text); err != nil {
			return
		}
	}
}

func (l *lineOut) say(text string) { _, _ = io.WriteString(l, text) }

func harms() []harm {
	return []harm{
		{"silence", func(l *lineOut) { <-l.stopped }},
		{"hangs up", func(*lineOut) {}},
		{"a line without an end", func(l *lineOut) { l.endlessly(hostileWords) }},
		{"lines without an end", func(l *lineOut) { l.endlessly(l.talk.More + hostileWords + "\r\n") }},
		{"empty lines without an end", func(l *lineOut) { l.endlessly("\r\n") }},
		{"zeros without an end", func(l *lineOut) { l.endlessly("\x00") }},
		{"brackets without an end", func(l *lineOut) { l.endlessly("(") }},
		{"a byte at a time", func(l *lineOut) { l.slowly("2") }},
		{"a line at a time", func(l *lineOut) { l.slowly(l.talk.More + hostileWords + "\r\n") }},
		{"another protocol", func(l *lineOut) { l.say("HTTP/1.1 400 Bad Request\r\nX: " + hostileWords + "\r\n\r\n") }},
		{"noise", func(l *lineOut) {
			l.say("\xff\xfe\x80\x01\r\n\x00\x7f" + hostileWords + "\r\n\x84\xff\xff\xff\xff\r\n")
		}},
	}
}

// RunHostileTalk lets a client visit a server that does each harm at each turn. Every visit must end by itself,
// with an error of a known code that repeats nothing of what the server said, and within its measure of bytes.
func RunHostileTalk(t *testing.T, talk Talk) {
	t.Helper()
	for turn := range talk.Turns + 1 {
		for _, h := range harms() {
			t.Run(fmt.Sprintf("%s, at turn %d", h.name, turn), func(t *testing.T) {
				t.Parallel()
				talk.meet(t, turn, h)
			})
		}
	}
}

func (talk Talk) meet(t *testing.T, turn int, h harm) {
	t.Helper()
	ca := NewCA(t)
	server := hostileListener(t, ca, talk.TLS, func(conn net.Conn, stopped <-chan struct{}, said *atomic.Int64) {
		talk.converse(&lineOut{conn, talk, stopped, said}, turn, h)
	})
	began := time.Now()
	ctx, cancel := context.WithTimeout(t.Context(), hostileLimit)
	defer cancel()
	err := talk.Visit(ctx, server.address, ca.Pool)
	server.judge(t, ctx, err, talk.Most)
	t.Logf("ended after %v and %d bytes: %v", time.Since(began).Round(time.Millisecond), server.said.Load(), err)
}

// converse is honest for some turns, then does harm.
func (talk Talk) converse(l *lineOut, turn int, h harm) {
	lines := bufio.NewReader(l.Conn)
	if talk.Answer == nil && talk.Greeting == "" {
		if _, err := lines.Peek(1); err == nil {
			h.do(l)
		}
		return
	}
	for n := range turn {
		said := talk.Greeting
		if n > 0 {
			line, err := lines.ReadString('\n')
			if err != nil {
				return
			}
			said = talk.Answer(strings.TrimRight(line, "\r\n"))
		}
		l.say(said)
	}
	if turn > 0 {
		if _, err := lines.ReadString('\n'); err != nil {
			return
		}
	}
	h.do(l)
}

// hostileServer listens, and counts what it could say.
type hostileServer struct {
	address string
	said    atomic.Int64
	met     atomic.Int64
}

func hostileListener(
	t *testing.T, ca *CA, secure bool, serve func(conn net.Conn, stopped <-chan struct{}, said *atomic.Int64),
) *hostileServer {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	requireNoError(t, err)
	server := &hostileServer{address: listener.Addr().String()}
	config := &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{ca.Server().TLS}}
	stop := make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			server.met.Add(1)
			all.Go(func() {
				defer conn.Close()
				context.AfterFunc(t.Context(), func() { _ = conn.Close() })
				spoken := conn
				if secure {
					spoken = tls.Server(conn, config)
				}
				serve(spoken, stop, &server.said)
			})
		}
	})
	t.Cleanup(func() { _ = listener.Close(); close(stop); all.Wait() })
	return server
}

// judge holds a visit against what is promised of it.
func (s *hostileServer) judge(t *testing.T, ctx context.Context, err error, most int64) {
	t.Helper()
	if ctx.Err() != nil {
		t.Errorf("would never have ended: %v", err)
	}
	if said := s.said.Load(); said > most+hostileSlack {
		t.Errorf("took in %d bytes, of %d", said, most)
	}
	if _, ours := errors.AsType[*dispatch.Error](err); !ours || dispatch.CodeOf(err) == "" {
		t.Errorf("an error without a code: %v", err)
	} else if strings.Contains(err.Error(), hostileWords) {
		t.Errorf("repeats the server: %v", err)
	}
}
