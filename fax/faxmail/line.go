package faxmail

import (
	"errors"
	"net"
	"sync/atomic"
	"time"
)

// mostAnswers bounds all that a server may say in one session, in bytes: a chain of certificates and some
// dozens of replies.
const mostAnswers = 256 << 10

var errEndless = errors.New("the server answers without end")

// line is a connection that hears no more than its budget and waits no longer than it may. When a wait
// ends too late the line is closed: after that nothing more can leave.
type line struct {
	net.Conn
	budget int64
	stall  time.Duration
	late   atomic.Bool
}

// Read fails once the budget is spent.
func (l *line) Read(p []byte) (int, error) {
	if l.budget <= 0 {
		return 0, errEndless
	}
	n, err := l.Conn.Read(p[:min(int64(len(p)), l.budget)])
	l.budget -= int64(n)
	return n, err
}

// Write fails when the other side does not take p in time.
func (l *line) Write(p []byte) (n int, err error) {
	err = l.within(l.stall, func() (err error) {
		n, err = l.Conn.Write(p)
		return err
	})
	return n, err
}

// within runs step and closes the line when it takes longer than patience.
func (l *line) within(patience time.Duration, step func() error) error {
	timer := time.AfterFunc(patience, func() {
		l.late.Store(true)
		_ = l.Close()
	})
	defer timer.Stop()
	return step()
}
