package portaltest

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"io"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/portal"
	"github.com/souspli/souspli/dispatch/practice"
)

// NextcloudUserID is what the account is called in paths: another name than the one it signs in with.
const NextcloudUserID = "c9f1b2"

// Nextcloud is a simulator built from Nextcloud's published documentation and source, not a Nextcloud: no
// real one runs here. It is the portal of practice mode, with a line that can be cut.
type Nextcloud struct {
	*practice.Portal
	Password string
	Dir      string

	line line
}

// NextcloudConfig says how a simulator runs. The zero value is a faultless server that allows everything.
type NextcloudConfig struct {
	Certificate *tls.Certificate // nil: one of the authority
	Password    string           // empty: drawn
	Policy      practice.CloudPolicy
	Script      practice.PortalScript
	Elsewhere   string
	Now         func() time.Time // nil: dispatchtest.Epoch
	Dir         string           // empty: the test's own
}

// StartNextcloud starts a simulator that ends with the test.
func StartNextcloud(t testing.TB, ca *dispatchtest.CA, c NextcloudConfig) *Nextcloud {
	t.Helper()
	n := &Nextcloud{Password: c.Password, Dir: c.Dir}
	if n.Password == "" {
		n.Password = string(dispatch.NewID(rand.Reader))
	}
	if n.Dir == "" {
		n.Dir = t.TempDir()
	}
	if c.Now == nil {
		c.Now = dispatchtest.Epoch
	}
	if c.Certificate == nil {
		server := ca.Server().TLS
		c.Certificate = &server
	}
	server, err := practice.StartPortal(t.Context(), practice.PortalConfig{
		Dir: n.Dir, TLS: &tls.Config{Certificates: []tls.Certificate{*c.Certificate}, MinVersion: tls.VersionTLS12},
		User: User, UserID: NextcloudUserID, Password: []byte(n.Password), Script: n.line.before(c.Script), Elsewhere: c.Elsewhere,
		Random: rand.Reader, Now: c.Now, Policy: c.Policy,
	})
	requireNoError(t, err)
	n.Portal = server
	t.Cleanup(func() { requireNoError(t, server.Close()) })
	return n
}

// OnPath is the script of one fault at every request of a method whose path contains part.
func OnPath(method, part string, fault practice.PortalFault) practice.PortalScript {
	return func(r *http.Request) practice.PortalFault {
		if r.Method == method && strings.Contains(r.URL.Path, part) {
			return fault
		}
		return ""
	}
}

// line counts the bytes of documents, and breaks once where it is told to.
type line struct {
	mu     sync.Mutex
	passed int64
	armed  bool
	left   int64
	lose   bool // the answer to the next share
}

// refuses are the faults that leave a request undone, and answer it.
var refuses = map[practice.PortalFault]bool{
	practice.PortalBusy: true, practice.PortalRefuse: true, practice.PortalRedirect: true,
	practice.PortalFlood: true, practice.PortalBabble: true, practice.PortalForget: true,
}

// before watches over the documents of every request that the script lets through.
func (l *line) before(script practice.PortalScript) practice.PortalScript {
	return func(r *http.Request) practice.PortalFault {
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/shares") && l.loses() {
			return practice.PortalLoseReply
		}
		fault := practice.PortalFault("")
		if script != nil {
			fault = script(r)
		}
		switch {
		case refuses[fault]: // an answer that comes too early breaks the line by itself
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body))
		case r.Method == http.MethodPut && carriesDocument(r.URL.Path):
			r.Body = watchedBody{r.Body, l}
		}
		return fault
	}
}

func carriesDocument(at string) bool {
	return strings.Contains(at, "/dav/uploads/") || strings.HasPrefix(path.Base(at), "document-")
}

func (l *line) loses() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	lose := l.lose
	l.lose = false
	return lose
}

type watchedBody struct {
	io.ReadCloser
	line *line
}

// Read lets through what the line carries, and then closes the connection.
func (b watchedBody) Read(p []byte) (int, error) {
	most, broken := b.line.room(len(p))
	n, err := b.ReadCloser.Read(p[:most])
	if broken && n > 0 {
		b.line.broke()
		panic(http.ErrAbortHandler)
	}
	b.line.pass(n)
	return n, err
}

// room is how much may be read next; broken, that this would be more than the line carries.
func (l *line) room(wanted int) (most int, broken bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case !l.armed:
		return wanted, false
	case l.left == 0:
		return min(wanted, 1), true
	}
	return int(min(int64(wanted), l.left)), false
}

func (l *line) pass(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.passed += int64(n)
	if l.armed {
		l.left -= int64(n)
	}
}

func (l *line) broke() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.armed = false
}

// CutAfter breaks the line once, after so many more bytes of documents.
func (n *Nextcloud) CutAfter(bytes int64) {
	n.line.mu.Lock()
	defer n.line.mu.Unlock()
	n.line.armed, n.line.left = true, bytes
}

// LoseShare makes the next share, and loses the answer.
func (n *Nextcloud) LoseShare() {
	n.line.mu.Lock()
	defer n.line.mu.Unlock()
	n.line.lose = true
}

// Uploaded is how many bytes of documents came through so far.
func (n *Nextcloud) Uploaded() int64 {
	n.line.mu.Lock()
	defer n.line.mu.Unlock()
	return n.line.passed
}

// Arrived is how many deposits somebody can open that hold every document of a parcel as it was queued.
func (n *Nextcloud) Arrived(t testing.TB, p dispatch.Parcel) int {
	t.Helper()
	count := 0
	for _, share := range n.Cloud.Shares() {
		at := n.Cloud.SharedPath(share)
		if at != "" && n.holds(t, filepath.Join(n.Dir, filepath.FromSlash(at)), p) {
			count++
		}
	}
	return count
}

func (n *Nextcloud) holds(t testing.TB, dir string, p dispatch.Parcel) bool {
	t.Helper()
	for i, document := range p.Documents {
		content, err := os.ReadFile(filepath.Join(dir, portal.FileName(i+1, document.MediaType)))
		if sum := sha256.Sum256(content); err != nil || hex.EncodeToString(sum[:]) != document.SHA256 {
			return false
		}
	}
	return true
}

// deletedAt is what the trash bin adds to a name: the second of the deletion.
var deletedAt = regexp.MustCompile(`\.d[0-9]+$`)

// Names lists every name below the folder for deposits, and of shares, of unfinished uploads and in the trash bin.
func (n *Nextcloud) Names(t testing.TB) []string {
	t.Helper()
	var names []string
	for _, share := range n.Cloud.Shares() {
		names = append(names, share.Label)
	}
	for _, root := range []string{filepath.Join(n.Dir, "Souspli"), filepath.Join(n.Dir, ".cloud", "uploads"), filepath.Join(n.Dir, ".cloud", "trash")} {
		err := filepath.WalkDir(root, func(name string, entry os.DirEntry, err error) error {
			if err == nil && name != root && entry.Name() != ".destination" {
				names = append(names, deletedAt.ReplaceAllString(entry.Name(), ""))
			}
			return err
		})
		requireNoError(t, err)
	}
	return names
}
