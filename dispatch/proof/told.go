package proof

import (
	"regexp"
	"sync"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// Told is the open part of an event's details: codes, numbers, hashes and times, and no text that a person
// wrote. A proof of dispatch shows it; everything else that an event says stays closed.
type Told struct {
	N       int               `json:"n,omitempty"` // which line of the dispatch it is, from 1: one that is left out is seen
	Details map[string]string `json:"details,omitempty"`
	State   dispatch.State    `json:"state,omitempty"` // of the dispatch, after the event
	Attempt *Attempt          `json:"attempt,omitempty"`
}

// Attempt is what a proof may show of one try.
type Attempt struct {
	ID        dispatch.ID `json:"id"`
	N         int         `json:"n"`
	Started   time.Time   `json:"started"`
	Ended     time.Time   `json:"ended,omitzero"`
	Certainty string      `json:"certainty,omitempty"`
	Provider  string      `json:"provider,omitempty"`
	Reference string      `json:"reference,omitempty"` // the other side's own, when it is nothing but an identifier
	At        time.Time   `json:"at,omitzero"`         // by the other side
	Pages     int         `json:"pages,omitempty"`
	Bytes     int64       `json:"bytes,omitempty"`
	Cover     string      `json:"cover_sha256,omitempty"`
	Prepared  string      `json:"prepared_sha256,omitempty"`
	Fetched   time.Time   `json:"fetched,omitzero"`
	Code      string      `json:"code,omitempty"` // of the failure
}

// identifier is a reference without address or path: neither may name a person.
var identifier = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`) })

// AttemptOf is what may be shown of a.
func AttemptOf(a dispatch.Attempt) *Attempt {
	shown := &Attempt{ID: a.ID, N: a.N, Started: a.Started.UTC(), Ended: a.Ended.UTC()}
	if a.Ended.IsZero() {
		return shown
	}
	shown.Certainty = a.Certainty.String()
	if a.Error != nil {
		shown.Code = a.Error.Code
	}
	if r := a.Receipt; r != nil {
		shown.Provider, shown.At, shown.Pages, shown.Bytes = r.Provider, r.At.UTC(), r.Pages, r.Bytes
		shown.Cover, shown.Prepared, shown.Fetched = r.Cover, r.Prepared, r.Fetched.UTC()
		if identifier().MatchString(r.Reference) {
			shown.Reference = r.Reference
		}
	}
	return shown
}

// openDetails are the names of details whose values are codes, numbers, hashes or random ids. Whatever is
// not named here stays closed: reasons, purposes, notes, names, addresses, patients.
var openDetails = map[string]bool{
	"account_standing": true, "action": true, "alternatives": true, "answer": true, "as": true, "attempt": true,
	"certainty": true, "channel": true, "code": true, "decision": true, "form": true, "kind": true, "layer": true,
	"n": true, "organisation": true, "outcome": true, "pages": true, "policy": true, "recipient_class": true,
	"original_sha256": true, "refused": true, "route_verified": true, "rules": true, "sha256": true,
	"size": true, "status": true, "suggested": true,
}

// Split parts details into those that a proof may show and those that it may not.
func Split(all map[string]string) (open, closed map[string]string) {
	for name, value := range all {
		into := &closed
		if openDetails[name] {
			into = &open
		}
		if *into == nil {
			*into = map[string]string{}
		}
		(*into)[name] = value
	}
	return open, closed
}
