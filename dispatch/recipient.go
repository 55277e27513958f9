package dispatch

import (
	"slices"
	"time"
)

// Recipient is who receives.
type Recipient struct {
	ID              ID          `json:"id"`
	Name            string      `json:"name"`
	Organisation    string      `json:"organisation,omitempty"`
	Class           Class       `json:"class"`
	Facility        Facility    `json:"facility,omitempty"` // empty: not said
	InDirectory     Truth       `json:"in_directory"`       // found in the network's directory; unknown when not looked up
	System          ChannelKind `json:"system,omitempty"`
	Preference      ChannelKind `json:"preference,omitempty"`
	ChannelConsent  Truth       `json:"channel_consent"` // accepts e-mail
	PortalAvailable Truth       `json:"portal_available"`
	Phone           string      `json:"phone,omitempty"` // E.164, for verification calls
	Language        string      `json:"language,omitempty"`
	Routes          []Route     `json:"routes"`
	Created         time.Time   `json:"created"`
	Updated         time.Time   `json:"updated"`
}

// Facility is what kind of place a recipient works at.
type Facility string

// The facilities that change what may be sent there.
const (
	Pharmacy   Facility = "pharmacy"
	Laboratory Facility = "laboratory"
	Imaging    Facility = "imaging"
	Hospital   Facility = "hospital"
	Clinic     Facility = "clinic"
	OtherPlace Facility = "other"
)

// Facilities lists every kind of place.
func Facilities() []Facility {
	return []Facility{Pharmacy, Laboratory, Imaging, Hospital, Clinic, OtherPlace}
}

// Route is one way to reach a recipient.
type Route struct {
	Channel      ChannelKind   `json:"channel"`
	Address      string        `json:"address"` // bare e-mail address, E.164 fax number, or portal identity
	Verification *Verification `json:"verification,omitempty"`
	Doubtful     *Doubt        `json:"doubtful,omitempty"` // it may lead elsewhere; nil: nothing is known against it
	Failed       *Doubt        `json:"failed,omitempty"`   // what came of the last fax to it, when that may pass: to be told
}

// Doubt is news that speaks against a route.
type Doubt struct {
	Code string    `json:"code"` // of the Failure that said so, or NotHere
	At   time.Time `json:"at"`
}

// NotHere is the code of a doubt that a person raised: the recipient is not at that number.
const NotHere = "fax_not_here"

// TypedTwice is the way in which a number was verified when the person typed it twice. It finds a slip of
// the finger, and says nothing of who answers.
const TypedTwice = "typed_twice"

// InDoubt reports whether r was doubted and nobody has verified it since, by more than typing it again.
func (r Route) InDoubt() bool {
	return r.Doubtful != nil && (r.Verification == nil || !r.Verification.Answers(*r.Doubtful))
}

// Answers reports whether the verification settles a doubt.
func (v Verification) Answers(doubt Doubt) bool { return v.How != TypedTwice && v.At.After(doubt.At) }

// Verification records who made sure that a route leads to the recipient, how and when.
type Verification struct {
	By  string    `json:"by"`
	How string    `json:"how"`
	At  time.Time `json:"at"`
}

// Route returns the first route of r over channel.
func (r Recipient) Route(channel ChannelKind) (Route, bool) {
	i := slices.IndexFunc(r.Routes, func(route Route) bool { return route.Channel == channel })
	if i < 0 {
		return Route{}, false
	}
	return r.Routes[i], true
}

// Email returns the recipient's e-mail address, or an empty string.
func (r Recipient) Email() string {
	route, _ := r.Route(EmailEncrypted)
	return route.Address
}

// KeyState is how far a certificate may be trusted.
type KeyState string

// The states of a key. Only Verified and Unverified keys encrypt; a changed or revoked one is Blocked.
const (
	KeyUnverified KeyState = "unverified"
	KeyVerified   KeyState = "verified"
	KeyBlocked    KeyState = "blocked"
)

// Key is an OpenPGP certificate, the clinic's own or a recipient's.
type Key struct {
	Fingerprint  string        `json:"fingerprint"` // lower-case hexadecimal, 40 characters for version 4
	Addresses    []string      `json:"addresses"`   // bare addresses of valid, unrevoked user ids
	Created      time.Time     `json:"created"`
	Expires      time.Time     `json:"expires,omitzero"` // zero: never
	State        KeyState      `json:"state"`
	Own          bool          `json:"own"`
	Verification *Verification `json:"verification,omitempty"`
	Problem      string        `json:"problem,omitempty"` // code of why nothing can be encrypted to it now; not stored
	Certificate  []byte        `json:"-"`                 // transferable public key, binary
}
