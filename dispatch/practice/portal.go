package practice

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/net/webdav"

	"github.com/souspli/souspli/dispatch"
)

// PortalConfig says how the practice portal runs.
type PortalConfig struct {
	Dir       string // folder of the deposits; made if missing
	TLS       *tls.Config
	User      string
	Password  []byte
	Script    PortalScript // nil: nothing goes wrong
	Elsewhere string       // where a scripted redirect points
}

const (
	maxDeposit    = 1 << 30 // bytes of one request
	portalTimeout = time.Minute
)

// Portal is a WebDAV server on loopback.
type Portal struct {
	listener net.Listener
	server   *http.Server
	dir      string
	served   chan struct{}
	stop     func() bool
}

// StartPortal listens on a free port of 127.0.0.1 until ctx ends or Close is called.
func StartPortal(ctx context.Context, config PortalConfig) (*Portal, error) {
	if config.TLS == nil || config.User == "" || len(config.Password) == 0 || config.Dir == "" {
		return nil, errors.New("practice: the portal needs a folder, TLS, a user and a password")
	}
	if err := os.MkdirAll(config.Dir, 0o700); err != nil {
		return nil, err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &Portal{listener: listener, server: newPortalServer(config), dir: config.Dir, served: make(chan struct{})}
	go p.serve()
	p.stop = context.AfterFunc(ctx, func() { _ = p.server.Close() })
	return p, nil
}

func newPortalServer(config PortalConfig) *http.Server {
	files := &webdav.Handler{FileSystem: webdav.Dir(config.Dir), LockSystem: webdav.NewMemLS()}
	return &http.Server{
		Handler:           signedIn(config, config.Script.Before(http.MaxBytesHandler(files, maxDeposit), config.Elsewhere)),
		TLSConfig:         config.TLS.Clone(),
		ReadHeaderTimeout: portalTimeout,
		IdleTimeout:       portalTimeout,
		ErrorLog:          log.New(io.Discard, "", 0),
	}
}

// signedIn lets only the account pass. Hashes are compared, so that the time it takes tells nothing.
func signedIn(config PortalConfig, next http.Handler) http.Handler {
	want := sha256.Sum256([]byte(config.User + ":" + string(config.Password)))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		got := sha256.Sum256([]byte(user + ":" + password))
		if subtle.ConstantTimeCompare(want[:], got[:]) != 1 {
			w.Header().Set("WWW-Authenticate", `Basic realm="practice"`)
			http.Error(w, "practice: wrong user or password", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (p *Portal) serve() {
	defer close(p.served)
	_ = p.server.ServeTLS(p.listener, "", "") // ends with Close
}

// Addr is the host and port.
func (p *Portal) Addr() string { return p.listener.Addr().String() }

// URL is the address as an account names it.
func (p *Portal) URL() string { return "https://" + p.Addr() + "/" }

// Deposit is a finished deposit on the practice portal.
type Deposit struct {
	Attempt dispatch.ID
	Dir     string
}

// Deposits lists the finished deposits, in the order of their names. One still being made is not listed.
func (p *Portal) Deposits() ([]Deposit, error) {
	entries, err := os.ReadDir(p.dir)
	if err != nil {
		return nil, err
	}
	var deposits []Deposit
	for _, entry := range entries {
		if id := dispatch.ID(entry.Name()); entry.IsDir() && id.Valid() {
			deposits = append(deposits, Deposit{Attempt: id, Dir: filepath.Join(p.dir, entry.Name())})
		}
	}
	return deposits, nil
}

// Close stops the server and waits until it has stopped. The deposits stay.
func (p *Portal) Close() error {
	p.stop()
	err := p.server.Close()
	_ = p.listener.Close() // the server may not have met it yet
	<-p.served
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}
