package desk

import (
	"context"
	"slices"

	"github.com/souspli/souspli/dispatch"
)

// CodeNumberDoubtful is the code of what is held because something speaks against its number.
const CodeNumberDoubtful = "number_doubtful"

// CodeNumberChanged is the code of what was prepared for a number that its recipient no longer has.
const CodeNumberChanged = "number_changed"

// passing are outcomes that say something of the number called, and may be others the next time. They are
// told before it is used again. What casts doubt on it, the failure says itself.
var passing = []string{
	"fax_busy", "fax_no_answer", "fax_congestion", "fax_dropped", "fax_rejected", "fax_unreached", "fax_expired",
	"fax_no_pages", "fax_partial", "fax_failed",
}

func aboutNumber(failure *dispatch.Failure) bool {
	return failure != nil && (failure.Doubtful || slices.Contains(passing, failure.Code))
}

// Heed minds the numbers around a transition of the outbox, before it is stored: a stop in between then
// forgets nothing. It remembers on every route what came of a fax to its number, and holds the other faxes
// to a number that nobody should dial. It fails with KindConflict where the transition must not happen
// because the dispatch is now held.
func (d *Desk) Heed(ctx context.Context, t dispatch.Transition) error {
	switch {
	case t.From == dispatch.Queued && t.To == dispatch.Sending:
		return d.mayLeave(ctx, t.Dispatch)
	case t.To == dispatch.Delivered:
		return d.believe(ctx, t.Dispatch)
	case t.From != t.To && t.Attempt != nil && aboutNumber(t.Attempt.Error):
		return d.learn(ctx, t)
	default:
		return nil
	}
}

// mayLeave is asked at the only door: whatever the dispatch waited for, its number is looked at when it is
// about to leave.
func (d *Desk) mayLeave(ctx context.Context, id dispatch.ID) error {
	leaving, err := d.config.Store.Dispatch(ctx, id)
	if err != nil || leaving.Channel != dispatch.CloudFax {
		return err
	}
	known, err := d.knownOf(ctx, leaving.Route.Address)
	if err != nil || known.Doubtful == nil {
		return err
	}
	if err := d.holdBack(ctx, id, known.Doubtful.Code); err != nil {
		return err
	}
	return &dispatch.Error{Op: "desk.heed", Kind: dispatch.KindConflict, Code: CodeNumberDoubtful, Certainty: dispatch.Unsent}
}

// learn keeps what a failure says of the number, and holds what waits for it.
func (d *Desk) learn(ctx context.Context, t dispatch.Transition) error {
	failed, err := d.config.Store.Dispatch(ctx, t.Dispatch)
	if err != nil || failed.Channel != dispatch.CloudFax {
		return err
	}
	failure := t.Attempt.Error
	news := dispatch.Doubt{Code: failure.Code, At: d.config.Now()}
	if failure.Doubtful {
		return d.doubt(ctx, failed.Route.Address, news, failed.ID)
	}
	return d.eachWith(ctx, failed.Route.Address, func(r dispatch.Recipient, route *dispatch.Route) error {
		route.Failed = &news
		return d.saveDoubt(ctx, r, map[string]string{"code": news.Code, "by": string(failed.ID)})
	})
}

// believe forgets failures that a delivered fax has answered. A doubt stays: a person settles it.
func (d *Desk) believe(ctx context.Context, id dispatch.ID) error {
	delivered, err := d.config.Store.Dispatch(ctx, id)
	if err != nil || delivered.Channel != dispatch.CloudFax {
		return err
	}
	return d.eachWith(ctx, delivered.Route.Address, func(r dispatch.Recipient, route *dispatch.Route) error {
		if route.Failed == nil {
			return nil
		}
		route.Failed = nil
		return d.saveDoubt(ctx, r, map[string]string{"as": "delivered", "by": string(id)})
	})
}

// doubt marks every route to the number, and holds what waits for it.
func (d *Desk) doubt(ctx context.Context, number string, doubt dispatch.Doubt, by dispatch.ID) error {
	err := d.eachWith(ctx, number, func(r dispatch.Recipient, route *dispatch.Route) error {
		route.Doubtful = &doubt
		return d.saveDoubt(ctx, r, map[string]string{"code": doubt.Code, "by": string(by)})
	})
	if err != nil {
		return err
	}
	return d.holdPending(ctx, number, doubt.Code)
}

func (d *Desk) saveDoubt(ctx context.Context, r dispatch.Recipient, details map[string]string) error {
	details["recipient"] = string(r.ID)
	r.Updated = d.config.Now()
	return d.config.Store.SaveRecipient(ctx, r, d.event(dispatch.EventRouteDoubted, details))
}

