package fhir

import (
	"context"
	"crypto/x509"
	"io"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/oauth"
	"github.com/souspli/souspli/dispatch/webservice"
)

// Provider is how receipts and accounts name this kind of portal.
const Provider = "fhir"

// The settings of an account.
const (
	SettingSystem      = "identifier_system" // URI of the patient numbers that recipients' addresses are
	SettingTransaction = "transaction"       // auto, iti105 or iti65
	SettingTokenURL    = "token_url"         // empty: what the server says of itself
	SettingScope       = "scope"             // empty: DefaultScope
	SettingAlgorithm   = "algorithm"         // of the key that is made: ES384 or RS384
)

// DefaultScope is what an account asks for: to create documents and to find them again. To withdraw them it
// takes system/DocumentReference.cds system/Binary.cd system/List.cds.
const DefaultScope = "system/DocumentReference.cs system/Binary.c system/List.c"

// DefaultPatience is how long an exchange may stand still.
const DefaultPatience = time.Minute

const (
	maxDocuments = 20
	maxAddress   = 512 // bytes
)

// Config is an account on a portal.
type Config struct {
	URL      string // https; the base of the FHIR server
	User     string // the client identifier that the portal gave
	Secret   []byte // the account's own key, as oauth.SigningKey.Marshal made it
	Settings map[string]string
	Source   dispatch.ID    // names the clinic as a source of documents; empty: nothing is sent
	Roots    *x509.CertPool // authorities that may vouch for the portal; nil: the system's
	Titles   func(language string, kind dispatch.DocumentKind) string
	Now      func() time.Time
	Random   io.Reader
	Patience time.Duration // zero: DefaultPatience
}

// Channel publishes documents on a FHIR server. It may be used concurrently.
type Channel struct {
	client      *webservice.Client
	base        string
	backend     oauth.BackendConfig
	system      string
	transaction Transaction
	source      dispatch.ID
	titles      func(language string, kind dispatch.DocumentKind) string
	now         func() time.Time
}

var (
	_ dispatch.Channel  = (*Channel)(nil)
	_ dispatch.Finder   = (*Channel)(nil)
	_ dispatch.Recaller = (*Channel)(nil)
	_ dispatch.Capable  = (*Channel)(nil)
)

// New makes the channel of an account. It fails with KindInvalid, and contacts nobody, when an address is not
// one of https, the client identifier is missing, or a setting is unknown or could never work; with
// KindCredentials when the secret is no key.
func New(c Config) (*Channel, error) {
	settings, err := readSettings(c.Settings)
	if err != nil {
		return nil, err
	}
	if c.Source != "" && !c.Source.Valid() {
		return nil, invalid(opNew, "id", "fhir_setting")
	}
	if c.Patience <= 0 {
		c.Patience = DefaultPatience
	}
	client, err := webservice.New(webservice.Config{Base: c.URL, Roots: c.Roots, Patience: c.Patience, Family: family})
	if err != nil {
		return nil, err
	}
	key, err := oauth.ParseSigningKey(c.Secret)
	if err != nil {
		return nil, err
	}
	channel := &Channel{
		client: client, base: c.URL, system: settings.system, transaction: settings.transaction, titles: c.Titles, now: c.Now,
		source: c.Source,
		backend: oauth.BackendConfig{
			TokenURL: settings.tokenURL, ClientID: c.User, Key: key, Scopes: settings.scopes, Roots: c.Roots,
			Random: c.Random, Now: c.Now, Patience: c.Patience,
		},
	}
	return channel, channel.tryBackend(c.URL)
}

// tryBackend refuses now what could never sign in; the address may be known only later.
func (c *Channel) tryBackend(otherwise string) error {
	config := c.backend
	if config.TokenURL == "" {
		config.TokenURL = otherwise
	}
	_, err := oauth.NewBackend(config)
	return err
}

// Kind is dispatch.Portal.
func (c *Channel) Kind() dispatch.ChannelKind { return dispatch.Portal }

// Capabilities are few: FHIR tells nothing of readers and ends no access. Withdrawing is promised only where the
// account's scope lets all of a publication be deleted, its bytes included.
func (c *Channel) Capabilities() dispatch.Capabilities {
	return dispatch.Capabilities{Receipts: dispatch.ReceiptsNone, Revoke: mayWithdraw(c.backend.Scopes)}
}

// Test makes sure that the portal can be reached, is the one its certificate says, knows the account's key,
// takes documents, and grants the account the rights to bring them; then, that the account names the system of its
// patients' numbers.
func (c *Channel) Test(ctx context.Context) error {
	s, err := c.open(ctx)
	if err != nil {
		return during("fhir.test", err)
	}
	transaction, err := s.offer.choose(c.transaction, 1)
	if err == nil {
		err = mayPublish(s.token.Scopes(), transaction)
	}
	if err == nil && c.system == "" {
		err = invalid("fhir.test", SettingSystem, "fhir_identifier_system")
	}
	if err != nil {
		return during("fhir.test", unsent(err))
	}
	return nil
}

// Check refuses a parcel without documents, documents whose size and hash are not known, and an address that
// is no patient number. A number of another system than the account's stands behind it and a vertical bar.
func (c *Channel) Check(_ context.Context, p dispatch.Parcel) error {
	if !p.Attempt.Valid() {
		return invalid(opCheck, "attempt", "portal_attempt_invalid")
	}
	if _, err := c.patient(p.Route.Address); err != nil {
		return err
	}
	switch {
	case c.source == "":
		return invalid(opCheck, "id", "fhir_setting")
	case len(p.Documents) == 0:
		return invalid(opCheck, "documents", "fhir_no_document")
	case len(p.Documents) > maxDocuments:
		return invalid(opCheck, "documents", "portal_too_many_documents")
	}
	for _, document := range p.Documents {
		if document.Size <= 0 || len(document.SHA256) != 64 || document.Open == nil || document.MediaType == "" {
			return invalid(opCheck, "documents", "portal_document_empty")
		}
	}
	return nil
}

// patient reads the recipient's identity on the portal.
func (c *Channel) patient(address string) (patient, error) {
	if len(address) > maxAddress || strings.ContainsFunc(address, unicode.IsControl) {
		return patient{}, invalid(opCheck, "address", "portal_address_invalid")
	}
	system, number, named := strings.Cut(address, "|")
	if !named {
		system, number = c.system, address
	}
	number = strings.TrimSpace(number)
	switch {
	case number == "" || strings.Contains(number, "|"):
		return patient{}, invalid(opCheck, "address", "fhir_patient_number")
	case !absolute(system):
		return patient{}, invalid(opCheck, "address", "fhir_identifier_system")
	}
	return patient{system, number}, nil
}

// absolute reports whether a URI names a system on its own.
func absolute(uri string) bool {
	parsed, err := url.Parse(uri)
	return err == nil && parsed.IsAbs() && (parsed.Host != "" || parsed.Opaque != "")
}
