package email

import (
	"bytes"
	"context"
	"crypto/x509"
	"io"
	"strings"
	"time"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
)

// Config says how an account sends.
type Config struct {
	URL      string // smtps://host:465, or smtp://host:587 where STARTTLS is required
	User     string
	Password []byte
	SignIn   *SignIn               // instead of Password; nil: Password
	Graph    *Graph                // sends where SMTP is closed to the account; nil: nothing else does
	From     string                // bare address, envelope and header
	Identity *crypto.Identity      // the clinic's own key; nil: nothing can be sealed for a recipient's
	SMIME    *crypto.SMIMEIdentity // the clinic's own certificate; nil: no S/MIME
	Gateway  Gateway
	// GatewayApproved says that an administrator's approval of the gateway is recorded, and that a person saw
	// it work.
	GatewayApproved bool
	Roots           *x509.CertPool // nil: the system's
	Words           Words          // sentences of the messages themselves
	Random          io.Reader      // safe for concurrent use, like crypto/rand.Reader
	Now             func() time.Time
	Hello           string        // name given to the server; empty: localhost, since the machine's own is nobody's business
	MaxSize         int64         // largest message in bytes on the wire; 0: DefaultMaxSize
	Patience        time.Duration // most that a phase of a session may wait, if that is less than RFC 5321 asks for; 0: no less
}

// Channel sends encrypted e-mail over one account. It may be used by several goroutines at once.
type Channel struct {
	host, port      string
	implicit        bool
	user, from      string
	password        []byte
	signIn          *SignIn
	graph           *graph
	hello           string
	maxSize         int64
	identity        *crypto.Identity
	smime           *crypto.SMIMEIdentity
	gateway         Gateway
	gatewayApproved bool
	roots           *x509.CertPool
	words           Words
	random          io.Reader
	now             func() time.Time
	times           timeouts
}

var _ dispatch.Channel = (*Channel)(nil)

// New validates an account's configuration. Its errors are KindInvalid and name the Field: url, user,
// password or from.
func New(config Config) (*Channel, error) {
	host, port, implicit, ok := endpoint(config.URL)
	if !ok {
		return nil, misconfigured("url")
	}
	from, err := ValidateAddress(config.From)
	if err != nil {
		return nil, misconfigured("from")
	}
	if field := config.missing(); field != "" {
		return nil, misconfigured(field)
	}
	c := &Channel{
		host: host, port: port, implicit: implicit, user: config.User, from: from,
		password: bytes.Clone(config.Password), hello: config.Hello, maxSize: config.MaxSize,
		identity: config.Identity, smime: config.SMIME, gateway: config.Gateway, gatewayApproved: config.GatewayApproved, roots: config.Roots, words: config.Words, random: config.Random,
		signIn: config.SignIn, now: config.Now, times: defaultTimeouts().atMost(config.Patience),
	}
	c.setDefaults()
	if c.graph, err = config.openGraph(); err != nil {
		return nil, err
	}
	return c, nil
}

func misconfigured(field string) *dispatch.Error {
	e := invalid(field, "mail_account_invalid", nil)
	e.Op = opNew
	return e
}

func (config Config) missing() string {
	switch {
	case config.User == "" || strings.ContainsFunc(config.User, unreadable):
		return "user"
	case config.SignIn == nil && len(config.Password) == 0:
		return "password"
	case strings.ContainsFunc(config.Hello, invisible):
		return "hello"
	case config.Words == nil || config.Random == nil || config.Now == nil:
		return "words, random, now"
	}
	return ""
}

func (c *Channel) setDefaults() {
	if c.hello == "" {
		c.hello = "localhost"
	}
	if c.maxSize <= 0 {
		c.maxSize = DefaultMaxSize
	}
}

// Kind is EmailEncrypted.
func (c *Channel) Kind() dispatch.ChannelKind { return dispatch.EmailEncrypted }

// Test connects, secures and authenticates as a sending would, and sends nothing.
func (c *Channel) Test(ctx context.Context) error {
	_, err := c.TestRules(ctx)
	return err
}

