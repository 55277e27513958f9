package desk

import (
	"context"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// means is what this home can send with, read once for one suggestion.
type means struct {
	accounts      map[dispatch.ChannelKind]dispatch.Account // that would carry the draft
	sender        dispatch.Sender
	senderSet     bool
	pgp, smime    certificates
	gateway       GatewayStanding // of the mail account's gateway
	outsideQuebec bool            // the recipient's fax number
	practice      bool
	now           time.Time

	verificationMonths int // after which a fax number is verified again

	portal     *dispatch.Capabilities // of the portal's account; nil when it does not say
	portalDays PortalDays
}

func (d *Desk) means(ctx context.Context, draft Draft) (means, error) {
	m := means{practice: d.config.Practice, now: d.config.Now()}
	var err error
	if m.accounts, err = d.senders(ctx, draft); err != nil {
		return m, err
	}
	if m.sender, m.senderSet, err = d.Sender(ctx); err != nil {
		return m, err
	}
	if m.verificationMonths, err = d.VerificationMonths(ctx); err != nil {
		return m, err
	}
	if err := d.addPortal(ctx, &m); err != nil {
		return m, err
	}
	if err := d.addForms(ctx, draft, &m); err != nil {
		return m, err
	}
	if route, ok := draft.Recipient.Route(dispatch.CloudFax); ok {
		_, m.outsideQuebec, _ = d.config.Addresses.Fax(route.Address)
	}
	return m, nil
}

// account is the one that would carry the channel.
func (m means) account(channel dispatch.ChannelKind) (dispatch.Account, bool) {
	account, ok := m.accounts[channel]
	return account, ok
}

// caseOf builds the policy's case of a kind. What nobody said or read stays unknown, and unknown is
// protected.
func (m means) caseOf(draft Draft, kind dispatch.DocumentKind) dispatch.Case {
	r := draft.Recipient
	c := dispatch.Case{
		RecipientClass:      m.class(r.Class),
		InDirectory:         r.InDirectory,
		RecipientAddress:    r.Email(),
		DocKind:             kind,
		Payload:             dispatch.DocumentPayload,
		System:              r.System,
		RecipientPreference: r.Preference,
		Authorised:          authorised(draft),
		ChannelConsent:      r.ChannelConsent,
		PortalAvailable:     r.PortalAvailable,
		SenderRole:          m.sender.Role,
		Sensitivity:         sensitivity(draft),
	}
	if mail, ok := m.account(dispatch.EmailEncrypted); ok {
		c.SenderAccount = mail.Standing
	}
	if portal, ok := m.account(dispatch.Portal); ok {
		c.PortalApproved = dispatch.TruthOf(portal.Standing == dispatch.RSSSAccount)
	}
	return c
}

// class is the declared one, but a partner whose fax lies outside Québec is a partner outside Québec
// (rule R11).
func (m means) class(declared dispatch.Class) dispatch.Class {
	if declared == dispatch.ExternalPartner && m.outsideQuebec {
		return dispatch.OutsideQuebecPartner
	}
	return declared
}

func authorised(draft Draft) dispatch.Truth {
	switch {
	case draft.Refused:
		return dispatch.False
	case draft.Authorisation != "":
		return dispatch.True
	default:
		return dispatch.Unknown
	}
}
