package sharepoint

import (
	"context"
	"crypto/x509"
	"net/mail"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/oauth"
	"github.com/souspli/souspli/dispatch/portal"
)

// Provider is how receipts and accounts name this kind of portal.
const Provider = "sharepoint"

// Sizes of chunks, in bytes: what the service counts in, what is sent in one request, and the most it takes.
const (
	ChunkUnit    = 320 << 10
	DefaultChunk = 32 * ChunkUnit
	mostChunk    = 60<<20 - 1
)

// Tokens gives the tokens of an account.
type Tokens interface {
	// Token is a token for scopes that is still good for a while.
	Token(ctx context.Context, scopes ...string) (oauth.Token, error)
	// Forget drops a token that the service refused.
	Forget(t oauth.Token)
}

// Words gives a sentence of the invitation.
type Words func(language, key string, args ...any) string

// Config is an account with a drive.
type Config struct {
	URL      string // https, of Microsoft Graph, version included
	Drive    string // its identifier; empty: the account's own
	Folder   string // where deposits go, from the drive's root; empty: DefaultFolder; "/": the root itself
	Tokens   Tokens
	Scope    string // of tokens that write to the drive
	Roots    *x509.CertPool
	Words    Words
	Now      func() time.Time
	After    func(time.Duration) <-chan time.Time
	Patience time.Duration // how long an exchange may stand still; zero: a minute
	Chunk    int64         // bytes, a multiple of ChunkUnit below 60 MiB; zero: DefaultChunk
}

// Channel deposits documents on a drive and invites their recipient. It may be used concurrently.
type Channel struct {
	config Config
	folder []string
	graph  *graph
}

var (
	_ dispatch.Channel  = (*Channel)(nil)
	_ dispatch.Finder   = (*Channel)(nil)
	_ dispatch.Recaller = (*Channel)(nil)
	_ dispatch.Tracker  = (*Channel)(nil)
	_ dispatch.Extender = (*Channel)(nil)
	_ dispatch.Capable  = (*Channel)(nil)
)

// New makes the channel of an account. It fails with KindInvalid when the address is not one of https, or the
// drive, the folder or the size of chunks cannot be one; it contacts nobody.
func New(c Config) (*Channel, error) {
	folder, err := folderNames(c.Folder)
	if err != nil {
		return nil, err
	}
	if c.Chunk == 0 {
		c.Chunk = DefaultChunk
	}
	if c.Chunk%ChunkUnit != 0 || c.Chunk < 0 || c.Chunk > mostChunk {
		return nil, invalid(opNew, "chunk", "sharepoint_setting_invalid")
	}
	if c.Drive != "" && !isID(c.Drive) {
		return nil, invalid(opNew, SettingDrive, "sharepoint_setting_invalid")
	}
	g, err := newGraph(c)
	if err != nil {
		return nil, err
	}
	return &Channel{config: c, folder: folder, graph: g}, nil
}

// Kind is dispatch.Portal.
func (c *Channel) Kind() dispatch.ChannelKind { return dispatch.Portal }

// Capabilities are what a business drive can keep.
func (c *Channel) Capabilities() dispatch.Capabilities {
	return dispatch.Capabilities{
		Resume: true, ServerHash: true, Expiry: true, Notify: true, Receipts: dispatch.ReceiptsCount,
		Revoke: true, Extend: true, Unproven: true,
	}
}

// Test makes sure that the drive can be reached, and has the folder or lets it be made. It invites nobody, so that
// what the organisation lets be shared is not known.
func (c *Channel) Test(ctx context.Context) error {
	if _, err := c.makeRoot(ctx); err != nil {
		return portal.During("portal.test", dispatch.Unsent, err)
	}
	return nil
}

// Check refuses a parcel that no deposit can be made of, or whose recipient has no e-mail address to be invited by.
func (c *Channel) Check(_ context.Context, p dispatch.Parcel) error {
	if err := portal.Check(p); err != nil {
		return err
	}
	if !p.Dispatch.Valid() {
		return invalid(opCheck, "dispatch", "portal_attempt_invalid")
	}
	if address, err := mail.ParseAddress(p.Route.Address); err != nil || address.Address != p.Route.Address {
		return invalid(opCheck, "address", "sharepoint_address_missing")
	}
	return nil
}

// Send deposits the parcel and invites its recipient. Every error says its certainty.
func (c *Channel) Send(ctx context.Context, p dispatch.Parcel, progress func(dispatch.Progress)) (dispatch.Receipt, error) {
	if err := c.Check(ctx, p); err != nil {
		return dispatch.Receipt{}, portal.During(opSend, dispatch.Unsent, err)
	}
	d := newDeposit(c, p, progress)
	if err := d.make(ctx); err != nil {
		return dispatch.Receipt{}, err
	}
	access, err := d.invite(ctx, p)
	if err != nil {
		return dispatch.Receipt{}, err
	}
	return c.receipt(d.staging.ID, access, d.total), nil
}

// receipt is what stands of a deposit of so many bytes.
func (c *Channel) receipt(deposit string, access permission, bytes int64) dispatch.Receipt {
	now := c.config.Now()
	return dispatch.Receipt{
		Provider: Provider, Reference: deposit, At: now, Bytes: bytes, Detail: "deposited",
		Notified: now.UTC().Truncate(time.Second), Expires: access.expires(),
	}
}
