package desk

import (
	"context"
	"maps"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// CodeNotFetched is the code of what a portal has, and nobody fetched within the days of PortalDays.
const CodeNotFetched = "portal_not_fetched"

// MostPortalDays bounds both of PortalDays, and how far ahead access can end.
const MostPortalDays = 90

const (
	codeNotExtended = "portal_not_extended"
	codeRevoked     = "portal_revoked"

	portalExpirySetting   = "portal_expiry_days"
	portalReminderSetting = "portal_reminder_days"

	// Long enough for somebody on holiday for a week, short enough that a link which strays soon opens nothing.
	defaultExpiryDays = 14

	// A working week.
	defaultReminderDays = 5

	day = 24 * time.Hour
)

// PortalDays are how long portals give access, and after how long a person is told of what nobody fetched;
// both from 1 to 90 days.
type PortalDays struct {
	Expiry   int `json:"expiry_days"`
	Reminder int `json:"reminder_days"`
}

// PortalDays reads both settings: 14 and 5 days unless they were changed.
func (d *Desk) PortalDays(ctx context.Context) (PortalDays, error) {
	days := PortalDays{defaultExpiryDays, defaultReminderDays}
	if _, err := d.config.Store.Setting(ctx, portalExpirySetting, &days.Expiry); err != nil {
		return days, err
	}
	_, err := d.config.Store.Setting(ctx, portalReminderSetting, &days.Reminder)
	return days, err
}

// SavePortalDays changes both settings.
func (d *Desk) SavePortalDays(ctx context.Context, days PortalDays) error {
	if days.Expiry < 1 || days.Expiry > MostPortalDays {
		return invalid("unknown_value", "expiry-days")
	}
	if days.Reminder < 1 || days.Reminder > MostPortalDays {
		return invalid("unknown_value", "reminder-days")
	}
	if err := d.saveSetting(ctx, portalExpirySetting, days.Expiry); err != nil {
		return err
	}
	return d.saveSetting(ctx, portalReminderSetting, days.Reminder)
}

// Capabilities are what the service of a portal account can keep, nil when it does not say.
func (d *Desk) Capabilities(ctx context.Context, a dispatch.Account) (*dispatch.Capabilities, error) {
	if a.Channel != dispatch.Portal {
		return nil, nil
	}
	return d.config.Capabilities(ctx, a)
}

// DispatchCapabilities are what the service that carries a dispatch can keep, nil when it does not say.
func (d *Desk) DispatchCapabilities(ctx context.Context, id dispatch.ID) (*dispatch.Capabilities, error) {
	x, err := d.config.Store.Dispatch(ctx, id)
	if err != nil || x.Channel != dispatch.Portal {
		return nil, err
	}
	channel, err := d.config.Channel(ctx, x)
	if err != nil {
		return nil, err
	}
	able, ok := channel.(dispatch.Capable)
	if !ok {
		return nil, nil
	}
	told := able.Capabilities()
	return &told, nil
}

// AccessLasts reports whether what a portal took can still be fetched at a time, as far as its receipts tell.
func AccessLasts(x dispatch.Dispatch, at time.Time) bool {
	if x.Channel != dispatch.Portal || len(x.Attempts) == 0 {
		return false
	}
	if x.State != dispatch.Accepted && x.State != dispatch.Delivered && x.State != dispatch.Partial {
		return false
	}
	receipt := sentAttempt(x).Receipt
	return receipt != nil && receipt.Revoked.IsZero() && (receipt.Expires.IsZero() || receipt.Expires.After(at))
}

// Extend prolongs the access to what a portal has, at most 90 days from now. The asking is logged before, what came of
// it after. It fails with KindConflict when access has ended (portal_access_over), the service cannot prolong it
// (portal_cannot_extend), or access would end, or now ends, no later than before (portal_not_extended).
func (d *Desk) Extend(ctx context.Context, id dispatch.ID, until time.Time) (dispatch.Dispatch, error) {
	now := d.config.Now()
	if !until.After(now) || until.After(now.Add(MostPortalDays*day)) {
		return dispatch.Dispatch{}, invalid("unknown_value", "days")
	}
	x, err := d.config.Store.Dispatch(ctx, id)
	if err != nil {
		return x, err
	}
	extender, err := d.extender(ctx, x)
	if err != nil {
		return x, err
	}
	attempt := sentAttempt(x)
	if before := attempt.Receipt.Expires; !before.IsZero() && !until.After(before) {
		return x, conflict("desk.extend", codeNotExtended)
	}
	asked := d.extendEvent(dispatch.EventExtendAsked, x, nil)
	if err := d.config.Store.Append(ctx, asked); err != nil {
		return x, err
	}
	receipt, err := extender.Extend(ctx, attempt, until.UTC().Truncate(time.Second))
	ctx = context.WithoutCancel(ctx) // what came of it is kept even if nobody waits any more
	if err != nil {
		_ = d.config.Store.Append(ctx, d.extendEvent(dispatch.EventExtendFailed, x, err))
		return x, err
	}
	return d.extended(ctx, x, receipt)
}

// extended keeps what the service answered, even where that is no longer access.
func (d *Desk) extended(ctx context.Context, x dispatch.Dispatch, receipt dispatch.Receipt) (dispatch.Dispatch, error) {
	var failure error
	attempt := sentAttempt(x)
	event := d.extendEvent(dispatch.EventExtended, x, nil)
	if !receipt.Expires.After(attempt.Receipt.Expires) {
		failure = conflict("desk.extend", codeNotExtended)
		event = d.extendEvent(dispatch.EventExtendFailed, x, failure)
	} else {
		attempt = reminded(attempt)
	}
	attempt.Receipt = &receipt
	if err := d.keepMilestones(ctx, x, attempt, event, false); err != nil {
		return x, err
	}
	d.config.Wake()
	after, err := d.config.Store.Dispatch(ctx, x.ID)
	if failure != nil {
		return after, failure
	}
	return after, err
}

func (d *Desk) extendEvent(t dispatch.EventType, x dispatch.Dispatch, failure error) dispatch.Event {
	e := d.dispatchEvent(t, x.ID, map[string]string{"attempt": string(sentAttempt(x).ID)})
	if failure != nil {
		e.Details["code"] = recallAnswer(failure)
	}
	return e
}

func (d *Desk) extender(ctx context.Context, x dispatch.Dispatch) (dispatch.Extender, error) {
	if !AccessLasts(x, d.config.Now()) {
		return nil, conflict("desk.extend", "portal_access_over")
	}
	channel, err := d.config.Channel(ctx, x)
	if err != nil {
		return nil, err
	}
	extender, ok := channel.(dispatch.Extender)
	if !ok {
		return nil, conflict("desk.extend", "portal_cannot_extend")
	}
	return extender, nil
}

func conflict(op, code string) error {
	return &dispatch.Error{Op: op, Kind: dispatch.KindConflict, Code: code, Certainty: dispatch.Maybe}
}

// revoked is the attempt with access ended now, or when it was ended before.
func (d *Desk) revoked(a dispatch.Attempt) dispatch.Attempt {
	if a.Receipt == nil || !a.Receipt.Revoked.IsZero() {
		return a
	}
	receipt := *a.Receipt
	receipt.Revoked = d.config.Now().UTC().Truncate(time.Second)
	a.Receipt = &receipt
	return a
}

// keepMilestones stores what a portal now has with the event that tells it. What the outbox learned in between, that
// it was fetched or that somebody was notified, stays. When gone, nothing more is ever told of what was accepted.
func (d *Desk) keepMilestones(ctx context.Context, x dispatch.Dispatch, a dispatch.Attempt, e dispatch.Event, gone bool) error {
	if a.Receipt != nil {
		maps.Copy(e.Details, a.Receipt.Milestones())
	}
	err := d.config.Store.Apply(ctx, milestones(x, a, e, gone))
	if code := dispatch.CodeOf(err); code != "state_changed" && code != "attempt_changed" {
		return err
	}
	if x, err = d.config.Store.Dispatch(ctx, x.ID); err != nil {
		return err
	}
	newer := sentAttempt(x)
	if e.Type == dispatch.EventExtended {
		newer = reminded(newer)
	}
	if newer.Receipt != nil && a.Receipt != nil {
		receipt := *newer.Receipt
		receipt.Expires, receipt.Revoked = a.Receipt.Expires, a.Receipt.Revoked
		newer.Receipt = &receipt
	}
	return d.config.Store.Apply(ctx, milestones(x, newer, e, gone))
}

// milestones changes nothing of where a dispatch stands, unless what it was accepted for is gone. The outbox looks at
// once at what it still follows.
func milestones(x dispatch.Dispatch, a dispatch.Attempt, e dispatch.Event, gone bool) dispatch.Transition {
	known := sentAttempt(x)
	t := dispatch.Transition{Dispatch: x.ID, From: x.State, To: x.State, Attempt: &a, Known: &known, Event: e}
	switch {
	case x.State != dispatch.Accepted:
	case gone:
		a.Error = &dispatch.Failure{Kind: dispatch.KindRejected.String(), Code: codeRevoked}
		t.To, t.Event.Details = dispatch.Failed, asFinal(e.Details)
	case !x.NextAt.IsZero():
		t.NextAt = e.At
	}
	return t
}

// addPortal reads what the portal can keep. One that is set up wrongly is told when something is sent by it.
func (d *Desk) addPortal(ctx context.Context, m *means) (err error) {
	account, ok := m.account(dispatch.Portal)
	if !ok {
		return nil
	}
	m.portal, _ = d.Capabilities(ctx, account)
	m.portalDays, err = d.PortalDays(ctx)
	return err
}

// checkPortal makes sure, before anything is stored, that what the portal can keep is known, and refuses an
// end of access that nobody could keep: it is told rather than dropped.
func (d *Desk) checkPortal(ctx context.Context, draft Draft, o Option) error {
	if o.Channel == dispatch.Portal {
		account, err := d.account(ctx, string(o.Account))
		if err != nil {
			return err
		}
		if _, err := d.Capabilities(ctx, account); err != nil {
			return err
		}
	}
	now := d.config.Now()
	switch {
	case draft.Expires.IsZero():
		return nil
	case !draft.Expires.After(now) || draft.Expires.After(now.Add(MostPortalDays*day)):
		return invalid("unknown_value", "expires")
	case o.Capabilities == nil || !o.Capabilities.Expiry:
		return refused("portal_no_expiry")
	}
	return nil
}

// expiry is until when a portal shall give access to what is sent now.
func (m means) expiry(draft Draft, o Option) time.Time {
	switch {
	case o.Capabilities == nil || !o.Capabilities.Expiry:
		return time.Time{}
	case !draft.Expires.IsZero():
		return draft.Expires.UTC().Truncate(time.Second)
	default:
		return m.now.Add(time.Duration(m.portalDays.Expiry) * day).UTC().Truncate(time.Second)
	}
}

// withPassphrase reports whether what is sent opens with a passphrase that is told by telephone.
func withPassphrase(o Option) bool {
	return o.Form.NeedsPassphrase() || o.Capabilities != nil && o.Capabilities.Password
}
