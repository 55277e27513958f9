package desk

import (
	"context"
	"image"
	"io"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/dispatch/proof"
	"github.com/souspli/souspli/fax/facsimile"
	"golang.org/x/mod/sumdb/note"
)

// Addresses reads the addresses that people type.
type Addresses interface {
	// Email returns the bare, normalised address.
	Email(text string) (string, error)
	// Fax returns the number in E.164 and whether it may lie outside Québec.
	Fax(text string) (number string, outsideQuebec bool, err error)
}

// Keyring reads and makes OpenPGP keys.
type Keyring interface {
	// Parse reads certificates, armored or binary.
	Parse(data []byte, at time.Time) ([]dispatch.Key, error)
	// Merge adds to a known certificate what the same key states elsewhere, and loses no revocation.
	Merge(known, update []byte, at time.Time) (dispatch.Key, error)
	// Extend gives the clinic's own key two more years from at, and the address if it lacks it.
	Extend(secret []byte, name, address string, at time.Time) (k dispatch.Key, renewed []byte, err error)
	// Revocation is a certificate that revokes the clinic's own key, armored.
	Revocation(secret []byte, at time.Time) ([]byte, error)
	// Armor is a certificate as text.
	Armor(certificate []byte) ([]byte, error)
	// Generate makes the clinic's own key.
	Generate(name, address string, at time.Time) (k dispatch.Key, secret []byte, err error)
	// Check refuses a certificate that cannot encrypt to the address at that time.
	Check(certificate []byte, address string, at time.Time) error
}

// Documents reads documents: an inspect.Inspector, whose methods it repeats.
type Documents interface {
	File(ctx context.Context, path, password string) (inspect.Report, error)
	Kept(ctx context.Context, name string, content []byte) (inspect.Report, error)
	Preview(ctx context.Context, r inspect.Report, page, width, height int) (image.Image, error)
	FaxPreview(ctx context.Context, r inspect.Report, page int, mode facsimile.Mode) (facsimile.Preview, error)
	Legibility(ctx context.Context, r inspect.Report) (facsimile.Legibility, error)
	Forget(r inspect.Report)
	Pages
}

