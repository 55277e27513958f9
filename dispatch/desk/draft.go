package desk

import (
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect"
)

// Draft is a dispatch in the making: what the person has given so far.
type Draft struct {
	Recipient       dispatch.Recipient // zero ID: not chosen yet
	Documents       []inspect.Report
	Kind            dispatch.DocumentKind // said by the person; empty: as the documents were read
	NothingPersonal bool                  // the person declares that nothing personal or confidential is inside
	Patient         string                // whom the documents should be about: a name or a health insurance number; never stored
	Confirmed       []string              // codes of the concerns that the person has seen and confirms
	Channel         dispatch.ChannelKind  // chosen; empty: follow the suggestion
	Account         string                // name or ID of the account to send with; empty: the one in use for the channel
	Route           string                // address chosen among several of its channel; empty: the first of each
	Form            dispatch.Form         // chosen; empty: what the recipient can open
	Subject         string
	Message         string
	Reason          string // justification for a channel that needs one
	Purpose         string
	Authorisation   string       // reference of the consent or legal authority: makes the case authorised
	AuthorisedOn    dispatch.Day // its date; empty: not known
	Refused         bool         // the person says that the recipient is not authorised
	Signature       dispatch.Signature
	Hold            *time.Duration // undo window; nil: as the home is set, see UndoSeconds
	Expires         time.Time      // until when a portal shall give access; zero: as the home's settings say
	DrawPassphrase  bool           // even where a secret is agreed with the recipient
	Done            Done           // by whom and when, for a channel that a person carries
	SentBefore      time.Time      // when the same documents left for the same recipient; zero: not known. Told, never asked about

	batch dispatch.ID // of several recipients at once; empty: of one
}

// DefaultHold is the undo window of a home that was never set otherwise.
const DefaultHold = 10 * time.Second

// TypedTwice is the way a number was verified when the person typed it twice.
const TypedTwice = dispatch.TypedTwice

// Standing is how the rules see a channel for a draft.
type Standing string

// The standings, best first.
const (
	Suggested  Standing = "suggested"
	Allowed    Standing = "allowed"
	WithReason Standing = "with_reason"
	Forbidden  Standing = "forbidden"
)

// Need is something to supply before a dispatch can leave by a channel. Its sentences live in package
// wording under "need_" and its name.
type Need string

// The needs.
const (
	NeedDocument        Need = "document"
	NeedRecipient       Need = "recipient"
	NeedKind            Need = "kind"
	NeedAuthorisation   Need = "authorisation"
	NeedSignature       Need = "signature"        // of a prescription: by hand or electronic
	NeedHandSignature   Need = "hand_signature"   // a faxed prescription must be signed by hand
	NeedReason          Need = "reason"           // the channel is possible only with a recorded reason
	NeedRoute           Need = "route"            // the recipient has no address for the channel
	NeedVerification    Need = "verification"     // of the fax number: Option.Unverified says why
	NeedAccount         Need = "account"          // no account carries the channel
	NeedPassport        Need = "passport"         // the service stores outside Québec, or nobody has said where
	NeedSenderProfile   Need = "sender"           // cover pages need the clinic's name and telephone
	NeedOwnKey          Need = "own_key"          // openpgp needs the clinic's own key
	NeedKey             Need = "key"              // no usable key of the recipient
	NeedKeyVerification Need = "key_verification" // nobody compared the key's fingerprint, and the documents are protected
	NeedOwnCertificate  Need = "own_certificate"  // smime needs the clinic's own certificate, of the address that sends
	NeedGatewayApproval Need = "gateway_approval" // no approval of the mail gateway is recorded
	NeedGatewayTest     Need = "gateway_test"     // nobody has seen the gateway work for a year
	NeedAddressCheck    Need = "address_check"    // the address looks like another one: hold
	NeedConfirmation    Need = "confirmation"     // a concern to look at and confirm
)

