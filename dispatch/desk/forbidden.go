package desk

import (
	"context"

	"github.com/souspli/souspli/dispatch"
)

// senderCodes are why nothing protected leaves by e-mail from an account, by its standing (R17, R18).
var senderCodes = map[dispatch.SenderAccount]string{
	dispatch.PersonalAccount:    "sender_personal",
	dispatch.UniversityAccount:  "sender_university",
	dispatch.RedirectingAccount: "sender_redirecting",
	dispatch.ClinicDomain:       "sender_not_approved",
}

// forbidden tells that the rules refuse a channel, and of an e-mail account at fault which and why.
func (d *Desk) forbidden(ctx context.Context, draft Draft, s Suggestion, o Option) error {
	switch o.Code {
	case "SENDER_ACCOUNT_NOT_CORPORATE", "NO_AUTOMATIC_FORWARDING":
	default:
		return refused("channel_forbidden")
	}
	code, known := senderCodes[s.Case.SenderAccount]
	used, err := d.senders(ctx, draft)
	if err != nil {
		return err
	}
	account, chosen := used[dispatch.EmailEncrypted]
	if !known || !chosen {
		return refused("channel_forbidden")
	}
	return &dispatch.Error{
		Op: "desk", Kind: dispatch.KindRefused, Code: code, Field: "account", Certainty: dispatch.Unsent, Detail: account.Name,
	}
}
