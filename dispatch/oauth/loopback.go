package oauth

import (
	"context"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/souspli/souspli/dispatch"
)

const (
	// callbackPatience bounds each request of the browser, and how long its last page may take to leave.
	callbackPatience = 5 * time.Second
	maxCallback      = 32 << 10 // bytes of a request's header
)

// loopback is where the browser comes back to. The name is localhost and not 127.0.0.1, and there is no path:
// that is the one form whose port Microsoft does not compare with what was registered.
type loopback struct {
	port    int
	server  *http.Server
	ended   chan struct{}
	arrived chan arrival
	state   string
	words   Words

	mu   sync.Mutex
	done bool
}

func listen(ctx context.Context, state string, words Words) (*loopback, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, failed(opSignIn, dispatch.KindUnreachable, "signin_no_listener")
	}
	l := &loopback{
		port: listener.Addr().(*net.TCPAddr).Port, ended: make(chan struct{}),
		arrived: make(chan arrival, 1), state: state, words: words,
	}
	l.server = &http.Server{
		Handler: l, MaxHeaderBytes: maxCallback,
		ReadTimeout: callbackPatience, WriteTimeout: callbackPatience, IdleTimeout: callbackPatience,
	}
	l.server.SetKeepAlivesEnabled(false)
	go func() {
		defer close(l.ended)
		_ = l.server.Serve(listener) // ends with close
	}()
	return l, nil
}

func (l *loopback) host() string     { return "localhost:" + strconv.Itoa(l.port) }
func (l *loopback) redirect() string { return "http://" + l.host() }

// wait returns the code that the browser brought.
func (l *loopback) wait(ctx context.Context) (string, error) {
	select {
	case a := <-l.arrived:
		l.close() // at once: nothing else is expected
		return a.code, a.err
	case <-ctx.Done():
		return "", unfinished(ctx)
	}
}

// close lets the last page leave, then ends every connection.
func (l *loopback) close() {
	ctx, cancel := context.WithTimeout(context.Background(), callbackPatience)
	defer cancel()
	if l.server.Shutdown(ctx) != nil {
		_ = l.server.Close()
	}
	<-l.ended
}

// ServeHTTP takes the first answer to this sign-in, and nothing else. What another page or program asks here
// neither ends the sign-in nor learns of it.
func (l *loopback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	status, key := l.judge(r)
	writePage(w, status, l.words, key)
}

func (l *loopback) judge(r *http.Request) (status int, key string) {
	switch {
	case r.Host != l.host(), r.URL.Path != "/", r.Method != http.MethodGet:
		return http.StatusNotFound, ""
	case r.Header.Get("Origin") != "", !navigates(r.Header.Get("Sec-Fetch-Mode")):
		return http.StatusForbidden, "" // a script of another page asks
	}
	a, ours := arrivalOf(r.URL.Query(), l.state)
	switch {
	case !ours:
		return http.StatusBadRequest, "signin_browser_other"
	case !l.accept(a):
		return http.StatusGone, "signin_browser_other"
	case a.err != nil:
		return http.StatusOK, "signin_browser_refused"
	}
	return http.StatusOK, "signin_browser_done"
}

// navigates reports whether a browser says that a person goes to the page. Old ones do not say.
func navigates(mode string) bool { return mode == "" || mode == "navigate" }

func (l *loopback) accept(a arrival) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.done {
		return false
	}
	l.done = true
	l.arrived <- a
	return true
}