// TestRules is Test, and tells whether all rules of the mailbox's inbox were read: only then does success say that none
// sends mail outside.
func (c *Channel) TestRules(ctx context.Context) (rulesRead bool, err error) {
	s, err := c.open(ctx, privateWords(dispatch.Parcel{}, c.user))
	switch {
	case err == nil:
		s.quit()
	case c.fallsBack(err):
		err = c.graph.test(ctx)
	}
	if err != nil {
		return false, renamed(err, opTest)
	}
	rulesRead, err = c.forwardsOutside(ctx)
	return rulesRead, renamed(err, opTest)
}

func renamed(err error, op string) error {
	e, ok := err.(*dispatch.Error) //nolint:errorlint // only the outermost is renamed
	if !ok {
		return err
	}
	copied := *e // others may hold the same one
	copied.Op = op
	return &copied
}

// Send tries once. A locked PDF is made before the connection is opened; a sealed message is made while
// it leaves.
func (c *Channel) Send(
	ctx context.Context, p dispatch.Parcel, progress func(dispatch.Progress),
) (dispatch.Receipt, error) {
	if err := c.Check(ctx, p); err != nil {
		return dispatch.Receipt{}, err
	}
	locked, total, err := c.prepare(ctx, p)
	if err != nil {
		return dispatch.Receipt{}, err
	}
	private := privateWords(p, c.user)
	s, err := c.open(ctx, private)
	if c.fallsBack(err) {
		return c.sendByGraph(ctx, p, locked, progress)
	}
	if err != nil {
		return dispatch.Receipt{}, err
	}
	defer s.close()
	reply, err := c.deliver(s, p, locked, newMeter(total, progress))
	if err != nil {
		return dispatch.Receipt{}, err
	}
	receipt := c.receipt(p, reply, private)
	s.quit()
	return receipt, nil
}

// prepare makes what must be whole before it leaves, and counts the bytes that progress will count.
func (c *Channel) prepare(ctx context.Context, p dispatch.Parcel) (locked []lockedFile, total int64, err error) {
	if p.Form != dispatch.LockedPDF {
		for _, d := range p.Documents {
			total += d.Size
		}
		return nil, total, nil
	}
	locked, err = lockAll(ctx, p, c.maxSize)
	for _, file := range locked {
		total += file.size()
	}
	return locked, total, err
}

func (c *Channel) deliver(s *session, p dispatch.Parcel, locked []lockedFile, count *meter) (string, error) {
	l, err := c.letter(p, count)
	if err != nil {
		return "", err
	}
	if err := s.envelope(l.from, l.to, p.Attempt, wireSize(p)); err != nil {
		return "", err
	}
	return s.data(func(w io.Writer) error { return l.write(s.ctx, w, locked) })
}

func (c *Channel) letter(p dispatch.Parcel, count *meter) (letter, error) {
	local, domain, err := splitAddress(p.Route.Address)
	if err != nil {
		return letter{}, invalid("address", "mail_address_invalid", nil)
	}
	l := letter{
		cover: cover{words: c.words, parcel: p, clinic: p.Sender.Organisation},
		from:  c.from, to: local + "@" + domain, at: c.now(),
		identity: c.identity, smime: c.smime, gateway: c.gateway, random: c.random, count: count,
	}
	if l.clinic == "" {
		l.clinic = c.from
	}
	return l, nil
}

// receipt keeps the server's identifier of the message, or else its words, or else our own.
func (c *Channel) receipt(p dispatch.Parcel, reply string, private []string) dispatch.Receipt {
	detail := cleanReply(reply, private)
	reference := queueID(reply, private)
	for _, other := range []string{detail, string(p.Attempt)} {
		if reference == "" {
			reference = other
		}
	}
	if p.Form == dispatch.Gateway { // accepted is not encrypted: nobody told us that the gateway's rule fired
		detail = c.words(cover{parcel: p}.language(), "mail_gateway_handed", "reply", detail)
	}
	receipt := dispatch.Receipt{Provider: "smtp", Reference: reference, At: c.now(), Detail: detail}
	if p.Form.NeedsKey() && p.Key != nil {
		receipt.Key = p.Key.Fingerprint
	}
	return receipt
}
