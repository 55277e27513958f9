// Package dispatchtest holds what tests of channels, stores and the outbox share: conformance suites,
// scripted faults, a fake clock, certificates, sample documents and a store in memory.
//
// Promise: a channel that passes [RunChannel] never calls sent what the other side does not hold, and a
// store that passes [RunOutboxStore] never changes half a dispatch. Failure policy: a law that cannot be
// checked fails; nothing is skipped.
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

// Faults lists every fault, NoFault first.
func Faults() []Fault {
	return []Fault{
		NoFault, ReplyLost, CutMidway, HugeAnswer, MalformedAnswer, Redirect, WrongCertificate,
		WrongPassword, TryLater, Refused, Gone,
	}
}

// Rig is a channel connected to a scripted server that nothing else uses.
type Rig struct {
	Channel dispatch.Channel
	Parcel  dispatch.Parcel // valid, with one short PDF
	// Received is how many whole parcels the server holds. It is asked after Send has returned and must
	// wait until the server has done with what it read. A parcel with a missing, truncated or altered
	// document is not whole.
	Received func() int
	// Strayed is how many requests reached the place that a Redirect points at; nil when not watched.
	Strayed func() int
	// Private lists words that must not occur in errors: names, addresses, numbers, subjects, file names,
	// passwords.
	Private []string
	// Inapplicable lists faults that this kind of channel cannot meet. NoFault, ReplyLost, CutMidway and
	// Gone happen to all.
	Inapplicable []Fault
}
