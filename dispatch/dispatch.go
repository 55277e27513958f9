package dispatch

import (
	"slices"
	"time"
)

// Form is how a document is wrapped for encrypted e-mail; empty for other channels.
type Form string

// The forms of encrypted e-mail.
const (
	OpenPGP   Form = "openpgp"
	LockedPDF Form = "locked_pdf"
)

// Signature says how a prescription is signed; empty for other documents.
type Signature string

// The signatures of a prescription. One made on paper must be signed by hand even when it is faxed from
// a computer (CMQ, OPQ).
const (
	SignedByHand         Signature = "hand"
	SignedElectronically Signature = "electronic"
)

// Dispatch is the decision to send documents to a recipient by one route.
type Dispatch struct {
	ID            ID          `json:"id"`
	State         State       `json:"state"`
	Channel       ChannelKind `json:"channel"`
	Form          Form        `json:"form,omitempty"`
	Suggested     ChannelKind `json:"suggested"`
	Account       ID          `json:"account,omitempty"` // the account that carries it; empty when done by hand
	Recipient     Recipient   `json:"recipient"`         // as it was when queued
	Route         Route       `json:"route"`             // the one chosen
	Documents     []Document  `json:"documents"`
	Subject       string      `json:"subject,omitempty"`
	Message       string      `json:"message,omitempty"`
	Reason        string      `json:"reason"` // recorded for a channel that needs one
	Purpose       string      `json:"purpose"`
	Authorisation string      `json:"authorisation,omitempty"` // reference of the consent or legal authority
	Signature     Signature   `json:"signature,omitempty"`
	Language      string      `json:"language,omitempty"` // of the cover page and the covering message: fr or en
	PolicyVersion string      `json:"policy_version"`
	Rules         []string    `json:"rules"`
	Case          Case        `json:"case"`
	Attempts      []Attempt   `json:"attempts"`
	Tries         int         `json:"tries"`            // attempts made so far
	NextAt        time.Time   `json:"next_at,omitzero"` // when the outbox looks at it again; zero: never
	Created       time.Time   `json:"created"`
	Updated       time.Time   `json:"updated"`
}

// Attempt is one try. Its ID is the reference given to the other side.
type Attempt struct {
	ID        ID        `json:"id"`
	N         int       `json:"n"` // 1 for the first
	Started   time.Time `json:"started"`
	Ended     time.Time `json:"ended,omitzero"` // zero while it runs
	Certainty Certainty `json:"certainty"`      // of an ended attempt
	Receipt   *Receipt  `json:"receipt"`
	Error     *Failure  `json:"error"`
}

// Receipt is what the other side answered.
type Receipt struct {
	Provider  string    `json:"provider"`  // smtp, hylafax, webdav ...
	Reference string    `json:"reference"` // the other side's own: queue id, job id, path
	At        time.Time `json:"at"`
	Pages     int       `json:"pages,omitempty"` // that it confirms
	Bytes     int64     `json:"bytes,omitempty"` // that it confirms
	// Cover and Prepared are SHA-256, in lower-case hexadecimal, of what was sent beside the documents as
	// queued: the cover page, and the one file that all of them were made into.
	Cover    string `json:"cover_sha256,omitempty"`
	Prepared string `json:"prepared_sha256,omitempty"`
	Detail   string `json:"detail,omitempty"`
}

// AwaitsPerson reports whether only a person can settle d: it was held back before it left, its outcome is
// not known and the other side is not asked any more, or it was taken and nothing certain has been heard of
// it for too long.
func (d Dispatch) AwaitsPerson() bool {
	switch d.State {
	case Queued, Uncertain:
		return d.NextAt.IsZero()
	case Accepted:
		return slices.ContainsFunc(d.Attempts, func(a Attempt) bool {
			return a.Certainty == Sent && a.Error != nil && a.Error.Kind == KindUncertain.String()
		})
	}
	return false
}

// EventType names what happened.
type EventType string

// The events of the log.
const (
	EventCreated         EventType = "created"
	EventByHand          EventType = "done_by_hand"
	EventReleased        EventType = "released" // the undo window passed
	EventCancelled       EventType = "cancelled"
	EventAttemptStarted  EventType = "attempt_started"
	EventAttemptEnded    EventType = "attempt_ended"
	EventFollowed        EventType = "followed"  // the other side told more
	EventAsked           EventType = "asked"     // the other side was asked for our reference
	EventRecovered       EventType = "recovered" // an attempt was found open after a stop
	EventResolved        EventType = "resolved"  // a person settled an unknown
	EventPassphraseShown EventType = "passphrase_shown"
	EventRecipientSaved  EventType = "recipient_saved"
	EventRouteVerified   EventType = "route_verified"
	EventRouteDoubted    EventType = "route_doubted"   // what came of a fax speaks against its number, or no longer does
	EventHeldBack        EventType = "held_back"       // left to a person before it began to leave
	EventLetGo           EventType = "let_go"          // a person lets go of what was held back
	EventRecallAsked     EventType = "recall_asked"    // a person wants what was sent to be stopped
	EventRecallAnswered  EventType = "recall_answered" // what came of it, under "answer"
	EventKeySaved        EventType = "key_saved"
	EventAccountSaved    EventType = "account_saved"
	EventAccountRemoved  EventType = "account_removed"
)

// Event is one line of the log, appended and never changed. Details are sealed at rest.
type Event struct {
	Seq      int64             `json:"seq"`
	ID       ID                `json:"id"`
	Type     EventType         `json:"type"`
	Dispatch ID                `json:"dispatch,omitempty"`
	At       time.Time         `json:"at"`
	Actor    string            `json:"actor,omitempty"` // the person's account name, or "souspli"
	Details  map[string]string `json:"details,omitempty"`
}

// Transition is one atomic change of a dispatch: its state, the attempt that starts or ends with it, and
// the event that tells it, stored together or not at all.
//
// Entering Sending, Attempt must be new; leaving it, Attempt must be the one that is still open, now
// ended; otherwise KindConflict: a program that was slow must not end the attempt of another. Event.At
// is the time of the change; an Event without Type is not appended to the log.
type Transition struct {
	Dispatch ID
	From     State     // the state it must still be in; otherwise KindConflict
	To       State     // the same as From, or a state that may follow it
	NextAt   time.Time // zero: the outbox need not look again
	Attempt  *Attempt  // inserted when new, otherwise updated
	Event    Event
	Holder   ID // when set, must hold the outbox lease at that moment; otherwise KindConflict
}
