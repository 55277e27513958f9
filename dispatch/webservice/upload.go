package webservice

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http/httptrace"
	"sync"
)

// upload is a request's body on its way. Its last byte is given only once the source has ended well where
// it should, so that a document that changed never makes a whole request. The transport reads and closes it
// from a goroutine of its own, possibly after the answer is there.
type upload struct {
	whole Body
	ctx   context.Context //nolint:containedctx // of the one exchange it belongs to
	watch *Watch

	mu        sync.Mutex
	source    *bufio.Reader
	closer    io.Closer
	given     int64
	connected bool // a request without a body is whole once it has a connection
	cause     error
}

func newUpload(ctx context.Context, body Body, w *Watch) *upload {
	return &upload{whole: body, ctx: ctx, watch: w}
}

var (
	errShorter = errors.New("a document is shorter than declared")
	errLonger  = errors.New("a document is longer than declared")
)

// Read gives the next bytes, and remembers why there are none.
func (u *upload) Read(p []byte) (int, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.cause == nil && u.source == nil {
		u.cause = u.open()
	}
	if u.cause != nil {
		return 0, u.cause
	}
	n, err := u.next(p)
	if err != nil {
		if !errors.Is(err, io.EOF) {
			u.cause = err
		}
		return n, err
	}
	u.count(n)
	return n, nil
}

func (u *upload) open() error {
	source, err := u.whole.Open(u.ctx)
	if err != nil {
		return err
	}
	u.closer, u.source = source, bufio.NewReader(source)
	return nil
}

func (u *upload) next(p []byte) (int, error) {
	switch left := u.whole.Size - u.given; left {
	case 0:
		return 0, io.EOF
	case 1:
		return u.last(p)
	default:
		n, err := u.source.Read(p[:min(int64(len(p)), left-1)])
		if errors.Is(err, io.EOF) {
			err = errShorter
		}
		return n, err
	}
}

// last gives the last byte if nothing comes after it.
func (u *upload) last(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	final, err := u.source.ReadByte()
	if errors.Is(err, io.EOF) {
		err = errShorter
	}
	if err != nil {
		return 0, err
	}
	switch _, err := u.source.ReadByte(); {
	case err == nil:
		return 0, errLonger
	case !errors.Is(err, io.EOF):
		return 0, err
	}
	p[0] = final
	return 1, nil
}

func (u *upload) count(n int) {
	u.given += int64(n)
	u.watch.Moved(n)
	if n > 0 && u.whole.Progress != nil {
		u.whole.Progress(u.given)
	}
}

// Close closes the source.
func (u *upload) Close() error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.closer == nil {
		return nil
	}
	return u.closer.Close()
}

// trace notes that a connection stands.
func (u *upload) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) {
		u.mu.Lock()
		defer u.mu.Unlock()
		u.connected = true
	}}
}

// state tells whether the other side may have the whole request, and why the source could not be read.
func (u *upload) state() (whole bool, cause error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.connected && u.given == u.whole.Size, u.cause
}
