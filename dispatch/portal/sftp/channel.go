package sftp

import (
	"cmp"
	"context"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
)

// Channel deposits documents in folders of an SFTP server. It may be used concurrently.
type Channel struct {
	place    place
	user     string
	auth     []ssh.AuthMethod
	pin      pin
	now      func() time.Time
	patience time.Duration
}

var (
	_ dispatch.Channel     = (*Channel)(nil)
	_ dispatch.Capable     = (*Channel)(nil)
	_ dispatch.Finder      = (*Channel)(nil)
	_ dispatch.Recollector = (*Channel)(nil)
	_ dispatch.Recaller    = (*Channel)(nil)
)

// New makes the channel of an account. It fails with KindInvalid when address, user, secret or host key are
// not what they should be; it contacts nobody. Without a host key it can be made and tried, and sends nothing.
func New(c Config) (*Channel, error) {
	place, err := parsePlace(c.URL)
	if err != nil {
		return nil, err
	}
	if c.User == "" || len(c.Secret) == 0 {
		return nil, portal.Invalid("sftp.new", "secret", "sftp_secret_missing")
	}
	methods, err := auth(c.Secret)
	if err != nil {
		return nil, err
	}
	pin, err := parsePin(c.HostKey)
	if err != nil {
		return nil, err
	}
	if c.Patience <= 0 {
		c.Patience = DefaultPatience
	}
	return &Channel{place: place, user: c.User, auth: methods, pin: pin, now: c.Now, patience: c.Patience}, nil
}

// Kind is dispatch.Portal.
func (c *Channel) Kind() dispatch.ChannelKind { return dispatch.Portal }

// Capabilities are those of a folder: uploads go on, and what lies there can be taken back.
func (c *Channel) Capabilities() dispatch.Capabilities {
	return dispatch.Capabilities{Resume: true, Receipts: dispatch.ReceiptsNone, Revoke: true}
}

// PinnedKey is the fingerprint of the key that a person confirmed, empty when there is none yet.
func (c *Channel) PinnedKey() string { return c.pin.fingerprint }

// HostKey asks the server for its key and returns the fingerprint, for a person to compare: the pinned one when it is
// among its keys. Nothing is given to the server. It fails with KindUnreachable when nobody answers.
func (c *Channel) HostKey(ctx context.Context) (string, error) {
	shown := ""
	for _, family := range families {
		w := &witness{} // nothing is pinned: no handshake goes on
		s, err := c.shake(ctx, family, w)
		if err == nil {
			s.close()
		}
		switch pinned := c.pin.fingerprint; {
		case w.shown != "" && (pinned == "" || w.shown == pinned):
			return w.shown, nil
		case w.shown != "":
			shown = cmp.Or(shown, w.shown)
		case err == nil || !noCommonKey(err):
			return "", portal.During("portal.host_key", dispatch.Unsent, c.unreached(ctx, err))
		}
	}
	if shown == "" {
		return "", portal.During("portal.host_key", dispatch.Unsent, distrusted(c.pin, ""))
	}
	return shown, nil
}

// Test makes sure that the server can be reached, is the one whose key is pinned, accepts the account and has
// the folder.
func (c *Channel) Test(ctx context.Context) error {
	s, err := c.connect(ctx)
	if err == nil {
		defer s.close()
		err = s.reach(ctx, c.place.folder)
	}
	if err != nil {
		return portal.During("portal.test", dispatch.Unsent, err)
	}
	return nil
}

// Check refuses a parcel that holds nothing, documents whose size and hash are not known, and every parcel
// until a host key is pinned. The route's address goes nowhere.
func (c *Channel) Check(_ context.Context, p dispatch.Parcel) error {
	if c.pin.fingerprint == "" {
		return distrusted(c.pin, "")
	}
	return portal.Check(p)
}

// Send deposits the parcel in a folder of its own. Every error says its certainty.
func (c *Channel) Send(
	ctx context.Context, p dispatch.Parcel, progress func(dispatch.Progress),
) (dispatch.Receipt, error) {
	if err := c.Check(ctx, p); err != nil {
		return dispatch.Receipt{}, portal.During(opSend, dispatch.Unsent, err)
	}
	s, err := c.connect(ctx)
	if err != nil {
		return dispatch.Receipt{}, portal.During(opSend, dispatch.Unsent, err)
	}
	defer s.close()
	d := newDeposit(c, s, p, progress)
	deposited, err := d.make(ctx)
	if err != nil {
		return dispatch.Receipt{}, err
	}
	return c.receipt(deposited, d.total), nil
}

func (c *Channel) receipt(attempt dispatch.ID, total int64) dispatch.Receipt {
	return dispatch.Receipt{
		Provider: Provider, Reference: c.place.final(attempt), At: c.now(), Bytes: total, Detail: "deposited",
	}
}
