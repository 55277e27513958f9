package email

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"time"
)

// TestWatchedConn holds the two bounds of a connection.
func TestWatchedConn(t *testing.T) {
	t.Parallel()
	t.Run("a server that never stops talking", func(t *testing.T) {
		t.Parallel()
		ours, theirs := net.Pipe()
		go func() {
			for line := make([]byte, 1000); ; {
				if _, err := theirs.Write(line); err != nil {
					return
				}
			}
		}()
		conn := &watchedConn{Conn: ours, budget: 10_000, stall: time.Minute}
		n, err := io.Copy(io.Discard, conn)
		_ = conn.Close()
		if n != 10_000 || !errors.Is(err, errAnswerTooLong) {
			t.Errorf("took in %d bytes: %v", n, err)
		}
	})
	t.Run("a server that stops reading", func(t *testing.T) {
		t.Parallel()
		ours, _ := net.Pipe()
		conn := &watchedConn{Conn: ours, budget: 1, stall: time.Millisecond}
		if _, err := conn.Write([]byte("x")); err == nil || !conn.expired.Load() {
			t.Errorf("waited for good: %v", err)
		}
	})
	t.Run("a phase that takes too long", func(t *testing.T) {
		t.Parallel()
		ours, _ := net.Pipe()
		conn := &watchedConn{Conn: ours, budget: 1, stall: time.Minute}
		err := conn.within(time.Millisecond, func() error { _, err := conn.Read(make([]byte, 1)); return err })
		s := &session{ctx: context.Background(), conn: conn}
		if e := s.failed(err, "smtp_refused"); e.Code != "smtp_timeout" || !e.Retry {
			t.Errorf("explained as %v", e)
		}
		if e := s.unfinished(err); e.Code != "smtp_outcome_unknown" || e.Retry {
			t.Errorf("after the dot explained as %v", e)
		}
	})
}
