//go:build failpoints

package failpoint

import (
	"context"
	"net"
	"sync"
)

// Conn passes points as data leaves and comes.
func Conn(c net.Conn) net.Conn {
	At(Connected)
	return &conn{Conn: c}
}

// Dialing passes points on every connection that dial makes.
func Dialing(dial func(ctx context.Context, network, address string) (net.Conn, error),
) func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return Conn(c), nil
	}
}

type conn struct {
	net.Conn
	mu    sync.Mutex
	asked bool // something left since the last reply
}

// The kinds of TLS records that carry none of our data, RFC 8446, 5.1.
const (
	recordChangeCipherSpec = 20
	recordHandshake        = 22
)

// Write passes a point once p has left.
func (c *conn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	if err != nil || n == 0 || p[0] == recordHandshake || p[0] == recordChangeCipherSpec {
		return n, err
	}
	c.mu.Lock()
	c.asked = true
	c.mu.Unlock()
	At(Wrote)
	return n, err
}

// Read passes a point when an answer has begun to come.
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 && c.answered() {
		At(ReplyRead)
	}
	return n, err
}

func (c *conn) answered() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	asked := c.asked
	c.asked = false
	return asked
}
