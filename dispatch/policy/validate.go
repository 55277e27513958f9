package policy

import (
	"slices"

	"github.com/souspli/souspli/dispatch"
)

// check is one field of a case and whether its value is in the table of inputs.
type check struct {
	field string
	ok    bool
}

// validate names the first field of c that is outside the table of inputs.
func validate(c dispatch.Case, op string) error {
	switch {
	case c.RecipientClass == "":
		return invalid(op, "case_value_missing", "recipient_class")
	case c.DocKind == "":
		return invalid(op, "case_value_missing", "doc_kind")
	}
	for _, check := range checks(c) {
		if !check.ok {
			return invalid(op, "case_value_unknown", check.field)
		}
	}
	return nil
}

func checks(c dispatch.Case) [18]check {
	s := c.Sensitivity
	return [...]check{
		{"sensitivity.needs_consent", truth(s.NeedsConsent)},
		{"sensitivity.limited_to_authorised", truth(s.LimitedToAuthorised)},
		{"sensitivity.can_compromise", truth(s.CanCompromise)},
		{"sensitivity.high_expectation", truth(s.HighExpectation)},
		{"sensitivity.personal_info", truth(s.PersonalInfo)},
		{"sensitivity.org_says_confidential", truth(s.OrgSaysConfidential)},
		{"recipient_class", knownClass(c.RecipientClass)},
		{"in_directory", truth(c.InDirectory)},
		{"doc_kind", c.DocKind.Valid()},
		{"payload", knownPayload(c.Payload)},
		{"system", knownSystem(c.System)},
		{"recipient_preference", c.RecipientPreference == "" || c.RecipientPreference.Valid()},
		{"authorised", truth(c.Authorised)},
		{"channel_consent", truth(c.ChannelConsent)},
		{"portal_available", truth(c.PortalAvailable)},
		{"portal_approved", truth(c.PortalApproved)},
		{"sender_account", knownAccount(c.SenderAccount)},
		{"sender_role", knownRole(c.SenderRole)},
	}
}

func truth(t dispatch.Truth) bool { return t <= dispatch.True }

func knownClass(class dispatch.Class) bool { return slices.Contains(dispatch.Classes(), class) }

func knownPayload(payload dispatch.Payload) bool {
	switch payload {
	case "", dispatch.DocumentPayload, dispatch.MessagePayload:
		return true
	default:
		return false
	}
}

func knownSystem(system dispatch.ChannelKind) bool {
	return system == "" || channelOf(system).system()
}

func knownAccount(account dispatch.SenderAccount) bool {
	switch account {
	case "", dispatch.RSSSAccount, dispatch.ClinicDomain, dispatch.UniversityAccount, dispatch.PersonalAccount,
		dispatch.RedirectingAccount:
		return true
	default:
		return false
	}
}

func knownRole(role dispatch.SenderRole) bool {
	switch role {
	case "", dispatch.Nurse, dispatch.Clerk, dispatch.Extern, dispatch.Pharmacist, dispatch.OtherRole:
		return true
	default:
		return prescribes(role)
	}
}

func invalid(op, code, field string) error {
	return &dispatch.Error{Op: op, Kind: dispatch.KindInvalid, Code: code, Field: field}
}
