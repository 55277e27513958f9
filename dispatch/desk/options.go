package desk

import (
	"slices"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/policy"
)

// options lists every channel of the answer, the suggestion first and the refused ones last.
func (m means) options(draft Draft, kind dispatch.DocumentKind, answer dispatch.Answer) []Option {
	var options []Option
	for _, channel := range answer.Allowed {
		standing := Allowed
		if channel == answer.First {
			standing = Suggested
		}
		options = append(options, m.option(draft, kind, channel, standing))
	}
	for _, channel := range answer.WithReason {
		options = append(options, m.option(draft, kind, channel, WithReason))
	}
	for _, channel := range answer.Forbidden {
		code := answer.ReasonCodes[channel]
		options = append(options, Option{
			Channel: channel, Standing: Forbidden, Code: code, Rule: policy.RuleOf(code), Carried: channel.Carried(),
		})
	}
	return options
}

// option says what a channel takes. The gate of prescriptions counts those that leave among other
// documents too.
func (m means) option(draft Draft, kind dispatch.DocumentKind, channel dispatch.ChannelKind, standing Standing) Option {
	o := Option{Channel: channel, Standing: standing, Carried: channel.Carried()}
	if standing == WithReason && draft.Reason == "" {
		o.Needs = append(o.Needs, NeedReason)
	}
	if slices.Contains(documentKinds(draft), dispatch.Prescription) {
		kind = dispatch.Prescription
	}
	o.Needs = append(o.Needs, signatureNeeds(kind, draft.Signature, channel)...)
	if !o.Carried {
		return o
	}
	m.addAccount(&o)
	if !m.senderSet {
		o.Needs = append(o.Needs, NeedSenderProfile)
	}
	route, ok := draft.Recipient.Route(channel)
	if !ok {
		o.Needs = append(o.Needs, NeedRoute)
		return o
	}
	m.complete(&o, draft, route)
	return o
}

// addAccount names who carries the channel, and what is to be known of them first.
func (m means) addAccount(o *Option) {
	account, ok := m.account(o.Channel)
	if !ok {
		o.Needs = append(o.Needs, NeedAccount)
		return
	}
	o.Account = account.ID
	o.Needs = append(o.Needs, passportNeeds(account)...)
	o.Notices = append(o.Notices, passportNotices(account, m.now)...)
}

// complete adds what only one channel asks for.
func (m means) complete(o *Option, draft Draft, route dispatch.Route) {
	switch o.Channel {
	case dispatch.CloudFax:
		m.addNumber(o, route)
	case dispatch.Portal:
		o.Capabilities = m.portal
		o.Expires = m.expiry(draft, *o)
	case dispatch.EmailEncrypted:
		m.addForm(o, draft)
	}
}

// addNumber tells what is known of a fax number, and asks where that is not enough.
func (m means) addNumber(o *Option, route dispatch.Route) {
	o.Unverified, o.Doubt = m.unverified(route), route.Doubtful
	if route.Verification != nil {
		o.Verified = route.Verification.At
	}
	if o.Unverified != "" {
		o.Needs = append(o.Needs, NeedVerification)
	}
	if !route.InDoubt() && route.Failed != nil {
		o.Doubt, o.Notices = route.Failed, append(o.Notices, NoticeNumberFailed)
	}
}

// signatureNeeds asks how a prescription is signed before it is faxed. One made on paper must be signed
// by hand; an electronic signature counts only when the whole path is electronic, which a fax is not
// (CMQ, OPQ).
func signatureNeeds(kind dispatch.DocumentKind, signature dispatch.Signature, channel dispatch.ChannelKind) []Need {
	fax := channel == dispatch.CloudFax || channel == dispatch.TraditionalFax
	switch {
	case kind != dispatch.Prescription || !fax:
		return nil
	case signature == "":
		return []Need{NeedSignature}
	case signature != dispatch.SignedByHand:
		return []Need{NeedHandSignature}
	default:
		return nil
	}
}
