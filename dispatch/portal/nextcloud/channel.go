package nextcloud

import (
	"context"
	"crypto/x509"
	"net/mail"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
	"unicode"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
	"github.com/souspli/souspli/dispatch/portal/webdav"
)

// Provider is how receipts and accounts name this kind of portal.
const Provider = "nextcloud"

// Settings of an account.
const (
	FolderSetting = "folder" // where deposits go, from the account's root; empty: [DefaultFolder]; "/": the root itself
	ShareSetting  = "share"  // "mail": the server writes to recipients who have an address; "link": never; empty: mail
)

const (
	// DefaultFolder is where deposits go unless the account says otherwise.
	DefaultFolder = "Souspli"
	// DefaultChunk is the size in bytes of what is sent in one request. The server wants chunks of 5 MB to 5 GB.
	DefaultChunk = 10 << 20

	mostChunks = 10000
)

// Config is an account on a server.
type Config struct {
	URL       string // https; the server itself, without the path of any service
	User      string // what the account signs in with
	Password  []byte // an app password
	Roots     *x509.CertPool
	Now       func() time.Time
	After     func(time.Duration) <-chan time.Time
	Patience  time.Duration // how long an exchange may stand still; zero: webdav.DefaultPatience
	Folder    string        // see FolderSetting
	LinkOnly  bool          // the server writes to nobody
	Simulated bool          // the server is the practice portal: nobody need be told that no live server was seen yet
	Chunk     int64         // bytes; zero: DefaultChunk
}

// signedIn reports whether anybody has signed in yet.
func (c Config) signedIn() bool { return c.User != "" || len(c.Password) > 0 }

// Channel deposits documents on a Nextcloud server and shares them. It may be used concurrently.
type Channel struct {
	config Config
	base   *url.URL
	folder []string
	dav    *webdav.Tree
	ocs    *ocs
	// tellsNothing is known once the server was asked: it has no activities.
	tellsNothing atomic.Bool
}

var (
	_ dispatch.Channel  = (*Channel)(nil)
	_ dispatch.Finder   = (*Channel)(nil)
	_ dispatch.Recaller = (*Channel)(nil)
	_ dispatch.Tracker  = (*Channel)(nil)
	_ dispatch.Extender = (*Channel)(nil)
	_ dispatch.Capable  = (*Channel)(nil)
	_ dispatch.Tidier   = (*Channel)(nil)

	_ dispatch.Recollector = (*Channel)(nil)
)

// New makes the channel of an account. It fails with KindInvalid when the address is not one of https, user
// or password are missing, or the folder is not one; it contacts nobody. Without both, nobody has signed in yet:
// everything the channel is then asked for fails with KindCredentials.
func New(c Config) (*Channel, error) {
	folder, err := folderNames(c.Folder)
	if err != nil {
		return nil, err
	}
	base, err := url.Parse(c.URL)
	if err != nil {
		return nil, invalid("nextcloud.new", "url", "portal_url_invalid")
	}
	if c.Chunk <= 0 {
		c.Chunk = DefaultChunk
	}
	tree := webdav.Config{
		URL: base.JoinPath("remote.php/dav").String(), User: c.User, Password: c.Password, Roots: c.Roots, Patience: c.Patience,
	}
	if !c.signedIn() {
		tree.User, tree.Password = "nobody", []byte("nothing") // never sent: the session comes first
	}
	dav, err := webdav.NewTree(tree)
	if err != nil {
		return nil, err
	}
	ocs, err := newOCS(c)
	if err != nil {
		return nil, err
	}
	return &Channel{config: c, base: base, folder: folder, dav: dav, ocs: ocs}, nil
}

