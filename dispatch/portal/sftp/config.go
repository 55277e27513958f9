package sftp

import (
	"net"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
)

// Provider is how receipts and accounts name this kind of portal.
const Provider = "sftp"

// SettingHostKey is the setting of an account that pins the server's key: its fingerprint, SHA256:…, or the
// whole key as OpenSSH writes it.
const SettingHostKey = "host_key"

// DefaultPatience is how long a connection may take to carry 1 KiB.
const DefaultPatience = time.Minute

const defaultPort = "22"

// Config is an account on a server.
type Config struct {
	URL      string // sftp://host[:port]/folder, which must exist; /~/folder lies in the account's own
	User     string
	Secret   []byte // a password, or a private key as OpenSSH writes it, without a passphrase
	HostKey  string // see SettingHostKey; empty: not confirmed yet, and nothing is sent
	Now      func() time.Time
	Patience time.Duration // zero: DefaultPatience
}

// place is where deposits go.
type place struct {
	address string // host:port
	folder  string
}

// parsePlace reads the URL of an account.
func parsePlace(text string) (place, error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "sftp" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return place{}, portal.Invalid("sftp.new", "url", "sftp_url_invalid")
	}
	port := u.Port()
	if port == "" {
		port = defaultPort
	}
	folder := path.Clean("/" + u.Path)
	if own, ok := strings.CutPrefix(folder, "/~"); ok && (own == "" || own[0] == '/') {
		folder = path.Clean("." + own)
	}
	if strings.ContainsAny(folder, "\x00\r\n") {
		return place{}, portal.Invalid("sftp.new", "url", "sftp_url_invalid")
	}
	return place{net.JoinHostPort(u.Hostname(), port), folder}, nil
}

// staging, final and void are where an attempt's deposit is built, where it ends, and where it goes to be
// removed.
func (p place) staging(a dispatch.ID) string { return path.Join(p.folder, string(a)+".part") }
func (p place) final(a dispatch.ID) string   { return path.Join(p.folder, string(a)) }
func (p place) void(a dispatch.ID) string    { return path.Join(p.folder, string(a)+".void") }
