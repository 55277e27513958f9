package dispatch

// Class is the relation of a recipient to the health network, as declared by a person.
type Class string

// The classes of a recipient.
const (
	Internal             Class = "internal"
	ExternalPartner      Class = "external_partner"
	OutsideQuebecPartner Class = "outside_quebec_partner"
	ThirdParty           Class = "third_party"
	Patient              Class = "patient"
	Caregiver            Class = "caregiver"
)

// Classes lists every class of a recipient.
func Classes() []Class {
	return []Class{Internal, ExternalPartner, OutsideQuebecPartner, ThirdParty, Patient, Caregiver}
}

// Payload says whether a document or only words are exchanged.
type Payload string

// The payloads. The zero value counts as DocumentPayload.
const (
	DocumentPayload Payload = "document"
	MessagePayload  Payload = "message"
)

// SenderAccount is the standing of the account that sends. The zero value counts as ClinicDomain.
type SenderAccount string

// The standings of a sending account. RSSSAccount also covers an account under a domain that the
// establishment has declared approved. RedirectingAccount is one of any domain whose mailbox was found to
// send its mail on by itself.
const (
	RSSSAccount       SenderAccount = "rsss"
	ClinicDomain      SenderAccount = "clinic_domain"
	UniversityAccount SenderAccount = "university"
	PersonalAccount   SenderAccount = "personal"

	RedirectingAccount SenderAccount = "redirecting"
)

// SenderRole is the profession of the person in whose name a dispatch leaves. The zero value counts as
// OtherRole.
type SenderRole string

// The roles. The first five may prescribe.
const (
	Physician         SenderRole = "physician"
	Resident          SenderRole = "resident"
	NursePractitioner SenderRole = "nurse_practitioner"
	Dentist           SenderRole = "dentist"
	Midwife           SenderRole = "midwife"
	Nurse             SenderRole = "nurse"
	Clerk             SenderRole = "clerk"
	Extern            SenderRole = "extern"
	Pharmacist        SenderRole = "pharmacist"
	OtherRole         SenderRole = "other"
)

// Sensitivity holds the criteria of a protected document: the four of sensitive data (telehealth
// infographic, section 1) and the two of confidential data (directive, note 2). Unknown counts as true.
type Sensitivity struct {
	NeedsConsent        Truth `json:"needs_consent"`
	LimitedToAuthorised Truth `json:"limited_to_authorised"`
	CanCompromise       Truth `json:"can_compromise"`
	HighExpectation     Truth `json:"high_expectation"`
	PersonalInfo        Truth `json:"personal_info"`
	OrgSaysConfidential Truth `json:"org_says_confidential"`
}

// NothingSensitive is the sensitivity of a document that a person has declared free of anything
// personal or confidential.
func NothingSensitive() Sensitivity {
	return Sensitivity{False, False, False, False, False, False}
}

// Case is what the policy decides on.
type Case struct {
	Sensitivity         Sensitivity   `json:"sensitivity"`
	RecipientClass      Class         `json:"recipient_class"`
	InDirectory         Truth         `json:"in_directory"`
	RecipientAddress    string        `json:"recipient_address"` // bare e-mail address; empty when none is known
	DocKind             DocumentKind  `json:"doc_kind"`
	Payload             Payload       `json:"payload"`
	System              ChannelKind   `json:"system"` // EMR, RSSSSystem, PSV, or empty when none reaches the recipient
	RecipientPreference ChannelKind   `json:"recipient_preference"`
	Authorised          Truth         `json:"authorised"`
	ChannelConsent      Truth         `json:"channel_consent"`
	PortalAvailable     Truth         `json:"portal_available"`
	PortalApproved      Truth         `json:"portal_approved"`
	SenderAccount       SenderAccount `json:"sender_account"`
	SenderRole          SenderRole    `json:"sender_role"`
}

// Decision is what may happen to a case as a whole.
type Decision string

// The decisions. Hold means that something must be confirmed first.
const (
	Send  Decision = "send"
	Hold  Decision = "hold"
	Block Decision = "block"
)

// Encryption is the extra layer that e-mail needs.
type Encryption string

// The layers of e-mail encryption in an answer.
const (
	NoEncryption            Encryption = "none"
	ExtraEncryption         Encryption = "extra"
	EncryptionNotApplicable Encryption = "n/a"
)

// Code names a reason or a warning of an answer, for example MODE_NOT_AUTHORISED. Its sentences live in
// package wording.
type Code string

// Answer is what the policy decides. Allowed is ordered and its first is the suggestion; the other
// lists are sets. A channel in none of the three lists is not offered.
type Answer struct {
	Protected       bool                 `json:"protected"`
	EffectiveClass  Class                `json:"effective_class"`
	Decision        Decision             `json:"decision"`
	First           ChannelKind          `json:"first"` // empty (JSON null) when nothing is allowed
	Allowed         []ChannelKind        `json:"allowed"`
	WithReason      []ChannelKind        `json:"with_reason"`
	Forbidden       []ChannelKind        `json:"forbidden"`
	EmailEncryption Encryption           `json:"email_encryption"`
	Warnings        []Code               `json:"warnings"`
	ReasonCodes     map[ChannelKind]Code `json:"reason_codes"`
	Rules           []string             `json:"rules"` // ids of the rules that decided, in the order applied: R2, R8, R15 ...
}
