package dispatch

import (
	"context"
	"time"
)

// Capabilities are what a portal can keep. They decide what the window offers and which of a receipt's
// milestones can ever appear.
type Capabilities struct {
	Resume     bool     `json:"resume"`      // an upload that was cut off goes on where it stopped
	ServerHash bool     `json:"server_hash"` // the server's own sum proves a deposit; otherwise it is read back
	Expiry     bool     `json:"expiry"`      // access ends by itself
	Password   bool     `json:"password"`    // access needs a passphrase, which is told by telephone
	Notify     bool     `json:"notify"`      // the service itself writes to the recipient
	Link       bool     `json:"link"`        // a link opens the deposit, and somebody must hand it over
	Receipts   Receipts `json:"receipts"`
	Revoke     bool     `json:"revoke"`
	Extend     bool     `json:"extend"`
	// Unproven says that the adapter was built from published facts and was never seen against the live service.
	Unproven bool `json:"unproven,omitempty"`
}

// Receipts is how much a portal tells of who fetched a deposit.
type Receipts string

// The kinds of receipts.
const (
	ReceiptsNone      Receipts = "none"
	ReceiptsCount     Receipts = "count"         // that it was opened, not by whom
	ReceiptsRecipient Receipts = "per_recipient" // that this recipient opened it
)

// Capable is a Channel that says what its service can keep.
type Capable interface {
	Capabilities() Capabilities
}

// Extender is a Channel that can prolong the access to what it sent.
type Extender interface {
	// Extend moves the end of the access, and returns the receipt with what the service then has.
	Extend(ctx context.Context, attempt Attempt, until time.Time) (Receipt, error)
}

// UploadState keeps, sealed and for one dispatch, what an adapter must know to go on with an upload after a
// stop, or to tidy up after it: the name of a session, how far it came. It outlives an attempt.
//
// Once the dispatch is delivered, wholly or in part, it is forgotten. Of one that failed or was cancelled it
// stays until a [Tidier] has used it. Of a dispatch that is final nothing more is kept: Save then does nothing,
// and is no error, since an adapter may be slower than a person.
type UploadState interface {
	// Load returns what Save kept last, or nil.
	Load(ctx context.Context) ([]byte, error)
	// Save is on disk when it returns; at most 64 KiB. Saving nothing forgets what was kept.
	Save(ctx context.Context, state []byte) error
}

// Tidier is a Channel that can take away what an upload left on the other side when its dispatch has failed or
// was cancelled. The outbox asks for it, again until it succeeds; only then the upload state is forgotten.
type Tidier interface {
	// Tidy removes what was built and never counted: staging, chunks, sessions, marks. A deposit that counts
	// stays, whoever made it: taking that back is Recall's. What is not there is no error; nor is a state that
	// another adapter wrote. An error means that something may be left.
	Tidy(ctx context.Context, l Leftover) error
}

// Recollector is a Finder that keeps in the upload state, before an attempt can reach anybody, that it is about to.
type Recollector interface {
	// Unasked reports whether an attempt of this adapter certainly never came so far: upload is what the UploadState
	// of its dispatch kept last, empty if nothing. It says nothing of an attempt that may still be running.
	Unasked(attempt ID, upload []byte) bool
}

// Leftover is what is known of a dispatch that ended before its upload did.
type Leftover struct {
	Dispatch ID
	Attempts []Attempt // all that were made, oldest first
	Upload   []byte    // what its UploadState kept last; never empty
}

// Milestones are what a receipt tells of a deposit on a portal, in RFC 3339 and UTC, by the names that events
// use: notified, fetched, expires, revoked.
func (r Receipt) Milestones() map[string]string {
	told := map[string]string{}
	for name, at := range map[string]time.Time{
		"notified": r.Notified, "fetched": r.Fetched, "expires": r.Expires, "revoked": r.Revoked,
	} {
		if !at.IsZero() {
			told[name] = at.UTC().Format(time.RFC3339)
		}
	}
	return told
}
