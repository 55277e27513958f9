package dispatch

import (
	"context"
	"io"
	"time"
)

// Channel carries parcels. Retry, back-off, concurrency and persistence belong to the outbox alone.
type Channel interface {
	Kind() ChannelKind
	// Check refuses everything that can be refused before a byte leaves: size, pages, address, key,
	// credentials. Its errors are Unsent whatever they say.
	Check(ctx context.Context, p Parcel) error
	// Send tries once. Every error says its certainty; one that does not reads as Maybe.
	Send(ctx context.Context, p Parcel, progress func(Progress)) (Receipt, error)
}

// Tracker is a Channel that can follow what it sent until the end.
type Tracker interface {
	// Track asks for the present state of what receipt stands for.
	Track(ctx context.Context, attempt Attempt) (Status, error)
}

// Finder is a Channel that can be asked whether an attempt arrived.
type Finder interface {
	// Find looks for the attempt's ID on the other side. Found False means that it certainly did not
	// arrive; Unknown that the other side cannot tell.
	Find(ctx context.Context, attempt Attempt) (found Truth, receipt Receipt, err error)
}

// Recaller is a Channel that can stop or revoke what it sent.
type Recaller interface {
	Recall(ctx context.Context, attempt Attempt) error
}

// Status is what a Tracker learned.
type Status struct {
	State   State // Accepted while nothing is final; Delivered, Partial or Failed at the end
	Receipt Receipt
	Failure *Failure
	// Again is how long to wait before asking again; zero leaves it to the outbox.
	Again time.Duration
	// Settled says that nothing more can be learned, even though State is Accepted.
	Settled bool
	// Retry says of Failed that certainly nothing arrived, not even a part, and that it is worth another
	// attempt later: the line was busy. Any doubt is false.
	Retry bool
	// Patience is how long after its sending nothing final is no cause to trouble a person, and Late the code
	// of what they are then told; zero and empty: the outbox's own.
	Patience time.Duration
	Late     string
}

// Progress of a running attempt.
type Progress struct {
	Done, Total int64
	Unit        ProgressUnit
}

// ProgressUnit is what a Progress counts.
type ProgressUnit string

// The units of progress.
const (
	ProgressBytes ProgressUnit = "bytes"
	ProgressPages ProgressUnit = "pages"
)

// Parcel is a dispatch made ready for one attempt.
type Parcel struct {
	Attempt    ID // the reference to give to the other side
	Dispatch   ID // the same for every attempt of one dispatch
	Recipient  Recipient
	Route      Route
	Sender     Sender
	Form       Form
	Subject    string
	Message    string
	Language   string // fr or en
	Documents  []Content
	Passphrase string // for forms that need one, and of a share; empty: none
	Key        *Key   // the recipient's certificate, for forms that need one
	At         time.Time
	Expires    time.Time   // until when a portal shall give access; zero: without end
	Upload     UploadState // nil: nothing is kept
	Prepare    bool        // make the documents clean for a fax before they are sent
}

// Content is a document that can be read. Open may be called more than once; it fails with
// KindIntegrity when the sealed bytes are not what was queued.
type Content struct {
	Document
	Open func(ctx context.Context) (io.ReadCloser, error)
}

// Sender is the profile of the clinic: who stands on cover pages and in messages.
type Sender struct {
	Name         string     `json:"name"` // the person
	Organisation string     `json:"organisation"`
	Address      string     `json:"address,omitempty"` // postal
	Phone        string     `json:"phone,omitempty"`   // E.164, the call-back number
	Fax          string     `json:"fax,omitempty"`     // E.164
	Email        string     `json:"email,omitempty"`
	Role         SenderRole `json:"role"`
	Language     string     `json:"language"` // fr or en
	// CoverLanguage is what fax cover pages are written in: fr, en, or empty for both, the language of the
	// dispatch first.
	CoverLanguage string `json:"cover_language,omitempty"`
}

// Account is a service that carries dispatches. Its secret is kept apart.
type Account struct {
	ID        ID            `json:"id"`
	Name      string        `json:"name"`
	Channel   ChannelKind   `json:"channel"`  // EmailEncrypted, CloudFax or Portal
	Provider  string        `json:"provider"` // smtp, hylafax, webdav, ... or practice
	URL       string        `json:"url"`
	User      string        `json:"user,omitempty"`
	From      string        `json:"from,omitempty"` // address or number that sends
	Standing  SenderAccount `json:"standing,omitempty"`
	TrustedCA []byte        `json:"trusted_ca,omitempty"` // PEM, added to the system's roots for this account
	// Settings are what one provider needs beside these, by names that its package documents.
	Settings map[string]string `json:"settings,omitempty"`
	Passport *Passport         `json:"passport,omitempty"`
	Created  time.Time         `json:"created"`
}

// Passport is what the clinic knows of a service that holds personal information for it (LRSSS, R-22.1,
// s. 77: written contract; s. 78: privacy impact assessment before information leaves Québec).
type Passport struct {
	StoredIn   string    `json:"stored_in"`           // province or country: CA-QC, CA-BC, US; empty: not known
	Contract   time.Time `json:"contract,omitzero"`   // date of the written contract; zero: none recorded
	Assessment time.Time `json:"assessment,omitzero"` // date of the privacy impact assessment; zero: none recorded
	Retention  int       `json:"retention_days"`      // days that the service keeps faxes; -1: without limit; 0: not known
	Reviewed   time.Time `json:"reviewed,omitzero"`   // when a person last confirmed all this
}
