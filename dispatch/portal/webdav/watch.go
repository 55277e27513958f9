package webdav

import (
	"io"
	"sync"

	"github.com/souspli/souspli/dispatch/webservice"
)

// upload is a request body. The transport reads and closes it from a goroutine of its own, possibly
// after the answer is there.
type upload struct {
	source   io.ReadCloser
	size     int64
	progress func(n int)
	watch    *webservice.Watch

	mu    sync.Mutex
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
	u.watch.Moved(n)
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
