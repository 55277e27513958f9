package uitest

import (
	"context"
	"slices"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// Suggest knows a partner, a patient and a colleague of the network; a prescription and anything else.
func (d *Desk) Suggest(_ context.Context, draft desk.Draft) (desk.Suggestion, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("Suggest"); err != nil {
		return desk.Suggestion{}, err
	}
	return d.suggest(draft), nil
}

func (d *Desk) suggest(draft desk.Draft) (s desk.Suggestion) {
	s = desk.Suggestion{Chosen: -1, Kind: kindOf(draft)}
	for need, missing := range map[desk.Need]bool{
		desk.NeedDocument: len(draft.Documents) == 0, desk.NeedRecipient: draft.Recipient.ID == "", desk.NeedKind: s.Kind == "",
	} {
		if missing {
			s.Needs = append(s.Needs, need)
		}
	}
	slices.Sort(s.Needs)
	defer func() { lookClosely(draft, &s) }()
	if draft.Recipient.ID == "" || s.Kind == "" {
		return s
	}
	draft.Kind = s.Kind
	s.Case = caseOf(draft)
	s.Answer = answer(s.Case)
	if s.Answer.Decision == dispatch.Hold {
		s.Needs = append(s.Needs, desk.NeedAuthorisation)
	}
	s.Options = d.options(draft, s.Answer)
	channel := draft.Channel
	if channel == "" {
		channel = s.Answer.First
	}
	s.Chosen = slices.IndexFunc(s.Options, func(o desk.Option) bool { return o.Channel == channel })
	return s
}

func caseOf(draft desk.Draft) dispatch.Case {
	c := dispatch.Case{
		RecipientClass: draft.Recipient.Class, InDirectory: draft.Recipient.InDirectory,
		RecipientAddress: draft.Recipient.Email(), DocKind: draft.Kind, Payload: dispatch.DocumentPayload,
		PortalAvailable: draft.Recipient.PortalAvailable, ChannelConsent: draft.Recipient.ChannelConsent,
		SenderAccount: dispatch.ClinicDomain, SenderRole: dispatch.Clerk,
	}
	if draft.NothingPersonal {
		c.Sensitivity = dispatch.NothingSensitive()
	}
	switch {
	case draft.Refused:
		c.Authorised = dispatch.False
	case draft.Authorisation != "":
		c.Authorised = dispatch.True
	}
	return c
}

var never = map[dispatch.ChannelKind]dispatch.Code{
	dispatch.SMS: "MODE_NOT_AUTHORISED", dispatch.Social: "MODE_NOT_AUTHORISED", dispatch.EmailPersonal: "MODE_NOT_AUTHORISED",
	dispatch.EmailUniversity: "PRIVATE_OR_UNIVERSITY_ACCOUNT", dispatch.AutoForward: "NO_AUTOMATIC_FORWARDING",
}

func answer(c dispatch.Case) dispatch.Answer {
	a := dispatch.Answer{
		Protected: true, EffectiveClass: c.RecipientClass, Decision: dispatch.Hold, EmailEncryption: dispatch.ExtraEncryption,
		ReasonCodes: map[dispatch.ChannelKind]dispatch.Code{}, Rules: []string{"R2", "R8"},
	}
	if c.Authorised == dispatch.False {
		return blocked(a)
	}
	if c.Authorised.Is() {
		a.Decision = dispatch.Send
	} else {
		a.Warnings = append(a.Warnings, "CONFIRM_AUTHORISATION")
	}
	forbid := func(code dispatch.Code, channels ...dispatch.ChannelKind) {
		for _, channel := range channels {
			a.Forbidden, a.ReasonCodes[channel] = append(a.Forbidden, channel), code
		}
	}
	switch {
	case c.DocKind == dispatch.Prescription:
		a.Allowed = []dispatch.ChannelKind{dispatch.CloudFax, dispatch.TraditionalFax}
		a.Warnings, a.Rules = append(a.Warnings, "PRESCRIPTION_SIGNATURE"), []string{"R2", "R8", "R15"}
		forbid("PRESCRIPTION_NOT_BY_EMAIL", dispatch.EmailNetwork, dispatch.EmailEncrypted)
		forbid("PRESCRIPTION_NOT_BY_PORTAL", dispatch.Portal)
	case c.RecipientClass == dispatch.Patient:
		a.Allowed = []dispatch.ChannelKind{dispatch.Portal, dispatch.InPerson}
		a.WithReason = []dispatch.ChannelKind{dispatch.EmailEncrypted, dispatch.CloudFax, dispatch.TraditionalFax}
		forbid("EXTERNAL_NEEDS_EXTRA_ENCRYPTION", dispatch.EmailNetwork)
	case c.RecipientClass == dispatch.Internal:
		a.Allowed = []dispatch.ChannelKind{dispatch.EmailNetwork, dispatch.TraditionalFax, dispatch.Archives, dispatch.EmailEncrypted}
		a.WithReason = []dispatch.ChannelKind{dispatch.CloudFax}
	default:
		a.Allowed = []dispatch.ChannelKind{dispatch.CloudFax, dispatch.TraditionalFax, dispatch.EmailEncrypted}
		a.WithReason = []dispatch.ChannelKind{dispatch.Portal}
		forbid("EXTERNAL_NEEDS_EXTRA_ENCRYPTION", dispatch.EmailNetwork)
		forbid("NOT_IN_RSSS_ENVIRONMENT", dispatch.Teams)
	}
	for _, channel := range dispatch.ChannelKinds() {
		if code := never[channel]; code != "" {
			forbid(code, channel)
		}
	}
	a.First = a.Allowed[0]
	return a
}

func blocked(a dispatch.Answer) dispatch.Answer {
	a.Decision, a.EmailEncryption = dispatch.Block, dispatch.EncryptionNotApplicable
	a.Warnings = []dispatch.Code{"NO_AUTHORISATION"}
	a.Forbidden = dispatch.ChannelKinds()
	for _, channel := range a.Forbidden {
		a.ReasonCodes[channel] = "RECIPIENT_NOT_AUTHORISED"
	}
	return a
}

func (d *Desk) options(draft desk.Draft, a dispatch.Answer) []desk.Option {
	var options []desk.Option
	for _, channel := range a.Allowed {
		standing := desk.Allowed
		if channel == a.First {
			standing = desk.Suggested
		}
		options = append(options, d.option(draft, channel, standing))
	}
	for _, channel := range a.WithReason {
		options = append(options, d.option(draft, channel, desk.WithReason))
	}
	for _, channel := range a.Forbidden {
		options = append(options, desk.Option{Channel: channel, Standing: desk.Forbidden, Code: a.ReasonCodes[channel], Rule: "R8"})
	}
	for i, o := range options {
		opensByWords := o.Form.NeedsPassphrase() || o.Capabilities != nil && o.Capabilities.Password
		options[i].AgreedSecret = opensByWords && !d.agreed[draft.Recipient.ID].Agreed.IsZero()
	}
	return options
}

func (d *Desk) option(draft desk.Draft, channel dispatch.ChannelKind, standing desk.Standing) desk.Option {
	o := desk.Option{Channel: channel, Standing: standing, Carried: channel.Carried()}
	need := func(missing bool, n desk.Need) {
		if missing {
			o.Needs = append(o.Needs, n)
		}
	}
	fax := channel == dispatch.CloudFax || channel == dispatch.TraditionalFax
	need(standing == desk.WithReason && draft.Reason == "", desk.NeedReason)
	need(draft.Kind == dispatch.Prescription && fax && draft.Signature == "", desk.NeedSignature)
	if !o.Carried {
		return o
	}
	route, known := draft.Recipient.Route(channel)
	need(!known, desk.NeedRoute)
	if known && channel == dispatch.CloudFax {
		d.number(&o, route)
	}
	if channel == dispatch.Portal && known {
		d.portalOption(&o, draft)
	}
	d.carrier(&o)
	if channel == dispatch.EmailEncrypted {
		d.forms(&o, draft)
	}
	return o
}
