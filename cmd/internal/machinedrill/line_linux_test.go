package machinedrill_test

import (
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
)

// gate is a line to the server on which a sending stops after so many bytes, until it is let through.
type gate struct {
	listener net.Listener
	server   string
	after    int64
	reached  chan struct{} // closed when so many bytes came
	open     chan struct{}
	once     sync.Once
}

// behindGate leads a home's portal through a gate.
func behindGate(t *testing.T, address string, after int64) (g *gate, through string) {
	t.Helper()
	where, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // in this computer
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	g = &gate{listener: listener, server: where.Host, after: after, reached: make(chan struct{}), open: make(chan struct{})}
	go g.serve()
	where.Host = listener.Addr().String()
	return g, where.String()
}

func (g *gate) serve() {
	for {
		client, err := g.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", g.server) //nolint:noctx // in this computer
		if err != nil {
			_ = client.Close()
			continue
		}
		go relay(client, server)
		go g.hold(server, client)
	}
}

// hold lets the beginning through, and the rest once the gate is open.
func (g *gate) hold(to, from net.Conn) {
	if n, err := io.CopyN(to, from, g.after); err == nil && n == g.after {
		g.once.Do(func() { close(g.reached) })
		<-g.open
	}
	relay(to, from)
}

func relay(to, from net.Conn) {
	_, _ = io.Copy(to, from)
	_ = to.Close()
	_ = from.Close()
}