// Option is one channel as it stands for a draft.
type Option struct {
	Channel  dispatch.ChannelKind
	Standing Standing
	Code     dispatch.Code // why it is forbidden
	Rule     string        // rule id behind Code
	Carried  bool          // Souspli sends it; otherwise it guides and records
	Form     dispatch.Form // for encrypted e-mail
	FormWhy  FormWhy       // why that form
	Forms    []FormChoice  // every form, for encrypted e-mail
	Account  dispatch.ID   // the account that would carry it
	// Capabilities are what the portal can keep, nil for other channels and for one that does not say; Expires
	// is until when it would give access, zero: without end.
	Capabilities *dispatch.Capabilities
	Expires      time.Time
	// AgreedSecret tells that it would open with the secret agreed with the recipient, unless the draft wants words
	// drawn for it alone.
	AgreedSecret bool
	Needs        []Need // empty: ready
	// KeyProblem is the code of why the recipient's key cannot be used, beside NeedKey.
	KeyProblem string
	Unverified Unverified      // why the number must be verified, beside NeedVerification
	Doubt      *dispatch.Doubt // what speaks against the number, or how the last fax to it failed
	Verified   time.Time       // when the number was last verified; zero: never
	Notices    []Notice        // to tell; none stops
}

// NeedNames are the needs by the names of their sentences, which tell why a number must be verified.
func (o Option) NeedNames() []string { return needNames(o.Needs, o.Unverified) }

func needNames(needs []Need, why Unverified) []string {
	names := make([]string, len(needs))
	for i, need := range needs {
		names[i] = why.name(need)
	}
	return names
}

// Notice is something to know before a dispatch leaves by a channel, which stops nothing. Its sentences
// live in package wording under "notice_" and its name.
type Notice string

// The notices.
const (
	NoticeNumberFailed Notice = "number_failed" // the last fax to the number failed: Option.Doubt says how
	NoticePassportOld  Notice = "passport_old"  // nobody has gone over the service's passport for a year
	NoticeNoContract   Notice = "no_contract"   // no written contract is recorded
	NoticeFirstTime    Notice = "first_time"    // nothing was ever sent to this address
	NoticeOtherDomain  Notice = "other_domain"  // the others of the recipient's organisation have another domain
	NoticeLookalike    Notice = "lookalike"     // the address may be taken for one at a known domain
)

// Weight is what lifts a concern.
type Weight string

// The weights.
const (
	Confirm Weight = "confirm" // a look and a confirmation
	Justify Weight = "justify" // a confirmation and a recorded reason
	Stop    Weight = "stop"    // nothing: the document or the recipient must change
)

// Concern is a sign that this is the wrong document or the wrong recipient. Its sentences live in package
// wording under "concern_" and "concern_way_" and its code.
type Concern struct {
	Code      string
	Weight    Weight
	Document  int // index in the draft's documents; -1: all of them
	Count     int // of persons, where the sentence tells it
	Confirmed bool
}

// Suggestion is the answer for a draft: every channel in the order to show them, and the one that would
// be used.
type Suggestion struct {
	Case     dispatch.Case
	Answer   dispatch.Answer // zero while Needs holds NeedRecipient or NeedKind
	Options  []Option
	Chosen   int                   // index in Options of the chosen or suggested channel; -1: none
	Needs    []Need                // of the draft, whatever the channel
	Kind     dispatch.DocumentKind // the person's, or the one read; empty: to ask
	Concerns []Concern             // about the documents, the recipient and the chosen channel, the weightiest first
}

// Option returns the chosen option.
func (s Suggestion) Option() (Option, bool) {
	if s.Chosen < 0 || s.Chosen >= len(s.Options) {
		return Option{}, false
	}
	return s.Options[s.Chosen], true
}

// Ready reports whether the draft can leave as it is.
func (s Suggestion) Ready() bool {
	option, ok := s.Option()
	_, stopped := stopping(s.Concerns)
	return ok && !stopped && len(s.Needs) == 0 && len(option.Needs) == 0 && option.Standing != Forbidden
}
