package policy

import "github.com/souspli/souspli/dispatch"

// facts are all that the decision looks at: a case with its defaults filled in and everything that makes
// no difference left out. They are finite, so the laws are tried on every one.
type facts struct {
	protected       bool
	class           dispatch.Class // declared
	directory       dispatch.Truth
	domain          Domain
	kind            dispatch.DocumentKind // ordinary unless it has a rule of its own
	message         bool                  // not a document
	system          channel               // none when no system reaches the recipient
	preference      channel               // none when there is none
	authorised      dispatch.Truth
	consent         bool // to e-mail
	portalAvailable bool
	portalApproved  bool
	account         dispatch.SenderAccount
	prescriber      bool
}

// ordinary stands for every kind of document without a rule of its own.
const ordinary dispatch.DocumentKind = ""

func factsOf(c dispatch.Case) facts {
	return facts{
		protected:       protected(c.Sensitivity),
		class:           c.RecipientClass,
		directory:       c.InDirectory,
		domain:          DomainOf(c.RecipientAddress),
		kind:            kindWithRule(c.DocKind),
		message:         c.Payload == dispatch.MessagePayload,
		system:          channelOf(c.System),
		preference:      channelOf(c.RecipientPreference),
		authorised:      c.Authorised,
		consent:         c.ChannelConsent.Is(),
		portalAvailable: c.PortalAvailable.Is(),
		portalApproved:  c.PortalApproved.Is(),
		account:         accountOf(c.SenderAccount),
		prescriber:      prescribes(c.SenderRole),
	}
}

// protected is step 1: one criterion that is not known to be false is enough.
func protected(s dispatch.Sensitivity) bool {
	const no = dispatch.False
	nothing := s.NeedsConsent == no && s.LimitedToAuthorised == no && s.CanCompromise == no &&
		s.HighExpectation == no && s.PersonalInfo == no && s.OrgSaysConfidential == no
	return !nothing
}

func kindWithRule(kind dispatch.DocumentKind) dispatch.DocumentKind {
	switch kind {
	case dispatch.Prescription, dispatch.ExceptionDrugRequest, dispatch.FollowupNormal, dispatch.QuickMessage:
		return kind
	default:
		return ordinary
	}
}

// accountOf takes an account of unknown standing for one of the clinic's own domain.
func accountOf(account dispatch.SenderAccount) dispatch.SenderAccount {
	if account == "" {
		return dispatch.ClinicDomain
	}
	return account
}

func prescribes(role dispatch.SenderRole) bool {
	switch role {
	case dispatch.Physician, dispatch.Resident, dispatch.NursePractitioner, dispatch.Dentist, dispatch.Midwife:
		return true
	default:
		return false
	}
}

// corporate reports whether the sending account belongs to the health network.
func (f *facts) corporate() bool { return f.account == dispatch.RSSSAccount }

// toPerson reports whether the document goes to a patient or who cares for one. No step changes that.
func (f *facts) toPerson() bool {
	return f.class == dispatch.Patient || f.class == dispatch.Caregiver
}

// networkAddress reports whether the address does not speak against being inside the network.
func (f *facts) networkAddress() bool {
	return f.domain == NoDomain || f.knownNetworkAddress()
}

func (f *facts) knownNetworkAddress() bool {
	return f.domain == RSSSDomain || f.domain == RSSSByDirectory
}
