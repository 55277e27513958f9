package desk

import (
	"context"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// Unverified is why a number must be verified before it is used. Beside NeedVerification, its sentences
// live in package wording under "need_verification_"; that of a number which is merely new is
// "need_verification" itself.
type Unverified string

// The reasons. The zero value is a number that may be used.
const (
	UnverifiedNew      Unverified = "new"      // never verified
	UnverifiedOld      Unverified = "old"      // verified too long ago
	UnverifiedDoubtful Unverified = "doubtful" // something speaks against it since
)

// name is the name of a need's sentence.
func (u Unverified) name(need Need) string {
	if need == NeedVerification && u != "" && u != UnverifiedNew {
		return string(need) + "_" + string(u)
	}
	return string(need)
}

const (
	verificationSetting = "fax_verification_months"

	// Rules 2.4 ask that the age of the last verification is shown, and give none. A directory is gone over
	// once a year; most misdirected faxes go to a number that was right once.
	defaultVerificationMonths = 12

	// MostVerificationMonths is the longest time after which a fax number is verified again.
	MostVerificationMonths = 120
)

// VerificationMonths is after how long a fax number is verified again.
func (d *Desk) VerificationMonths(ctx context.Context) (int, error) {
	months := defaultVerificationMonths
	_, err := d.config.Store.Setting(ctx, verificationSetting, &months)
	return months, err
}

// SaveVerificationMonths changes it: from 1 to 120.
func (d *Desk) SaveVerificationMonths(ctx context.Context, months int) error {
	if months < 1 || months > MostVerificationMonths {
		return invalid("unknown_value", "verify-months")
	}
	return d.saveSetting(ctx, verificationSetting, months)
}

// unverified is why a fax route must be verified before it is used.
func (m means) unverified(route dispatch.Route) Unverified {
	switch {
	case route.InDoubt():
		return UnverifiedDoubtful
	case route.Verification == nil:
		return UnverifiedNew
	case route.Verification.At.AddDate(0, m.verificationMonths, 0).Before(m.now):
		return UnverifiedOld
	default:
		return ""
	}
}

// VerifyRoute records that the person at the desk made sure, by the means named, that the recipient's
// address for the channel is right. What spoke against a fax number is settled with it, for all who are
// reached there, unless the number was only typed again.
func (d *Desk) VerifyRoute(ctx context.Context, id dispatch.ID, channel dispatch.ChannelKind, how string) (dispatch.Recipient, error) {
	return d.VerifyAddress(ctx, id, channel, "", how)
}

// VerifyAddress is VerifyRoute of one address among several of the channel; empty: of the first.
func (d *Desk) VerifyAddress(
	ctx context.Context, id dispatch.ID, channel dispatch.ChannelKind, address, how string,
) (dispatch.Recipient, error) {
	r, err := d.config.Store.Recipient(ctx, id)
	if err != nil {
		return r, err
	}
	i := slices.IndexFunc(r.Routes, func(route dispatch.Route) bool {
		return route.Channel == channel && (address == "" || route.Address == address)
	})
	switch {
	case i < 0:
		return r, invalid("no_route", "channel")
	case strings.TrimSpace(how) == "":
		return r, invalid("required", "how")
	}
	if err := printable(map[string]string{"how": how}); err != nil {
		return r, err
	}
	v := dispatch.Verification{By: d.config.Actor, How: how, At: d.config.Now()}
	r.Routes[i].Verification = &v
	if v.How != TypedTwice {
		r.Routes[i].Doubtful, r.Routes[i].Failed = nil, nil
	}
	r.Updated = d.config.Now()
	err = d.config.Store.SaveRecipient(ctx, r, d.event(dispatch.EventRouteVerified, map[string]string{
		"recipient": string(r.ID), "channel": string(channel), "how": how, "address": r.Routes[i].Address,
	}))
	if err != nil || channel != dispatch.CloudFax || v.How == TypedTwice {
		return r, err
	}
	return r, d.settle(ctx, r.Routes[i].Address, r.ID)
}

// settle forgets what spoke against a number at the others who are reached there.
func (d *Desk) settle(ctx context.Context, number string, by dispatch.ID) error {
	return d.eachWith(ctx, number, func(r dispatch.Recipient, route *dispatch.Route) error {
		if route.Doubtful == nil && route.Failed == nil {
			return nil
		}
		route.Doubtful, route.Failed = nil, nil
		return d.saveDoubt(ctx, r, map[string]string{"as": "verified", "by": string(by)})
	})
}

// keepDoubts gives the fax routes of r what is known of their numbers: what a person typed says nothing of
// it.
func (d *Desk) keepDoubts(ctx context.Context, r *dispatch.Recipient) error {
	for i := range r.Routes {
		route := &r.Routes[i]
		route.Doubtful, route.Failed = nil, nil
		if route.Channel != dispatch.CloudFax {
			continue
		}
		known, err := d.knownOf(ctx, route.Address)
		if err != nil {
			return err
		}
		route.Failed = known.Failed
		if route.Doubtful = known.Doubtful; !route.InDoubt() {
			route.Doubtful = nil
		}
	}
	return nil
}
