package webdav

import (
	"context"
	"crypto/x509"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
)

// Provider is how receipts and accounts name this kind of portal.
const Provider = "webdav"

// DefaultPatience is how long an exchange may stand still.
const DefaultPatience = time.Minute

// Config is an account on a portal.
type Config struct {
	URL      string // https; the existing folder that deposits go to
	User     string
	Password []byte
	Roots    *x509.CertPool // authorities that may vouch for the portal; nil: the system's
	Now      func() time.Time
	Patience time.Duration // zero: DefaultPatience
}

// Channel deposits documents in folders of a WebDAV server. It may be used concurrently.
type Channel struct {
	client *client
	now    func() time.Time
}

var (
	_ dispatch.Channel     = (*Channel)(nil)
	_ dispatch.Finder      = (*Channel)(nil)
	_ dispatch.Recollector = (*Channel)(nil)
	_ dispatch.Recaller    = (*Channel)(nil)
)

// New makes the channel of an account. It fails with KindInvalid when the URL is not one of https, or
// user or password are missing; it contacts nobody.
func New(c Config) (*Channel, error) {
	client, err := newClient(c)
	if err != nil {
		return nil, err
	}
	return &Channel{now: c.Now, client: client}, nil
}

func newClient(c Config) (*client, error) {
	base, err := parseBase(c.URL)
	if err != nil {
		return nil, err
	}
	// RFC 7617: the first colon ends the user's name.
	if c.User == "" || strings.Contains(c.User, ":") {
		return nil, portal.Invalid("webdav.new", "user", "portal_credentials_missing")
	}
	if len(c.Password) == 0 {
		return nil, portal.Invalid("webdav.new", "password", "portal_credentials_missing")
	}
	if c.Patience <= 0 {
		c.Patience = DefaultPatience
	}
	return &client{
		base: base, user: c.User, password: string(c.Password), patience: c.Patience,
		http: &http.Client{Transport: newTransport(c.Roots), CheckRedirect: stay},
	}, nil
}

// Kind is dispatch.Portal.
func (c *Channel) Kind() dispatch.ChannelKind { return dispatch.Portal }

// Test makes sure that the portal can be reached, is the one its certificate says, accepts the account
// and has the folder.
func (c *Channel) Test(ctx context.Context) error {
	defer c.client.http.CloseIdleConnections()
	if err := c.client.reach(ctx); err != nil {
		return portal.During("portal.test", dispatch.Unsent, err)
	}
	return nil
}

// Check refuses a parcel that holds nothing, or documents whose size and hash are not known. The route's
// address goes nowhere.
func (c *Channel) Check(_ context.Context, p dispatch.Parcel) error { return portal.Check(p) }

// Send deposits the parcel in a folder of its own. Every error says its certainty.
func (c *Channel) Send(
	ctx context.Context, p dispatch.Parcel, progress func(dispatch.Progress),
) (dispatch.Receipt, error) {
	if err := c.Check(ctx, p); err != nil {
		return dispatch.Receipt{}, portal.During("portal.send", dispatch.Unsent, err)
	}
	defer c.client.http.CloseIdleConnections()
	d := newDeposit(c.client, p, progress)
	at, err := d.make(ctx)
	if err != nil {
		return dispatch.Receipt{}, err
	}
	return c.receipt(at, d.total), nil
}

func (c *Channel) receipt(at places, total int64) dispatch.Receipt {
	return dispatch.Receipt{
		Provider: Provider, Reference: at.final.Path, At: c.now(), Bytes: total, Detail: "deposited",
	}
}

// places is where an attempt's deposit is built, and where it ends.
type places struct{ staging, final *url.URL }

func (c *client) places(attempt dispatch.ID) places {
	return places{
		staging: c.base.JoinPath(portal.StagingFolder(attempt) + "/"),
		final:   c.base.JoinPath(portal.Folder(attempt) + "/"),
	}
}

// reach proves that the base is a folder that the account may see.
func (c *client) reach(ctx context.Context) error {
	base, err := c.stat(ctx, c.base)
	if err != nil {
		return err
	}
	if !base.folder {
		return statusError("webdav.propfind", http.StatusNotFound)
	}
	return nil
}

// vacant proves that nothing stands at u.
func (c *client) vacant(ctx context.Context, u *url.URL) error {
	there, err := c.stat(ctx, u)
	if err == nil && there.exists {
		err = statusError("webdav.propfind", http.StatusPreconditionFailed)
	}
	return err
}
