package store

import (
	"context"
	"errors"
	"os"
	"strconv"
	"time"
)

const (
	walSize     = 8 << 20     // bytes of the write-ahead log after which it is begun again
	walPatience = time.Second // for those who read it: whoever comes later reads the database itself
)

var errWALRead = errors.New("the write-ahead log is still read")

// tendWAL begins the write-ahead log again once it has grown. SQLite does so by itself only at a moment at which nobody
// reads it: windows that read without a pause would let it grow for ever, and each read with it. That it could not be
// is no fault of the change before: it is tried again when it has grown as much once more.
func (s *Store) tendWAL(ctx context.Context) {
	info, err := os.Stat(s.path(databaseName + "-wal"))
	if err != nil || info.Size() < max(s.walLimit.Load(), walSize) {
		return
	}
	s.walLimit.Store(info.Size() + walSize)
	if s.beginWAL(context.WithoutCancel(ctx)) == nil {
		s.walLimit.Store(walSize)
	}
}

// beginWAL waits for those who read the log, keeps others from writing meanwhile, and empties it.
func (s *Store) beginWAL(ctx context.Context) error {
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // back to the pool
	if _, err := conn.ExecContext(ctx, "PRAGMA busy_timeout = "+strconv.FormatInt(walPatience.Milliseconds(), 10)); err != nil {
		return err
	}
	defer func() { _, _ = conn.ExecContext(ctx, "PRAGMA busy_timeout = "+writerTimeout) }()
	var busy, frames, moved int
	if err := conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved); err != nil {
		return err
	}
	if busy != 0 {
		return errWALRead
	}
	return nil
}
