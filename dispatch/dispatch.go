package dispatch

import (
	"slices"
	"time"
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
	ID            ID            `json:"id"`
	Batch         ID            `json:"batch,omitempty"` // the same for what was sent to several recipients at once
	State         State         `json:"state"`
	Channel       ChannelKind   `json:"channel"`
	Form          Form          `json:"form,omitempty"`
	Suggested     ChannelKind   `json:"suggested"`
	Account       ID            `json:"account,omitempty"` // the account that carries it; empty when done by hand
	Recipient     Recipient     `json:"recipient"`         // as it was when queued
	Route         Route         `json:"route"`             // the one chosen
	Documents     []Document    `json:"documents"`
	Patients      []PatientMark `json:"patients,omitempty"` // whom the documents are about
	Subject       string        `json:"subject,omitempty"`
	Message       string        `json:"message,omitempty"`
	Reason        string        `json:"reason"` // recorded for a channel that needs one
	Purpose       string        `json:"purpose"`
	Authorisation string        `json:"authorisation,omitempty"` // reference of the consent or legal authority
	AuthorisedOn  Day           `json:"authorised_on,omitempty"` // date of the consent or legal authority
	Signature     Signature     `json:"signature,omitempty"`
	Expires       time.Time     `json:"expires,omitzero"`   // until when a portal shall give access; zero: without end
	Language      string        `json:"language,omitempty"` // of the cover page and the covering message: fr or en
	PolicyVersion string        `json:"policy_version"`
	Rules         []string      `json:"rules"`
	Case          Case          `json:"case"`
	Attempts      []Attempt     `json:"attempts"`
	Tries         int           `json:"tries"`            // attempts made so far
	NextAt        time.Time     `json:"next_at,omitzero"` // when the outbox looks at it again; zero: never
	Created       time.Time     `json:"created"`
	Updated       time.Time     `json:"updated"`
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
	// Key is the fingerprint of the certificate that it was sealed for; empty for what needs none.
	Key    string `json:"key,omitempty"`
	Detail string `json:"detail,omitempty"`
	// What a portal tells besides, in UTC to the second, zero until it happened or when it cannot tell.
	Link     string    `json:"link,omitempty"` // opens the deposit, for whoever has it and the passphrase
	Notified time.Time `json:"notified,omitzero"`
	Fetched  time.Time `json:"fetched,omitzero"` // first time, by the recipient as far as the portal can tell
	Fetches  int       `json:"fetches,omitempty"`
	// Expires is when access ends by itself; once it is past, access has ended, and nobody is asked. Revoked is when we
	// ended it, or, as long as the dispatch is followed, when somebody else did.
	Expires time.Time `json:"expires,omitzero"`
	Revoked time.Time `json:"revoked,omitzero"`
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
	Known    *Attempt  // when set, Attempt as it was read: it must still be so; otherwise KindConflict
	Event    Event
	Holder   ID // when set, must hold the outbox lease at that moment; otherwise KindConflict
}
