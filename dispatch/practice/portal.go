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
	"strings"
	"sync"
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

	// Random and Now make the portal a cloud too, with links that recipients open; nil: WebDAV alone.
	Random io.Reader
	Now    func() time.Time
	UserID string // see CloudConfig
	Policy CloudPolicy
}

const (
	maxDeposit    = 1 << 30 // bytes of one request
	portalTimeout = time.Minute
)

// Portal is a WebDAV server on loopback, and a cloud whose links recipients open in a browser. The links have
// an address of their own without TLS, since no browser knows this portal's authority.
type Portal struct {
	Cloud *Cloud // nil: WebDAV alone

	listener, links     net.Listener
	server, linksServer *http.Server
	dir                 string
	served              sync.WaitGroup
	stop                func() bool
}

// StartPortal listens on a free port of 127.0.0.1 until ctx ends or Close is called.
func StartPortal(ctx context.Context, config PortalConfig) (*Portal, error) {
	if config.TLS == nil || config.User == "" || len(config.Password) == 0 || config.Dir == "" {
		return nil, errors.New("practice: the portal needs a folder, TLS, a user and a password")
	}
	if err := os.MkdirAll(config.Dir, 0o700); err != nil {
		return nil, err
	}
	p := &Portal{dir: config.Dir}
	if err := p.listen(ctx, config); err != nil {
		p.closeListeners()
		return nil, err
	}
	p.serve()
	p.stop = context.AfterFunc(ctx, p.closeServers)
	return p, nil
}

func (p *Portal) listen(ctx context.Context, config PortalConfig) (err error) {
	const loopback = "127.0.0.1:0"
	if p.listener, err = (&net.ListenConfig{}).Listen(ctx, "tcp", loopback); err != nil {
		return err
	}
	if p.links, err = (&net.ListenConfig{}).Listen(ctx, "tcp", loopback); err != nil {
		return err
	}
	if config.Random != nil && config.Now != nil {
		p.Cloud, err = NewCloud(CloudConfig{
			Dir: config.Dir, User: config.User, UserID: config.UserID, Password: config.Password, Random: config.Random, Now: config.Now,
			LinkBase: "http://" + p.links.Addr().String() + "/", Policy: config.Policy,
		})
	}
	p.server, p.linksServer = newPortalServer(config, p.Cloud), newServer(http.HandlerFunc(p.openLink))
	return err
}

// openLink lets only links through.
func (p *Portal) openLink(w http.ResponseWriter, r *http.Request) {
	if p.Cloud == nil || !strings.HasPrefix(r.URL.Path, "/s/") {
		http.NotFound(w, r)
		return
	}
	p.Cloud.ServeHTTP(w, r)
}

func newPortalServer(config PortalConfig, cloud *Cloud) *http.Server {
	files := signedIn(config, &webdav.Handler{FileSystem: webdav.Dir(config.Dir), LockSystem: webdav.NewMemLS()})
	both := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if cloud != nil && cloud.Serves(r.URL.Path) {
			cloud.ServeHTTP(w, r)
			return
		}
		files.ServeHTTP(w, r)
	})
	server := newServer(config.Script.Before(http.MaxBytesHandler(both, maxDeposit), config.Elsewhere))
	server.TLSConfig = config.TLS.Clone()
	return server
}

func newServer(handler http.Handler) *http.Server {
	return &http.Server{
		Handler:           handler,
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
	p.served.Go(func() { _ = p.server.ServeTLS(p.listener, "", "") }) // ends with Close
	p.served.Go(func() { _ = p.linksServer.Serve(p.links) })
}

func (p *Portal) closeServers() {
	_ = p.server.Close()
	_ = p.linksServer.Close()
}

func (p *Portal) closeListeners() {
	for _, listener := range []net.Listener{p.listener, p.links} {
		if listener != nil {
			_ = listener.Close()
		}
	}
}

// Addr is the host and port.
func (p *Portal) Addr() string { return p.listener.Addr().String() }

// URL is the address as an account names it.
func (p *Portal) URL() string { return "https://" + p.Addr() + "/" }

// LinksURL is what links begin with: the token follows. It is without TLS, for any browser on this machine.
func (p *Portal) LinksURL() string { return "http://" + p.links.Addr().String() + "/s/" }

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

// Close stops the servers and waits until they have stopped. The deposits stay.
func (p *Portal) Close() error {
	p.stop()
	p.closeServers()
	p.closeListeners() // the servers may not have met them yet
	p.served.Wait()
	return nil
}
