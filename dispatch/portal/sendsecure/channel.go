package sendsecure

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"net/mail"
	"regexp"
	"sync"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
	"github.com/souspli/souspli/dispatch/webservice"
)

// Provider is how receipts and accounts name this kind of portal.
const Provider = "sendsecure"

// Settings of an account.
const (
	SettingEnterprise = "enterprise" // the organisation's name in the service's addresses
	SettingProfile    = "profile"    // number of a security profile; empty: the organisation's own
)

// Operations, as errors name them.
const (
	opNew   = "sendsecure.new"
	opSend  = "portal.send"
	opCheck = "portal.check"
	opFind  = "portal.find"
)

// Words gives a sentence of a SafeBox.
type Words func(language, key string, args ...any) string

// Config is an account with the service.
type Config struct {
	URL        string // https, of the service's portal: https://portal.xmedius.com
	Enterprise string // see SettingEnterprise
	User       string // e-mail address of the account, which also signs in
	Password   []byte
	Profile    string // see SettingProfile
	Device     string // names this account of ours to the service, and means nothing
	Roots      *x509.CertPool
	Words      Words
	Now        func() time.Time
	Patience   time.Duration // how long an exchange may stand still; zero: a minute
}

// Channel sends SafeBoxes. It may be used concurrently.
type Channel struct {
	config Config
	portal *webservice.Client
}

var (
	_ dispatch.Channel  = (*Channel)(nil)
	_ dispatch.Finder   = (*Channel)(nil)
	_ dispatch.Recaller = (*Channel)(nil)
	_ dispatch.Tracker  = (*Channel)(nil)
	_ dispatch.Extender = (*Channel)(nil)
	_ dispatch.Capable  = (*Channel)(nil)
)

var (
	enterpriseForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$`) })
	profileForm    = regexp.MustCompile(`^[0-9]{0,18}$`)
	phoneForm      = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`) // E.164
)

// New makes the channel of an account. It fails with KindInvalid when the address is not one of https, or a setting
// or the password is missing or cannot be one; it contacts nobody.
func New(c Config) (*Channel, error) {
	switch {
	case !enterpriseForm().MatchString(c.Enterprise):
		return nil, invalid(opNew, SettingEnterprise, "sendsecure_setting_invalid")
	case !profileForm.MatchString(c.Profile):
		return nil, invalid(opNew, SettingProfile, "sendsecure_setting_invalid")
	case !isAddress(c.User):
		return nil, invalid(opNew, "user", "sendsecure_setting_invalid")
	case len(c.Password) == 0:
		return nil, invalid(opNew, "secret", "portal_credentials_missing")
	}
	client, err := webservice.New(webservice.Config{Base: c.URL, Roots: c.Roots, Patience: c.Patience, Family: "portal"})
	if err != nil {
		return nil, err
	}
	return &Channel{config: c, portal: client}, nil
}

func isAddress(s string) bool {
	parsed, err := mail.ParseAddress(s)
	return err == nil && parsed.Address == s
}

// Kind is dispatch.Portal.
func (c *Channel) Kind() dispatch.ChannelKind { return dispatch.Portal }

// Capabilities are what the service's published libraries promise.
func (c *Channel) Capabilities() dispatch.Capabilities {
	return dispatch.Capabilities{
		ServerHash: true, Expiry: true, Notify: true, Receipts: dispatch.ReceiptsRecipient, Revoke: true, Extend: true, Unproven: true,
	}
}

// Test makes sure that the service can be reached, accepts the account, and has a security profile that suits.
func (c *Channel) Test(ctx context.Context) error {
	s, err := c.open(ctx)
	if err == nil {
		_, err = s.profile(ctx)
	}
	if err != nil {
		return portal.During("portal.test", dispatch.Unsent, err)
	}
	return nil
}

