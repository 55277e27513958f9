package webdav

import (
	"context"
	"io"
	"sync"
	"time"
)

// stride is how many bytes must move for patience to begin anew; with a patience of a minute, the
// slowest line that is waited for carries 1 KiB a second.
const stride = 64 << 10

// watch ends an exchange in which too little moves.
type watch struct {
	timer    *time.Timer
	patience time.Duration
	cancel   context.CancelCauseFunc
}

func watchOver(ctx context.Context, patience time.Duration) (context.Context, *watch) {
	ctx, cancel := context.WithCancelCause(ctx)
	timer := time.AfterFunc(patience, func() { cancel(errStalled) })
	return ctx, &watch{timer: timer, patience: patience, cancel: cancel}
}

func (w *watch) stop() {
	w.timer.Stop()
	w.cancel(nil)
}

// over reads r under the watch.
func (w *watch) over(r io.Reader) io.Reader { return &watched{Reader: r, watch: w} }

type watched struct {
	io.Reader
	watch *watch
	moved int
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if w.moved += n; w.moved >= stride {
		w.moved = 0
		w.watch.timer.Reset(w.watch.patience)
	}
	return n, err
}

// upload is a request body. The transport reads and closes it from a goroutine of its own, possibly
// after the answer is there.
type upload struct {
	source   io.ReadCloser
	size     int64
	progress func(n int)
	watch    *watch

	mu    sync.Mutex
	moved int
	err   error
	ended bool
}

// Read gives the next bytes, and remembers why there are none.
func (u *upload) Read(p []byte) (int, error) {
	n, err := u.source.Read(p)
	u.mu.Lock()
	defer u.mu.Unlock()
	if err != nil && err != io.EOF && !u.ended { //nolint:errorlint // io.Reader's contract: EOF itself
		u.err = err
	}
	if u.ended {
		return n, err
	}
	if u.moved += n; u.moved >= stride {
		u.moved = 0
		u.watch.timer.Reset(u.watch.patience)
	}
	u.progress(n)
	return n, err
}

// Close closes the source.
func (u *upload) Close() error { return u.source.Close() }

// failure is why the source could not be read, nil when it could. From then on no progress is told.
func (u *upload) failure() error {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.ended = true
	return u.err
}