// eachWith goes through the routes to a fax number, with who is reached there.
func (d *Desk) eachWith(ctx context.Context, number string, do func(dispatch.Recipient, *dispatch.Route) error) error {
	found, err := d.config.Store.Recipients(ctx, number, namesakes)
	if err != nil {
		return err
	}
	for _, r := range found {
		for i := range r.Routes {
			if r.Routes[i].Channel != dispatch.CloudFax || r.Routes[i].Address != number {
				continue
			}
			if err := do(r, &r.Routes[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// knownOf is the newest of what is known of a fax number, whoever is reached there.
func (d *Desk) knownOf(ctx context.Context, number string) (known dispatch.Route, err error) {
	err = d.eachWith(ctx, number, func(_ dispatch.Recipient, route *dispatch.Route) error {
		if route.InDoubt() {
			known.Doubtful = newer(known.Doubtful, route.Doubtful)
		}
		known.Failed = newer(known.Failed, route.Failed)
		return nil
	})
	return known, err
}

func newer(a, b *dispatch.Doubt) *dispatch.Doubt {
	if a == nil || b != nil && b.At.After(a.At) {
		return b
	}
	return a
}

// pendingPage is how many dispatches are looked at in one reading.
const pendingPage = 500

// holdPending holds what waits in the outbox for the number. What is still in its undo window is held when
// it is about to leave.
func (d *Desk) holdPending(ctx context.Context, number, code string) error {
	filter := dispatch.Filter{
		States: []dispatch.State{dispatch.Queued}, Channels: []dispatch.ChannelKind{dispatch.CloudFax}, Limit: pendingPage,
	}
	for {
		page, err := d.config.Store.Search(ctx, filter)
		if err != nil {
			return err
		}
		for _, waiting := range page.Dispatches {
			if waiting.Route.Address != number || waiting.AwaitsPerson() {
				continue
			}
			if err := d.holdBack(ctx, waiting.ID, code); err != nil && dispatch.KindOf(err) != dispatch.KindConflict {
				return err
			}
		}
		if filter.After = page.Next; page.Next == "" {
			return nil
		}
	}
}

// holdBack takes a queued dispatch out of the outbox's hands until a person decides.
func (d *Desk) holdBack(ctx context.Context, id dispatch.ID, code string) error {
	return d.config.Store.Apply(ctx, dispatch.Transition{
		Dispatch: id, From: dispatch.Queued, To: dispatch.Queued,
		Event: d.dispatchEvent(dispatch.EventHeldBack, id, map[string]string{"code": code}),
	})
}

// LetGo gives a dispatch that was held back to the outbox again. It fails with KindHeld while its number is
// in doubt, which takes a verification; and with KindRefused and CodeNumberChanged when its recipient no
// longer has that number: it can only be cancelled then.
func (d *Desk) LetGo(ctx context.Context, id dispatch.ID) (dispatch.Dispatch, error) {
	waiting, err := d.config.Store.Dispatch(ctx, id)
	if err != nil {
		return waiting, err
	}
	if err := d.mayGo(ctx, waiting); err != nil {
		return waiting, err
	}
	err = d.config.Store.Apply(ctx, dispatch.Transition{
		Dispatch: id, From: dispatch.Queued, To: dispatch.Queued, NextAt: d.config.Now(),
		Event: d.dispatchEvent(dispatch.EventLetGo, id, nil),
	})
	if err != nil {
		return waiting, err
	}
	d.config.Wake()
	return d.config.Store.Dispatch(ctx, id)
}

func (d *Desk) mayGo(ctx context.Context, waiting dispatch.Dispatch) error {
	if waiting.State != dispatch.Queued || !waiting.AwaitsPerson() {
		return &dispatch.Error{Op: "desk.let_go", Kind: dispatch.KindConflict, Code: "not_held_back"}
	}
	leads, err := d.stillLeads(ctx, waiting)
	switch {
	case err != nil:
		return err
	case !leads:
		return &dispatch.Error{Op: "desk.let_go", Kind: dispatch.KindRefused, Code: CodeNumberChanged, Certainty: dispatch.Unsent}
	}
	known, err := d.knownOf(ctx, waiting.Route.Address)
	if err == nil && known.Doubtful != nil {
		return &dispatch.Error{Op: "desk.let_go", Kind: dispatch.KindHeld, Code: CodeNumberDoubtful, Certainty: dispatch.Unsent}
	}
	return err
}

// stillLeads reports whether the recipient is still reached where x would go. What is known of a number is
// kept with those reached there, so that nothing speaks against one that nobody has any more.
func (d *Desk) stillLeads(ctx context.Context, x dispatch.Dispatch) (bool, error) {
	now, err := d.config.Store.Recipient(ctx, x.Recipient.ID)
	if dispatch.KindOf(err) == dispatch.KindNotFound {
		return false, nil
	}
	return now.Reaches(x.Channel, x.Route.Address), err
}

// DoubtRoute records that the recipient is not at their fax number, as a person has learned.
func (d *Desk) DoubtRoute(ctx context.Context, id dispatch.ID) (dispatch.Recipient, error) {
	return d.DoubtNumber(ctx, id, "")
}

// DoubtNumber is DoubtRoute of one number among several; empty: of the first.
func (d *Desk) DoubtNumber(ctx context.Context, id dispatch.ID, number string) (dispatch.Recipient, error) {
	r, err := d.config.Store.Recipient(ctx, id)
	if err != nil {
		return r, err
	}
	numbers := r.RoutesOver(dispatch.CloudFax)
	i := slices.IndexFunc(numbers, func(route dispatch.Route) bool { return number == "" || route.Address == number })
	if i < 0 {
		return r, invalid("no_route", "channel")
	}
	if err := d.doubt(ctx, numbers[i].Address, dispatch.Doubt{Code: dispatch.NotHere, At: d.config.Now()}, ""); err != nil {
		return r, err
	}
	return d.config.Store.Recipient(ctx, id)
}