// Check refuses a parcel that no SafeBox can be made of: its recipient needs an e-mail address for the notice, and
// a telephone number for the code.
func (c *Channel) Check(_ context.Context, p dispatch.Parcel) error {
	if err := portal.Check(p); err != nil {
		return err
	}
	switch {
	case !isAddress(p.Route.Address):
		return invalid(opCheck, "address", "sendsecure_address_missing")
	case !phoneForm.MatchString(p.Recipient.Phone):
		return invalid(opCheck, "phone", "sendsecure_phone_missing")
	}
	return nil
}

// Send makes a SafeBox and sends it. Every error says its certainty.
func (c *Channel) Send(ctx context.Context, p dispatch.Parcel, progress func(dispatch.Progress)) (dispatch.Receipt, error) {
	if err := c.Check(ctx, p); err != nil {
		return dispatch.Receipt{}, portal.During(opSend, dispatch.Unsent, err)
	}
	made, err := c.prepare(ctx, p, progress)
	if err != nil {
		return dispatch.Receipt{}, err
	}
	sent, err := made.commit(ctx)
	if err != nil {
		return dispatch.Receipt{}, err
	}
	if err := made.prove(ctx); err != nil {
		return dispatch.Receipt{}, err
	}
	return c.receipt(sent, made.total), nil
}

// receipt is what the service says of a SafeBox with so many bytes.
func (c *Channel) receipt(from safebox, bytes int64) dispatch.Receipt {
	return dispatch.Receipt{
		Provider: Provider, Reference: from.GUID, At: c.config.Now(), Bytes: bytes, Detail: "deposited",
		Notified: moment(from.Created), Expires: moment(from.Expiration),
	}
}

// moment is a time as the service writes it; zero when it writes none.
func moment(told string) time.Time {
	at, err := time.Parse(time.RFC3339, told)
	if err != nil {
		return time.Time{}
	}
	return at.UTC().Truncate(time.Second)
}

// prepare makes everything but the SafeBox count. All its errors but one are Unsent: an attempt, or the one before
// it, whose SafeBox is there already.
func (c *Channel) prepare(ctx context.Context, p dispatch.Parcel, progress func(dispatch.Progress)) (*draft, error) {
	s, err := c.open(ctx)
	if err != nil {
		return nil, portal.During(opSend, dispatch.Unsent, err)
	}
	if err := s.unsentSoFar(ctx, p); err != nil {
		return nil, err
	}
	d := &draft{session: s, parcel: p, progress: progress}
	for _, document := range p.Documents {
		d.total += document.Size
	}
	if err := d.fill(ctx); err != nil {
		return nil, portal.During(opSend, dispatch.Unsent, err)
	}
	return d, nil
}

// keptState is what one attempt leaves to the next.
type keptState struct {
	GUID string `json:"guid"`
}

// unsentSoFar makes sure that neither this attempt nor the one before it has a SafeBox that was sent.
func (s *session) unsentSoFar(ctx context.Context, p dispatch.Parcel) error {
	there, err := s.byReference(ctx, p.Attempt)
	if err == nil && there.GUID == "" && p.Upload != nil {
		there, err = s.before(ctx, p.Upload)
	}
	if err != nil {
		return portal.During(opSend, dispatch.Unsent, err)
	}
	if there.GUID != "" {
		return &dispatch.Error{Op: opSend, Kind: dispatch.KindConflict, Code: "portal_name_taken", Certainty: dispatch.Maybe}
	}
	return nil
}

// before is the SafeBox that the attempt before this was about to send, if it was sent after all.
func (s *session) before(ctx context.Context, state dispatch.UploadState) (safebox, error) {
	content, err := state.Load(ctx)
	if err != nil {
		return safebox{}, err
	}
	var kept keptState
	if json.Unmarshal(content, &kept) != nil || !isID(kept.GUID) {
		return safebox{}, nil
	}
	there, status, err := s.safebox(ctx, kept.GUID, "")
	if err != nil && status >= 400 && status < 500 {
		return safebox{}, nil // the service does not know what was never sent
	}
	if there.Status == "" {
		return safebox{}, err
	}
	return there, err
}

func invalid(op, field, code string) error {
	return &dispatch.Error{Op: op, Kind: dispatch.KindInvalid, Code: code, Field: field, Certainty: dispatch.Unsent}
}
