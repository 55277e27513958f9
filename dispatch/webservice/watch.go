package webservice

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
	"time"
)

// stride is how many bytes must move for patience to begin anew: with a patience of a minute, the slowest
// line that is waited for carries 1 KiB a second.
const stride = 64 << 10

var errStalled = errors.New("no byte moved for too long")

// Watch ends an exchange in which too little moves. It is safe for concurrent use.
type Watch struct {
	timer    *time.Timer
	patience time.Duration
	cancel   context.CancelCauseFunc
	moved    atomic.Int64
}

// WatchOver begins a watch, which ends the context when too little has moved for as long as patience lasts.
// Stop it.
func WatchOver(ctx context.Context, patience time.Duration) (context.Context, *Watch) {
	ctx, cancel := context.WithCancelCause(ctx)
	timer := time.AfterFunc(patience, func() { cancel(errStalled) })
	return ctx, &Watch{timer: timer, patience: patience, cancel: cancel}
}

// Stalled reports whether a watch ended the context.
func Stalled(ctx context.Context) bool { return errors.Is(context.Cause(ctx), errStalled) }

// Stop ends the watch.
func (w *Watch) Stop() {
	w.timer.Stop()
	w.cancel(nil)
}

// Moved counts bytes, either way. Patience begins anew with every 64 KiB.
func (w *Watch) Moved(n int) {
	if w.moved.Add(int64(n)) >= stride {
		w.moved.Store(0)
		w.timer.Reset(w.patience)
	}
}

// Over reads r under the watch.
func (w *Watch) Over(r io.Reader) io.Reader { return watched{r, w} }

type watched struct {
	io.Reader
	watch *Watch
}

// Read counts what it read.
func (w watched) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	w.watch.Moved(n)
	return n, err
}