// Config is what a Desk works with. All fields are required.
type Config struct {
	Store     Store
	Addresses Addresses
	Keyring   Keyring
	Documents Documents
	KeyFinder KeyFinder
	// PrintRevocation writes the page of a revocation certificate in a language, fr or en.
	PrintRevocation func(w io.Writer, r Revocation, language string) error
	// PrintOpeningCard writes, in two languages, the page that tells how to open a document; the language given
	// comes first.
	PrintOpeningCard func(w io.Writer, c OpeningCard, language string) error
	// NewPassphrase draws words to be told by telephone, in a language, fr or en.
	NewPassphrase func(language string) string
	// CheckAccount refuses an account that could never send, without contacting anybody; Test signs in, and tells
	// whether it read all the rules by which the mailbox could redirect its mail.
	CheckAccount func(ctx context.Context, a dispatch.Account, secret []byte) error
	Test         func(ctx context.Context, a dispatch.Account, secret []byte) (rulesRead bool, err error)
	// SignIn signs in to the account's service in a browser, and returns the account as the service named it
	// and its new secret.
	SignIn func(ctx context.Context, a dispatch.Account, show func(SignInPage) error) (dispatch.Account, []byte, error)
	// SignedIn is told of an account whose new secret is kept; nil: nobody needs to know.
	SignedIn func(account dispatch.ID)
	// SignOut gives back what a service granted to an account that is about to be forgotten; nil: nothing.
	SignOut func(ctx context.Context, a dispatch.Account, secret []byte) error
	// OpenPKCS12 reads the clinic's own X.509 certificate, whose secret it returns apart.
	OpenPKCS12 func(file []byte, password string, at time.Time) (k dispatch.Key, secret []byte, err error)
	// TestGateway sends a message without anything personal through an e-mail account's encryption gateway.
	TestGateway func(ctx context.Context, a dispatch.Account, secret []byte, to string) error
	// Channel opens the channel that carried a dispatch, without contacting anybody.
	Channel func(ctx context.Context, d dispatch.Dispatch) (dispatch.Channel, error)
	// Capabilities are what the service behind an account can keep, nil when it does not say. Nobody is contacted.
	Capabilities func(ctx context.Context, a dispatch.Account) (*dispatch.Capabilities, error)
	// AccountKeys are the keys of our own that services know us by.
	AccountKeys AccountKeys
	// HostKey asks the server behind an account for the fingerprint of its key, and tells the pinned one.
	HostKey func(ctx context.Context, a dispatch.Account, secret []byte) (shown, pinned string, err error)

	// ReadDirectory reads people out of a CSV or vCard file, and says which it is: csv or vcard.
	ReadDirectory func(ctx context.Context, path string) (entries []dispatch.Listed, source string, err error)
	// SearchDirectory asks an LDAP account for all its entries; an answer that is not whole is an error.
	SearchDirectory func(ctx context.Context, a dispatch.Account, secret []byte) ([]dispatch.Listed, error)

	// ReadReports reads the delivery status notifications in a message.
	ReadReports func(message io.Reader) ([]dispatch.DeliveryReport, error)
	// FetchReports hands over, one by one, the messages that look like such a notification and came to an account's
	// folder since a mark, and says up to where the folder is read now. What take fails with ends it.
	FetchReports func(
		ctx context.Context, a dispatch.Account, secret []byte, since dispatch.MailboxMark, take func(message io.Reader) error,
	) (dispatch.MailboxMark, error)

	Random   io.Reader
	Now      func() time.Time
	Actor    string // who works here: the operating system's account name
	Practice bool   // a practice home talks only to practice services
	Wake     func() // tells the outbox that there is work

	// PatientToken is a keyed hash of whom a dispatch is about: it finds the same patient again and names nobody;
	// nil: none is kept.
	PatientToken func(patient string) string
	// NoteSigner signs checkpoints of the log, under the log's name; LogKey is the public key that verifies them.
	NoteSigner note.Signer
	LogKey     string
	// PrintProof and PrintCheckpoint write the pages that prove, for a clinic, in a language, fr or en.
	PrintProof      func(w io.Writer, clinic string, p proof.Proof, language string) error
	PrintCheckpoint func(w io.Writer, clinic string, c dispatch.Checkpoint, language string) error

	// Gate proves who may open the home.
	Gate Gate
	// PrintRecoveryCode writes the page of a recovery code in a language, fr or en.
	PrintRecoveryCode func(w io.Writer, p RecoveryPage, language string) error

	// Registers writes what people print of the registers.
	Registers RegisterPrinter

	// PrintFigures writes figures as a page, in a language, fr or en.
	PrintFigures func(w io.Writer, f dispatch.Figures, language string) error

	// Copies makes backup copies of the home.
	Copies Copies
	// Papers writes certificates of destruction and exports of the log.
	Papers RetentionPapers

	// WriteDirectory writes people as ReadDirectory reads them: csv, in a language, fr or en, or vcard.
	WriteDirectory func(w io.Writer, format, language string, people []dispatch.Recipient) error

	// Cover draws the cover page of a fax. Nobody is contacted.
	Cover func(ctx context.Context, p dispatch.Parcel) (facsimile.Preview, error)
}

// Desk does what people ask of the window and of pli. It is safe for concurrent use.
type Desk struct {
	config  Config
	agreed  agreedWords
	domains *domainKeeper
	prints  printDesk
}

// New returns a desk over c.
func New(c Config) *Desk {
	domains := &domainKeeper{}
	c.Store = bookWatch{c.Store, domains}
	return &Desk{config: c, domains: domains}
}

// Practice reports whether this is a practice home.
func (d *Desk) Practice() bool { return d.config.Practice }

// event begins an event of now, by the person at the desk.
func (d *Desk) event(t dispatch.EventType, details map[string]string) dispatch.Event {
	return dispatch.Event{ID: dispatch.NewID(d.config.Random), Type: t, At: d.config.Now(), Actor: d.config.Actor, Details: details}
}

func (d *Desk) dispatchEvent(t dispatch.EventType, id dispatch.ID, details map[string]string) dispatch.Event {
	e := d.event(t, details)
	e.Dispatch = id
	return e
}
