package app

import (
	"time"

	"github.com/souspli/souspli/dispatch"
)

// DispatchView is a dispatch as programs read it.
type DispatchView struct {
	ID            dispatch.ID          `json:"id"`
	Batch         dispatch.ID          `json:"batch,omitempty"`
	State         dispatch.State       `json:"state"`
	AwaitsPerson  bool                 `json:"awaits_person"`
	Channel       dispatch.ChannelKind `json:"channel"`
	Form          dispatch.Form        `json:"form"`
	Suggested     dispatch.ChannelKind `json:"suggested"`
	Reason        string               `json:"reason"`
	Purpose       string               `json:"purpose"`
	Authorisation string               `json:"authorisation"`
	PolicyVersion string               `json:"policy_version"`
	Rules         []string             `json:"rules"`
	Recipient     RecipientView        `json:"recipient"`
	Documents     []DocumentView       `json:"documents"`
	Attempts      []AttemptView        `json:"attempts"`
	Created       time.Time            `json:"created"`
	Updated       time.Time            `json:"updated"`
}

// RecipientView is who it goes to, as programs read it.
type RecipientView struct {
	ID    dispatch.ID    `json:"id"`
	Name  string         `json:"name"`
	Class dispatch.Class `json:"class"`
}

// DocumentView is a document as programs read it.
type DocumentView struct {
	Name   string                `json:"name"`
	Kind   dispatch.DocumentKind `json:"kind"`
	Pages  int                   `json:"pages"`
	Size   int64                 `json:"size"`
	SHA256 string                `json:"sha256"`
	// Original is the file that it was made from, when it is not that file itself.
	Original *dispatch.Original `json:"original,omitempty"`
}

// AttemptView is a try as programs read it.
type AttemptView struct {
	ID        dispatch.ID       `json:"id"`
	N         int               `json:"n"`
	Started   time.Time         `json:"started"`
	Ended     *time.Time        `json:"ended"`
	Certainty *string           `json:"certainty"` // null while it runs
	Receipt   *ReceiptView      `json:"receipt"`
	Error     *dispatch.Failure `json:"error"`
}

// ReceiptView is what the other side answered, as programs read it.
type ReceiptView struct {
	Provider  string    `json:"provider"`
	Reference string    `json:"reference"`
	At        time.Time `json:"at"`
	Pages     int       `json:"pages,omitempty"`
	Bytes     int64     `json:"bytes,omitempty"`
	Detail    string    `json:"detail"`
	Cover     string    `json:"cover_sha256,omitempty"`
	Prepared  string    `json:"prepared_sha256,omitempty"`

	Link     string     `json:"link,omitempty"`
	Notified *time.Time `json:"notified,omitempty"`
	Fetched  *time.Time `json:"fetched,omitempty"`
	Fetches  int        `json:"fetches,omitempty"`
	Expires  *time.Time `json:"expires,omitempty"`
	Revoked  *time.Time `json:"revoked,omitempty"`
}

// ViewDispatch is d as programs read it; times are UTC.
func ViewDispatch(d dispatch.Dispatch) DispatchView {
	v := DispatchView{
		ID: d.ID, Batch: d.Batch, State: d.State, AwaitsPerson: d.AwaitsPerson(), Channel: d.Channel, Form: d.Form, Suggested: d.Suggested,
		Reason: d.Reason, Purpose: d.Purpose, Authorisation: d.Authorisation,
		PolicyVersion: d.PolicyVersion, Rules: append([]string{}, d.Rules...),
		Recipient: RecipientView{d.Recipient.ID, d.Recipient.Name, d.Recipient.Class},
		Documents: []DocumentView{}, Attempts: []AttemptView{},
		Created: d.Created.UTC(), Updated: d.Updated.UTC(),
	}
	for _, doc := range d.Documents {
		v.Documents = append(v.Documents, DocumentView{doc.Name, doc.Kind, doc.Pages, doc.Size, doc.SHA256, doc.Original})
	}
	for _, a := range d.Attempts {
		v.Attempts = append(v.Attempts, viewAttempt(a))
	}
	return v
}

func viewAttempt(a dispatch.Attempt) AttemptView {
	v := AttemptView{ID: a.ID, N: a.N, Started: a.Started.UTC(), Error: a.Error}
	if !a.Ended.IsZero() {
		ended, certainty := a.Ended.UTC(), a.Certainty.String()
		v.Ended, v.Certainty = &ended, &certainty
	}
	if r := a.Receipt; r != nil {
		v.Receipt = &ReceiptView{
			Provider: r.Provider, Reference: r.Reference, At: r.At.UTC(), Pages: r.Pages, Bytes: r.Bytes, Detail: r.Detail,
			Cover: r.Cover, Prepared: r.Prepared, Link: r.Link, Notified: instant(r.Notified), Fetched: instant(r.Fetched),
			Fetches: r.Fetches, Expires: instant(r.Expires), Revoked: instant(r.Revoked),
		}
	}
	return v
}

// instant is a time in UTC, and nil for the zero one.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
