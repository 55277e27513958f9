package desk

import (
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/policy"
)

// Path is how the rules come to a suggestion: the steps of the procedure that mattered, in their order; none while
// the recipient or the kind is not known.
func Path(s Suggestion) []dispatch.Step {
	if len(s.Options) == 0 {
		return nil
	}
	steps, err := policy.Path(s.Case)
	if err != nil { // the same case was answered
		return nil
	}
	return steps
}

// Change is what made a suggestion another one. Its sentence is in package wording under "ui_changed_" and its name.
type Change string

// The changes.
const (
	ChangedKind          Change = "kind"
	ChangedProtection    Change = "protection"
	ChangedClass         Change = "class"
	ChangedRecipient     Change = "recipient" // what is known of the same recipient
	ChangedAuthorisation Change = "authorisation"
	ChangedAccount       Change = "account"
)

// Changed tells why the rules suggest another channel than before; empty when they suggest the same, or nothing
// was suggested before, or now.
func Changed(before, now Suggestion) Change {
	if before.Answer.First == "" || now.Answer.First == "" || before.Answer.First == now.Answer.First {
		return ""
	}
	switch was, is := before.Case, now.Case; {
	case was.RecipientClass != is.RecipientClass || before.Answer.EffectiveClass != now.Answer.EffectiveClass:
		return ChangedClass
	case was.DocKind != is.DocKind:
		return ChangedKind
	case before.Answer.Protected != now.Answer.Protected:
		return ChangedProtection
	case was.Authorised != is.Authorised:
		return ChangedAuthorisation
	case was.SenderAccount != is.SenderAccount || was.SenderRole != is.SenderRole || was.PortalApproved != is.PortalApproved:
		return ChangedAccount
	default:
		return ChangedRecipient
	}
}
