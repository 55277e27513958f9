package dispatch

import (
	"cmp"
	"time"
)

// Communication is one line of the register of communications: what was communicated, to whom, what for and why it
// may be (R-22.1, s. 265), with the way and what came of it.
type Communication struct {
	Dispatch      ID               `json:"dispatch"`
	At            time.Time        `json:"at"` // it left, as far as is known
	Documents     []CommunicatedAs `json:"documents"`
	Recipient     string           `json:"recipient"`
	Organisation  string           `json:"organisation,omitempty"`
	Class         Class            `json:"class"`
	Channel       ChannelKind      `json:"channel"`
	Form          Form             `json:"form,omitempty"`
	Purpose       string           `json:"purpose,omitempty"`
	Authorisation string           `json:"authorisation,omitempty"`
	Reason        string           `json:"reason,omitempty"` // recorded for the channel
	Outcome       State            `json:"outcome"`
}

// CommunicatedAs is the nature of one document that was communicated.
type CommunicatedAs struct {
	Kind  DocumentKind `json:"kind"`
	Pages int          `json:"pages"`
}

// Communicated reports whether something of d reached somebody, or may have.
func (d Dispatch) Communicated() bool {
	switch d.State {
	case Sending, Accepted, Delivered, Partial, Uncertain, ByHand:
		return true
	default:
		return false
	}
}

// Left is when d left: when the try that was not certainly in vain began, and else when it was made.
func (d Dispatch) Left() time.Time {
	for _, a := range d.Attempts {
		if a.Certainty != Unsent {
			return a.Started
		}
	}
	return d.Created
}

// CommunicationOf is the line of the register that tells of d.
func CommunicationOf(d Dispatch) Communication {
	c := Communication{
		Dispatch: d.ID, At: d.Left(), Recipient: d.Recipient.Name, Organisation: d.Recipient.Organisation,
		Class: cmp.Or(d.Case.RecipientClass, d.Recipient.Class), Channel: d.Channel, Form: d.Form,
		Purpose: d.Purpose, Authorisation: d.Authorisation, Reason: d.Reason, Outcome: d.State,
		Documents: []CommunicatedAs{},
	}
	for _, doc := range d.Documents {
		c.Documents = append(c.Documents, CommunicatedAs{doc.Kind, doc.Pages})
	}
	return c
}
