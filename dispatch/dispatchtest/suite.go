// Package dispatchtest holds what tests of channels, stores and the outbox share: conformance suites,
// scripted faults and a fake clock.
package dispatchtest

import "github.com/souspli/souspli/dispatch"

// Fault is what a scripted server does wrong.
type Fault string

// The faults that every channel is tried with.
const (
	NoFault          Fault = "none"
	ReplyLost        Fault = "reply_lost"        // takes everything, then closes before its final reply
	CutMidway        Fault = "cut_midway"        // closes in the middle of the document
	HugeAnswer       Fault = "huge_answer"       // answers without end
	MalformedAnswer  Fault = "malformed_answer"  // answers nonsense where a reply is due
	Redirect         Fault = "redirect"          // sends us elsewhere (HTTP)
	WrongCertificate Fault = "wrong_certificate" // presents a certificate that we do not trust
	WrongPassword    Fault = "wrong_password"    // refuses our credentials
	TryLater         Fault = "try_later"         // is busy, before taking a byte
	Refused          Fault = "refused"           // refuses the recipient for good, before taking a byte
	Gone             Fault = "gone"              // nobody listens
)

// Rig is a channel connected to a scripted server.
type Rig struct {
	Channel  dispatch.Channel
	Parcel   dispatch.Parcel // valid, with one short PDF
	Received func() int      // how many whole parcels the server holds
	Private  []string        // words that must not occur in errors
	// Inapplicable lists faults that this kind of channel cannot meet.
	Inapplicable []Fault
}
