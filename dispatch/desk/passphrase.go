package desk

import (
	"context"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// CodeArrivalNotConfirmed is the code of a passphrase that is asked for before the recipient has said that the
// message arrived: what went to a wrong address stays closed.
const CodeArrivalNotConfirmed = "arrival_not_confirmed"

const (
	passphraseDaysSetting = "passphrase_days"
	defaultPassphraseDays = 30
)

// MostPassphraseDays is the longest time after which a passphrase is forgotten.
const MostPassphraseDays = 365

// Call is what somebody must know who gives a passphrase by telephone. The words are not in it.
type Call struct {
	Dispatch  dispatch.Dispatch
	Recipient dispatch.Recipient // as the address book has it now, whose number is called; else as it was sent to
	Kept      bool               // the passphrase is still there
	Agreed    bool               // it is the secret that the recipient already knows
	Arrived   time.Time          // when the recipient said that it arrived; zero: not yet
	Given     time.Time          // when the words were told; zero: not yet
	Forgotten time.Time          // when the words were destroyed; zero: never
}

// Waits reports whether somebody still has to telephone.
func (c Call) Waits() bool { return c.Kept && !c.Agreed && c.Given.IsZero() && arrived(c.Dispatch) }

// arrived reports whether a dispatch is with its service, so that the recipient can have it.
func arrived(x dispatch.Dispatch) bool {
	return x.State == dispatch.Accepted || x.State == dispatch.Delivered || x.State == dispatch.Partial
}

// Call tells how far the giving of a dispatch's passphrase is.
func (d *Desk) Call(ctx context.Context, id dispatch.ID) (Call, error) {
	x, err := d.config.Store.Dispatch(ctx, id)
	if err != nil {
		return Call{}, err
	}
	passphrase, err := d.config.Store.Passphrase(ctx, id)
	if err != nil {
		return Call{}, err
	}
	c := Call{Dispatch: x, Recipient: x.Recipient, Kept: passphrase != ""}
	events, err := d.config.Store.Events(ctx, id)
	if err != nil {
		return Call{}, err
	}
	c.follow(events)
	if x.Recipient.ID == "" {
		return c, nil
	}
	current, err := d.config.Store.Recipient(ctx, x.Recipient.ID)
	if dispatch.KindOf(err) == dispatch.KindNotFound {
		return c, nil
	}
	c.Recipient = current
	return c, err
}

func (c *Call) follow(events []dispatch.Event) {
	for _, e := range events {
		switch e.Type {
		case dispatch.EventCreated:
			c.Agreed = e.Details[passphraseDetail] == passphraseAgreed
		case dispatch.EventArrivalConfirmed:
			c.Arrived = e.At
		case dispatch.EventPassphraseGiven:
			c.Given = e.At
		case dispatch.EventPassphraseForgotten:
			c.Forgotten = e.At
		}
	}
}

// called is a Call whose passphrase is there to be given.
func (d *Desk) called(ctx context.Context, id dispatch.ID) (Call, error) {
	c, err := d.Call(ctx, id)
	switch {
	case err != nil:
		return c, err
	case !c.Forgotten.IsZero():
		return c, noPassphrase("passphrase_forgotten")
	case !c.Kept:
		return c, noPassphrase("no_passphrase")
	}
	return c, nil
}

func noPassphrase(code string) error {
	return &dispatch.Error{Op: "desk.passphrase", Kind: dispatch.KindNotFound, Code: code}
}

// ConfirmArrival records that the recipient said, on the telephone, that the message arrived. It fails with
// KindConflict and not_arrived_yet while no service has it.
func (d *Desk) ConfirmArrival(ctx context.Context, id dispatch.ID) error {
	c, err := d.called(ctx, id)
	if err != nil || !c.Arrived.IsZero() {
		return err
	}
	if !arrived(c.Dispatch) {
		return conflict("desk.arrival", "not_arrived_yet")
	}
	return d.config.Store.Append(ctx, d.dispatchEvent(dispatch.EventArrivalConfirmed, id, nil))
}

// RevealPassphrase shows the words once the recipient has confirmed the arrival, or before with a reason, which
// is logged. The showing is logged first, the words never. It fails with KindConflict and CodeArrivalNotConfirmed.
func (d *Desk) RevealPassphrase(ctx context.Context, id dispatch.ID, reason string) (string, error) {
	c, err := d.called(ctx, id)
	if err != nil {
		return "", err
	}
	reason = strings.TrimSpace(reason)
	if c.Arrived.IsZero() && reason == "" {
		return "", conflict("desk.passphrase", CodeArrivalNotConfirmed)
	}
	return d.show(ctx, c, reason)
}

// Passphrase shows the words whatever is still missing, for programs; the log tells whether the arrival was
// confirmed. The showing is logged first, the words never.
func (d *Desk) Passphrase(ctx context.Context, id dispatch.ID) (string, error) {
	c, err := d.called(ctx, id)
	if err != nil {
		return "", err
	}
	return d.show(ctx, c, "")
}

func (d *Desk) show(ctx context.Context, c Call, reason string) (string, error) {
	passphrase, err := d.config.Store.Passphrase(ctx, c.Dispatch.ID)
	if err != nil {
		return "", err
	}
	details := map[string]string{"arrival": "confirmed"}
	if c.Arrived.IsZero() {
		details["arrival"] = "unconfirmed"
	}
	if reason != "" {
		details["reason"] = reason
	}
	if err := d.config.Store.Append(ctx, d.dispatchEvent(dispatch.EventPassphraseShown, c.Dispatch.ID, details)); err != nil {
		return "", err
	}
	return passphrase, nil
}

// PassphraseGiven records that the words were told to the recipient. It fails with KindConflict and
// CodeArrivalNotConfirmed before the arrival was confirmed.
func (d *Desk) PassphraseGiven(ctx context.Context, id dispatch.ID) error {
	c, err := d.called(ctx, id)
	if err != nil || !c.Given.IsZero() {
		return err
	}
	if c.Arrived.IsZero() {
		return conflict("desk.passphrase", CodeArrivalNotConfirmed)
	}
	return d.config.Store.Append(ctx, d.dispatchEvent(dispatch.EventPassphraseGiven, id, nil))
}

// PassphraseDays is after how many days without news a passphrase is forgotten: 30 unless it was changed.
func (d *Desk) PassphraseDays(ctx context.Context) (int, error) {
	days := defaultPassphraseDays
	_, err := d.config.Store.Setting(ctx, passphraseDaysSetting, &days)
	return days, err
}

// SavePassphraseDays changes it; from 1 to 365 days.
func (d *Desk) SavePassphraseDays(ctx context.Context, days int) error {
	if days < 1 || days > MostPassphraseDays {
		return invalid("unknown_value", "days")
	}
	return d.saveSetting(ctx, passphraseDaysSetting, days)
}

// ForgetPassphrases destroys the passphrases whose time is over, and tells how many. One that a dispatch still
// needs to leave stays, and so does that of an unknown outcome until a person settles it: it may leave again.
func (d *Desk) ForgetPassphrases(ctx context.Context) (forgotten int, err error) {
	days, err := d.PassphraseDays(ctx)
	if err != nil {
		return 0, err
	}
	old, err := d.config.Store.OldPassphrases(ctx, d.config.Now().Add(-time.Duration(days)*day))
	if err != nil {
		return 0, err
	}
	for _, id := range old {
		event := d.dispatchEvent(dispatch.EventPassphraseForgotten, id, nil)
		event.Actor = "souspli"
		err := d.config.Store.ForgetPassphrase(ctx, id, event)
		if dispatch.CodeOf(err) == "state_changed" { // it goes on in between
			continue
		}
		if err != nil {
			return forgotten, err
		}
		forgotten++
	}
	return forgotten, nil
}
