package networkdrill_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net"
	"sync"
	"testing"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
)

// A line leads from the program to a server: program, gate, toxiproxy, server. Toxiproxy makes it slow, silent or
// short; the gate counts who speaks, and breaks the line at a turn of the conversation to the byte.
type line struct {
	t     testing.TB
	gate  net.Listener
	proxy *toxiproxy.Proxy

	// rewrite changes what the server says as long as the fault lasts, and usual when there is none; nil: nothing.
	rewrite, usual func(*line, []byte) []byte

	mu     sync.Mutex
	target string // whoever answers; empty: the server, through toxiproxy
	cut    *cut
	broken bool // the cut has come
	turns  []int64
	ours   bool // who spoke last
	heard  bytes.Buffer
	pairs  map[*pair]bool
	lifted chan struct{}
}

// cut is where a line breaks, and how.
type cut struct {
	turn   int   // of the conversation, from 1: the program speaks, the server answers; 0: the server's greeting
	after  int64 // so many bytes of what the program says in the turn; below 0: after all, before the answer
	silent bool  // nothing moves any more, instead of a reset
	once   bool  // whoever connects anew gets through
}

// pair is the two ends of a connection through the gate.
type pair struct{ program, server *net.TCPConn }

func (p *pair) reset() {
	_ = p.program.SetLinger(0)
	_ = p.program.Close()
	_ = p.server.Close()
}

// newLine leads to a server at host:port.
func newLine(t testing.TB, server string, usual func(*line, []byte) []byte) *line {
	t.Helper()
	proxy := toxiproxy.NewProxy(toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop()), "line", "127.0.0.1:0", server)
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	l := &line{t: t, proxy: proxy, rewrite: usual, usual: usual, pairs: map[*pair]bool{}, lifted: make(chan struct{})}
	l.gate = l.listen(proxy.Listen)
	t.Cleanup(func() {
		l.lift()
		_ = l.gate.Close()
		proxy.Stop()
	})
	return l
}

// address is what the program connects to.
func (l *line) address() string { return l.gate.Addr().String() }

// toxic makes toxiproxy worsen the line: kind and attributes as its documentation names them.
func (l *line) toxic(direction, kind string, attributes map[string]any) {
	l.t.Helper()
	wish, err := json.Marshal(map[string]any{"type": kind, "stream": direction, "attributes": attributes})
	if err == nil {
		_, err = l.proxy.Toxics.AddToxicJson(bytes.NewReader(wish))
	}
	if err != nil {
		l.t.Fatal(err)
	}
}

// lift mends the line for whoever connects from now on; what stood on it ends.
func (l *line) lift() {
	l.proxy.Toxics.ResetToxics(l.t.Context())
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut, l.rewrite, l.broken, l.target = nil, l.usual, false, ""
	close(l.lifted)
	l.lifted = make(chan struct{})
	for p := range l.pairs {
		p.reset()
	}
}

// listen lets connections through to a server.
func (l *line) listen(server string) net.Listener {
	l.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		l.t.Fatal(err)
	}
	go func() {
		for {
			program, err := listener.Accept()
			if err != nil {
				return
			}
			go l.connect(program.(*net.TCPConn), server) //nolint:forcetypeassert // what a TCP listener gives
		}
	}()
	return listener
}

func (l *line) connect(program *net.TCPConn, server string) {
	if !l.admits(program) {
		return
	}
	conn, err := net.Dial("tcp", l.leads(server))
	if err != nil {
		_ = program.Close()
		return
	}
	p := &pair{program, conn.(*net.TCPConn)} //nolint:forcetypeassert // what net.Dial gives for tcp
	l.mu.Lock()
	l.pairs[p] = true
	l.mu.Unlock()
	var both sync.WaitGroup
	both.Go(func() { l.carry(p, true) })
	both.Go(func() { l.carry(p, false) })
	both.Wait()
	_ = p.program.Close()
	_ = p.server.Close()
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.pairs, p)
}

// leads is where a new connection goes instead of the server, if it is led astray.
func (l *line) leads(server string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return cmp.Or(l.target, server)
}

// lead makes somebody else answer until the line is mended.
func (l *line) lead(astray string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.target = astray
}

// breakAt makes the line break.
func (l *line) breakAt(c cut) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = &c
}

// admits decides over a new connection: on a broken line nobody comes through.
func (l *line) admits(program *net.TCPConn) bool {
	l.mu.Lock()
	c, broken, lifted := l.cut, l.broken, l.lifted
	l.mu.Unlock()
	if !broken || c == nil || c.once {
		return true
	}
	if c.silent {
		<-lifted
	}
	_ = program.SetLinger(0)
	_ = program.Close()
	return false
}

// carry moves what one side says, until the line breaks.
func (l *line) carry(p *pair, ours bool) {
	from, to := p.server, p.program
	if ours {
		from, to = to, from
	}
	for buffer := make([]byte, 32<<10); ; {
		n, err := from.Read(buffer)
		said, breaks := l.pass(buffer[:n], ours)
		if len(said) > 0 {
			if _, failed := to.Write(said); failed != nil {
				err = failed
			}
		}
		switch {
		case breaks != nil && breaks.silent:
			l.hush()
			return
		case breaks != nil:
			p.reset()
			return
		case err != nil:
			_ = to.CloseWrite()
			return
		}
	}
}

// hush keeps a connection open in silence until the line is mended.
func (l *line) hush() {
	l.mu.Lock()
	lifted := l.lifted
	l.mu.Unlock()
	<-lifted
}

// pass counts what is said, and gives what of it gets through before the line breaks.
func (l *line) pass(said []byte, ours bool) ([]byte, *cut) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(said) == 0 {
		return nil, nil
	}
	before := l.count(said, ours)
	c := l.cut
	switch {
	case c == nil || l.broken && c.once:
	case l.broken:
		return nil, c
	case len(l.turns) != c.turn:
	case !ours && c.after < 0:
		l.broken = true
		return nil, c
	case ours && c.after >= 0 && before+int64(len(said)) > c.after:
		l.broken = true
		return said[:c.after-before], c
	}
	if l.rewrite != nil && !ours {
		return l.rewrite(l, said), nil
	}
	return said, nil
}

// count notes who speaks, and returns how much of the present turn was said before.
func (l *line) count(said []byte, ours bool) (before int64) {
	if ours && !l.ours {
		l.turns = append(l.turns, 0)
	}
	l.ours = ours
	if !ours {
		return 0
	}
	l.heard.Write(said)
	before = l.turns[len(l.turns)-1]
	l.turns[len(l.turns)-1] += int64(len(said))
	return before
}

// conversation is how many bytes the program said in each turn.
func (l *line) conversation() []int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]int64(nil), l.turns...)
}

// overheard is all that the program said, as somebody on the line hears it.
func (l *line) overheard() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return bytes.Clone(l.heard.Bytes())
}