// folderNames are the parts of the folder's path.
func folderNames(folder string) ([]string, error) {
	if folder == "" {
		folder = DefaultFolder
	}
	var names []string
	for name := range strings.SplitSeq(strings.Trim(folder, "/"), "/") {
		if name == "." || name == ".." || strings.ContainsFunc(name, unicode.IsControl) || strings.ContainsRune(name, '\\') {
			return nil, invalid("nextcloud.new", FolderSetting, "nextcloud_folder_invalid")
		}
		if name != "" {
			names = append(names, name)
		}
	}
	return names, nil
}

// Kind is dispatch.Portal.
func (c *Channel) Kind() dispatch.ChannelKind { return dispatch.Portal }

// Capabilities are what such a server can keep. A recipient without an e-mail address gets a link, of which
// the server tells only that it was used. A server that was found to keep no activities tells nothing.
func (c *Channel) Capabilities() dispatch.Capabilities {
	able := dispatch.Capabilities{
		Resume: true, ServerHash: true, Expiry: true, Password: true, Link: true, Revoke: true, Extend: true,
		Notify: !c.config.LinkOnly, Receipts: dispatch.ReceiptsRecipient, Unproven: !c.config.Simulated,
	}
	switch {
	case c.tellsNothing.Load():
		able.Receipts = dispatch.ReceiptsNone
	case c.config.LinkOnly:
		able.Receipts = dispatch.ReceiptsCount
	}
	return able
}

// Test makes sure that the server can be reached, accepts the account, lets it share, and has the folder or
// lets it be made.
func (c *Channel) Test(ctx context.Context) error {
	const op = "portal.test"
	defer c.dav.Close()
	s, err := c.open(ctx)
	if err != nil {
		return webdav.During(op, dispatch.Unsent, err)
	}
	if err := s.policy.admits(!c.config.LinkOnly); err != nil {
		return err
	}
	if err := s.makeRoot(ctx); err != nil {
		return webdav.During(op, dispatch.Unsent, err)
	}
	return nil
}

// Check refuses a parcel that no deposit can be made of, or that has no passphrase: a share without one would
// open for whoever has the link. What the server's own policy refuses is told by Send, before a byte leaves.
func (c *Channel) Check(_ context.Context, p dispatch.Parcel) error {
	if err := portal.Check(p); err != nil {
		return err
	}
	if !p.Dispatch.Valid() {
		return invalid("portal.check", "dispatch", "portal_attempt_invalid")
	}
	if p.Passphrase == "" {
		return invalid("portal.check", "passphrase", "nextcloud_passphrase_missing")
	}
	return nil
}

// mailed is the address that the server is to write to, or an empty string.
func (c *Channel) mailed(r dispatch.Route) string {
	if c.config.LinkOnly {
		return ""
	}
	address, err := mail.ParseAddress(r.Address)
	if err != nil || address.Address != r.Address {
		return ""
	}
	return r.Address
}

// Send deposits the parcel and shares it. Every error says its certainty.
func (c *Channel) Send(
	ctx context.Context, p dispatch.Parcel, progress func(dispatch.Progress),
) (dispatch.Receipt, error) {
	if err := c.Check(ctx, p); err != nil {
		return dispatch.Receipt{}, webdav.During(opSend, dispatch.Unsent, err)
	}
	defer c.dav.Close()
	s, err := c.open(ctx)
	if err != nil {
		return dispatch.Receipt{}, webdav.During(opSend, dispatch.Unsent, err)
	}
	wanted, err := s.terms(p)
	if err != nil {
		return dispatch.Receipt{}, webdav.During(opSend, dispatch.Unsent, err)
	}
	d := newDeposit(s, p, progress)
	stands, err := d.takeOver(ctx)
	if err != nil || stands.ID != "" {
		return d.receipt(stands), err
	}
	if err := d.make(ctx); err != nil {
		return dispatch.Receipt{}, err
	}
	made, err := d.share(ctx, wanted)
	return d.receipt(made), err
}

func invalid(op, field, code string) error {
	return &dispatch.Error{Op: op, Kind: dispatch.KindInvalid, Code: code, Field: field, Certainty: dispatch.Unsent}
}
