package practice

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/webdav"

	"github.com/souspli/souspli/dispatch"
)

// CloudConfig says how a practice cloud runs.
type CloudConfig struct {
	Dir      string // the account's files; made if missing. A hidden folder in it keeps links and unfinished uploads
	User     string // what the account signs in with
	UserID   string // what it is called in paths, which may be another name; empty: User
	Password []byte
	Random   io.Reader
	Now      func() time.Time
	LinkBase string // what links begin with, ending in a slash; empty: the address of the request
	Policy   CloudPolicy
}

// CloudPolicy is what the cloud's administrator decided. The zero value allows everything.
type CloudPolicy struct {
	SharingOff       bool
	MailSharingOff   bool
	MailsPasswords   bool // a notice by e-mail is followed by another with the password
	PasswordEnforced bool
	PasswordMin      int  // characters
	PasswordDigits   bool // must have a digit
	ExpireEnforced   bool
	ExpireDays       int   // the longest that a link lives, when enforced
	Quota            int64 // bytes; 0: none
	MinChunk         int64 // bytes that every chunk but the last must have; 0: any
	ChunksUnlisted   bool  // as on object storage: chunks that are there are not listed
	ActivitiesOff    bool  // the server has no application that tells what was downloaded
	Federated        bool  // whoever opens a link may add it to a server of their own: so every link may be passed on
}

// Cloud is a Nextcloud server as its published documentation describes it, as far as a portal needs one:
// login flow v2, files, their trash bin and chunked upload v2 over WebDAV, shares and activities over OCS, and pages on which
// a recipient opens a link. It was built from the documentation and is nobody's server; where that allows
// less than a real server does, it refuses.
type Cloud struct {
	config CloudConfig
	hidden string // folder of what is not the account's files
	dav    http.Handler

	mu        sync.Mutex
	state     cloudState
	seen      time.Time           // when the state was written that is in memory
	logins    map[string]*login   // by poll token
	passwords map[string]struct{} // app passwords granted
	visits    map[string]string   // cookie of a recipient: token of the link it opens
	mails     []CloudMail
	received  int64 // bytes of file content
}

// CloudMail is a message that the cloud would have sent.
type CloudMail struct {
	To       string
	Link     string
	Password string // empty: a notice without one
}

const hiddenFolder = ".cloud"

// NewCloud opens the cloud in a folder.
func NewCloud(c CloudConfig) (*Cloud, error) {
	if c.Dir == "" || c.User == "" || len(c.Password) == 0 || c.Random == nil || c.Now == nil {
		return nil, errors.New("practice: the cloud needs a folder, a user, a password, randomness and a clock")
	}
	if c.UserID == "" {
		c.UserID = c.User
	}
	cloud := &Cloud{
		config: c, hidden: filepath.Join(c.Dir, hiddenFolder),
		logins: map[string]*login{}, passwords: map[string]struct{}{}, visits: map[string]string{},
	}
	for _, dir := range []string{cloud.uploadsDir(), cloud.trashDir()} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
	}
	if err := cloud.load(); err != nil {
		return nil, err
	}
	cloud.dav = &webdav.Handler{
		Prefix: cloud.filesPrefix(), FileSystem: numbered{webdav.Dir(c.Dir), cloud}, LockSystem: webdav.NewMemLS(),
	}
	return cloud, nil
}

const (
	davPrefix = "/remote.php/dav/"
	ocsPrefix = "/ocs/v2.php/"
)

func (c *Cloud) filesPrefix() string   { return davPrefix + "files/" + c.config.UserID }
func (c *Cloud) uploadsPrefix() string { return davPrefix + "uploads/" + c.config.UserID }

// Serves reports whether a path is one of the cloud's. Anything else is a plain WebDAV server's.
func (c *Cloud) Serves(path string) bool {
	for _, prefix := range []string{"/remote.php/", "/ocs/", "/index.php/", "/login/", "/s/"} {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return false
}

// ServeHTTP implements http.Handler.
func (c *Cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/index.php")
	switch {
	case strings.HasPrefix(path, "/s/"):
		c.serveLink(w, r, strings.TrimPrefix(path, "/s/"))
	case strings.HasPrefix(path, "/login/v2"):
		c.serveLogin(w, r, strings.TrimPrefix(path, "/login/v2"))
	case !c.signedIn(r):
		unauthorised(w, r)
	case strings.HasPrefix(path, ocsPrefix):
		c.serveOCS(w, r, strings.TrimPrefix(path, ocsPrefix))
	case within(path, c.filesPrefix()):
		c.serveFiles(w, r)
	case within(path, c.trashPrefix()):
		c.serveTrash(w, r, strings.TrimPrefix(strings.TrimPrefix(path, c.trashPrefix()), "/"))
	case within(path, c.uploadsPrefix()):
		c.serveUpload(w, r, strings.TrimPrefix(strings.TrimPrefix(path, c.uploadsPrefix()), "/"))
	default:
		http.NotFound(w, r)
	}
}

func within(path, prefix string) bool { return path == prefix || strings.HasPrefix(path, prefix+"/") }

func unauthorised(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, ocsPrefix) {
		answerOCS(w, http.StatusUnauthorized, 997, "Current user is not logged in", nil)
		return
	}
	w.Header().Set("WWW-Authenticate", `Basic realm="practice"`)
	http.Error(w, "practice: wrong user or password", http.StatusUnauthorized)
}

// signedIn compares hashes, so that the time it takes tells nothing.
func (c *Cloud) signedIn(r *http.Request) bool {
	user, password, _ := r.BasicAuth()
	if user != c.config.User {
		return false
	}
	want, got := sha256.Sum256(c.config.Password), sha256.Sum256([]byte(password))
	if subtle.ConstantTimeCompare(want[:], got[:]) == 1 {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	_, granted := c.passwords[password]
	return granted
}

func (c *Cloud) draw() string { return string(dispatch.NewID(c.config.Random)) }

// Mails lists what the cloud would have sent, in order.
func (c *Cloud) Mails() []CloudMail {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]CloudMail(nil), c.mails...)
}

// Received is how many bytes of files and chunks were stored so far.
func (c *Cloud) Received() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.received
}

// Revoked reports whether an app password was granted once and no longer is.
func (c *Cloud) Revoked(password string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, granted := c.passwords[password]
	return !granted
}
