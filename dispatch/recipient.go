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
	Department      string      `json:"department,omitempty"` // within the organisation
	Class           Class       `json:"class"`
	Facility        Facility    `json:"facility,omitempty"` // empty: not said
	InDirectory     Truth       `json:"in_directory"`       // found in the network's directory; unknown when not looked up
	System          ChannelKind `json:"system,omitempty"`
	Preference      ChannelKind `json:"preference,omitempty"`
	ChannelConsent  Truth       `json:"channel_consent"` // accepts e-mail
	PortalAvailable Truth       `json:"portal_available"`
	Phone           string      `json:"phone,omitempty"` // E.164, for verification calls
	Language        string      `json:"language,omitempty"`
	Form            Form        `json:"form,omitempty"`       // of encrypted e-mail that the recipient can open; empty: by what is known
	Restricted      bool        `json:"restricted,omitempty"` // may receive nothing (R-22.1, r. 1, s. 3 and 5: a signed refusal)
	Directory       *Entry      `json:"directory,omitempty"`  // where the entry was imported from; nil: typed here
	Routes          []Route     `json:"routes"`
	Created         time.Time   `json:"created"`
	Updated         time.Time   `json:"updated"`
}

// Entry names a recipient in the directory that it was imported from, so that a refresh finds it again.
type Entry struct {
	Source    string    `json:"source"`    // csv, vcard or the name of an LDAP account
	Reference string    `json:"reference"` // what the directory calls it: a file's own number, a UID, a distinguished name
	At        time.Time `json:"at"`        // last import or refresh that found it
	// Gone is when a refresh of a directory first did not find it any more; zero: it is there. The recipient
	// stays, and is no longer held to be in the directory.
	Gone time.Time `json:"gone,omitzero"`
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

// Route is one way to reach a recipient. Of several over one channel, the first is used unless a person
// chooses another.
type Route struct {
	Label        string        `json:"label,omitempty"` // what the address is for: reception, results
	Channel      ChannelKind   `json:"channel"`
	Address      string        `json:"address"`          // bare e-mail address, E.164 fax number, or portal identity
	Source       string        `json:"source,omitempty"` // where it was imported from, as in Entry; empty: a person typed it
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

// KeyKind is what a certificate is for; the zero value is OpenPGP.
type KeyKind string

// The kinds of certificates.
const (
	OpenPGPKey KeyKind = ""
	SMIMEKey   KeyKind = "smime" // X.509
)

// Where a key came from. A person can say more of a file than anybody of the rest.
const (
	KeyFromFile      = "file"
	KeyFromWKD       = "wkd"  // found at the recipient's domain
	KeyFromLDAP      = "ldap" // in a directory
	KeyFromKeyserver = "keys.openpgp.org"
)

// Key is an OpenPGP or S/MIME certificate, the clinic's own or a recipient's.
type Key struct {
	Kind         KeyKind       `json:"kind,omitempty"`
	Fingerprint  string        `json:"fingerprint"` // lower-case hexadecimal: 40 characters for OpenPGP version 4, 64 (SHA-256) for S/MIME
	Source       string        `json:"source,omitempty"`
	Refreshed    time.Time     `json:"refreshed,omitzero"` // when its source was last asked for news
	Addresses    []string      `json:"addresses"`          // bare addresses of valid, unrevoked user ids
	Created      time.Time     `json:"created"`
	Expires      time.Time     `json:"expires,omitzero"` // zero: never
	State        KeyState      `json:"state"`
	Own          bool          `json:"own"`
	Verification *Verification `json:"verification,omitempty"`
	VerifiedFor  []string      `json:"verified_for,omitempty"` // addresses it bore when it was verified; its owner may add others' since
	Problem      string        `json:"problem,omitempty"`      // code of why nothing can be encrypted to it now; not stored
	Certificate  []byte        `json:"-"`                      // transferable public key, binary
	// Blocked is the code of why State is KeyBlocked: KeyChanged, KeyRevoked, KeySuperseded or KeyRefused.
	Blocked  string       `json:"blocked,omitempty"`
	Bindings []KeyBinding `json:"bindings,omitempty"`
}
