package wording

import (
	"slices"

	"github.com/souspli/souspli/dispatch"
)

// Because explains in one sentence why a channel stands where it does in the answer to a case:
// suggested, allowed, possible with a reason, forbidden, or not offered.
func Because(c *Catalogue, of dispatch.Case, answer dispatch.Answer, channel dispatch.ChannelKind) string {
	return BecauseForm(c, of, answer, channel, "")
}

// BecauseForm is Because for a channel that would be used in a form. Of a gateway no sentence says that the
// document is encrypted: its administrator declares it, and nobody here sees it.
func BecauseForm(c *Catalogue, of dispatch.Case, answer dispatch.Answer, channel dispatch.ChannelKind, form dispatch.Form) string {
	if code, forbidden := answer.ReasonCodes[channel]; forbidden {
		return c.Reason(code)
	}
	key := standing{of, answer, channel}.key()
	if form == dispatch.Gateway && slices.Contains(encrypted, key) {
		key += "_gateway"
	}
	return c.Text("because_" + key)
}

// encrypted are the sentences that speak of encryption.
var encrypted = []string{
	"person_email", "also_encrypted", "also_encrypted_inside", "reason_email_portal", "reason_email_consent",
}

// standing is one channel in the answer to a case. Its methods choose the key of a sentence.
type standing struct {
	of      dispatch.Case
	answer  dispatch.Answer
	channel dispatch.ChannelKind
}

func (s standing) key() string {
	switch {
	case s.answer.First == s.channel:
		return s.suggested()
	case slices.Contains(s.answer.Allowed, s.channel):
		return s.allowed()
	case slices.Contains(s.answer.WithReason, s.channel):
		return s.withReason()
	default:
		return s.notOffered()
	}
}

func (s standing) suggested() string {
	switch {
	case s.channel == dispatch.RSSSSystem && s.of.DocKind == dispatch.ExceptionDrugRequest:
		return "exception_drug"
	case s.isSystem():
		return s.suggestedSystem()
	case s.of.RecipientPreference == s.channel:
		return "preference"
	case !s.answer.Protected:
		return "unprotected"
	case s.of.DocKind == dispatch.Prescription:
		return s.suggestedForPrescription()
	case s.inside():
		return s.suggestedInside()
	case s.toPerson():
		return s.suggestedToPerson()
	default:
		return s.suggestedOutside()
	}
}

func (s standing) suggestedSystem() string {
	switch {
	case s.of.DocKind == dispatch.Prescription:
		return "prescription_system"
	case s.inside():
		return "system_inside"
	default:
		return "system_partner"
	}
}

func (s standing) suggestedForPrescription() string {
	switch {
	case s.toPerson():
		return "prescription_person"
	case s.inside():
		return "prescription_inside"
	default:
		return "prescription_outside"
	}
}

func (s standing) suggestedInside() string {
	switch s.channel {
	case dispatch.Teams:
		return "quick_message"
	case dispatch.EmailNetwork:
		return "inside"
	default:
		return "inside_account"
	}
}

func (s standing) suggestedToPerson() string {
	switch s.channel {
	case dispatch.Phone:
		return "followup"
	case dispatch.Portal:
		return "portal"
	case dispatch.EmailEncrypted:
		return "person_email"
	case dispatch.InPerson:
		return "person_by_hand"
	default:
		return "suggested"
	}
}

func (s standing) suggestedOutside() string {
	switch s.answer.EffectiveClass {
	case dispatch.OutsideQuebecPartner:
		return "outside_quebec"
	case dispatch.ThirdParty:
		return "third_party"
	}
	if s.of.RecipientClass == dispatch.Internal {
		return "partner_unconfirmed"
	}
	return "partner"
}

func (s standing) allowed() string {
	switch {
	case s.of.RecipientPreference == s.channel && s.answer.Protected:
		return s.allowedButOutranked()
	case s.channel == dispatch.TraditionalFax:
		return "also_fax"
	case !s.answer.Protected:
		return "also_unprotected"
	case s.channel == dispatch.Phone && s.of.DocKind == dispatch.Prescription:
		return "also_voice_prescription"
	case s.channel == dispatch.EmailEncrypted && s.inside():
		return "also_encrypted_inside"
	case s.channel == dispatch.EmailEncrypted:
		return "also_encrypted"
	case s.channel == dispatch.Portal && !s.toPerson():
		return "also_portal_approved"
	case s.channel == dispatch.InPerson:
		return "also_by_hand"
	default:
		return "also"
	}
}

// allowedButOutranked is why even the recipient's preference does not come first.
func (s standing) allowedButOutranked() string {
	switch {
	case s.channel == dispatch.Portal:
		return "also"
	case s.toPerson():
		return "also_preferred_portal"
	default:
		return "also_preferred_system"
	}
}

func (s standing) withReason() string {
	switch {
	case !s.answer.Protected:
		return "reason_teams_account"
	case s.of.DocKind == dispatch.Prescription && !s.inside():
		return "reason_prescription"
	case s.toPerson():
		return s.withReasonToPerson()
	case s.answer.First == dispatch.RSSSSystem && s.of.DocKind == dispatch.ExceptionDrugRequest:
		return "reason_exception_drug"
	case s.channel == dispatch.CloudFax:
		return "reason_cloud_fax_inside"
	case s.channel == dispatch.Portal:
		return "reason_portal_unapproved"
	case s.channel == dispatch.Phone:
		return "reason_phone_outside"
	case s.of.System != "":
		return "reason_system"
	default:
		return "reason"
	}
}

func (s standing) withReasonToPerson() string {
	switch s.channel {
	case dispatch.EmailEncrypted:
		if slices.Contains(s.answer.Allowed, dispatch.Portal) {
			return "reason_email_portal"
		}
		return "reason_email_consent"
	case dispatch.Video:
		return "reason_video_person"
	default:
		return "reason_fax_person"
	}
}

func (s standing) notOffered() string {
	switch s.channel {
	case dispatch.Phone, dispatch.Video:
		if s.of.Payload != dispatch.MessagePayload {
			return "not_offered_voice"
		}
	case dispatch.Portal:
		if s.toPerson() {
			return "not_offered_portal"
		}
	case dispatch.EMR, dispatch.RSSSSystem, dispatch.PSV:
		if s.of.System != s.channel {
			return "not_offered_system"
		}
	}
	return "not_offered"
}

func (s standing) isSystem() bool {
	return s.channel == dispatch.EMR || s.channel == dispatch.RSSSSystem || s.channel == dispatch.PSV
}

func (s standing) inside() bool { return s.answer.EffectiveClass == dispatch.Internal }

func (s standing) toPerson() bool {
	return s.answer.EffectiveClass == dispatch.Patient || s.answer.EffectiveClass == dispatch.Caregiver
}
