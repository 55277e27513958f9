package email

import (
	"errors"
	"net"
	"sync/atomic"
	"time"
)

// maxAnswers bounds all that a server may say in one session, in bytes on the wire: a certificate chain
// and some dozens of replies.
const maxAnswers = 256 << 10

var errAnswerTooLong = errors.New("the server answers without end")

// watchedConn is a connection that never takes in more than its budget and never waits longer than its
// patience for a write. Expired patience closes it: after that nothing more can leave.
type watchedConn struct {
	net.Conn
	budget  int64
	stall   time.Duration
	expired atomic.Bool
}

// Read fails once the budget is spent.
func (c *watchedConn) Read(p []byte) (int, error) {
	if c.budget <= 0 {
		return 0, errAnswerTooLong
	}
	if int64(len(p)) > c.budget {
		p = p[:c.budget]
	}
	n, err := c.Conn.Read(p)
	c.budget -= int64(n)
	return n, err
}

// Write fails when the other side does not take p in time.
func (c *watchedConn) Write(p []byte) (int, error) {
	defer c.expireAfter(c.stall)()
	return c.Conn.Write(p)
}

// expireAfter closes the connection after d unless the returned function is called before.
func (c *watchedConn) expireAfter(d time.Duration) (stop func() bool) {
	timer := time.AfterFunc(d, func() {
		c.expired.Store(true)
		_ = c.Close()
	})
	return timer.Stop
}

// within runs f and gives it no more than d.
func (c *watchedConn) within(d time.Duration, f func() error) error {
	defer c.expireAfter(d)()
	return f()
}
