package desk

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/failpoint"
)

// What is told of a recall under "answer" when nothing more leaves; every other answer is an error's code.
const recallStopped = "stopped"

// codeRecallUncertain is the code of what may have left: its service is asked before anything can be stopped.
const codeRecallUncertain = "recall_uncertain"

// outcomeFinal is what an event tells under "outcome" when the other side told the end.
const outcomeFinal = "final"

// codeRecallSending is the code of what is being given to its service at this moment.
const codeRecallSending = "recall_sending"

// told are the answers after which the other side can say how the dispatch ended.
var told = []string{recallStopped, "fax_stopped_partly", "fax_too_late"}

// Recall asks the service that took a dispatch to stop it, and a portal to end the access to it, as long as
// that lasts: what was fetched before stays delivered. The asking is logged before, the answer after.
// A nil error means that the service stopped it: nothing more leaves. Otherwise the code says what came of
// it: fax_stopped_partly and fax_too_late (KindConflict), fax_cancel_unavailable (KindRejected),
// fax_cancel_later (KindUnreachable), portal_not_there (KindConflict: somebody may have it, and nothing is called
// revoked), recall_sending and recall_uncertain (KindConflict: not yet), or the service's own trouble. What no channel
// can recall any more is too_late.
//
// The answer alone changes no state: the service is asked once how the dispatch ended, and what it does not
// tell then, the outbox follows. Only where a portal took away what it cannot follow, the dispatch ends with the answer,
// as portal_revoked. Whatever was answered, the dispatch is not sent again by itself (see Obey).
// The dispatch is returned as it stands afterwards, beside an error too.
func (d *Desk) Recall(ctx context.Context, id dispatch.ID) (dispatch.Dispatch, error) {
	current, err := d.config.Store.Dispatch(ctx, id)
	if err != nil {
		return current, err
	}
	channel, err := d.recallable(ctx, current)
	if err != nil {
		return current, err
	}
	attempt := sentAttempt(current)
	if err := d.config.Store.Append(ctx, d.recallEvent(dispatch.EventRecallAsked, id, attempt, nil)); err != nil {
		return current, err
	}
	failpoint.At(failpoint.BeforeRecall)
	failure := byTheOtherSide(channel.Recall(ctx, attempt))
	failpoint.At(failpoint.RecallAnswered)
	ctx = context.WithoutCancel(ctx) // the answer is kept even if nobody waits for it any more
	if failure == nil && current.Channel == dispatch.Portal {
		attempt = d.revoked(attempt)
	}
	if err := d.keepAnswer(ctx, channel, current, attempt, failure); err != nil {
		return current, err
	}
	d.askTheEnd(ctx, channel, current, attempt, failure)
	d.config.Wake()
	return d.afterRecall(ctx, id, failure)
}

// recaller is a channel that can stop what it sent.
type recaller interface {
	dispatch.Channel
	dispatch.Recaller
}

func (d *Desk) recallable(ctx context.Context, x dispatch.Dispatch) (recaller, error) {
	code := "too_late"
	switch {
	case x.State == dispatch.Sending:
		code = codeRecallSending
	case x.State == dispatch.Uncertain && !x.NextAt.IsZero():
		code = codeRecallUncertain
	case x.State == dispatch.Accepted && len(x.Attempts) > 0, AccessLasts(x, d.config.Now()):
		channel, err := d.config.Channel(ctx, x)
		if err != nil {
			return nil, err
		}
		if able, ok := channel.(recaller); ok {
			return able, nil
		}
	}
	return nil, &dispatch.Error{Op: "desk.recall", Kind: dispatch.KindConflict, Code: code, Certainty: dispatch.Maybe}
}

// sentAttempt is the last attempt that was sent, or else the last: where an earlier one stands for it, the
// other side knows that one.
func sentAttempt(x dispatch.Dispatch) dispatch.Attempt {
	last := x.Attempts[len(x.Attempts)-1]
	for _, a := range slices.Backward(x.Attempts) {
		if a.Certainty == dispatch.Sent {
			last = a
			break
		}
	}
	for _, a := range x.Attempts {
		if a.Certainty == dispatch.Sent && a.Receipt != nil && last.Receipt != nil &&
			a.Receipt.Provider == last.Receipt.Provider && a.Receipt.Reference == last.Receipt.Reference {
			return a
		}
	}
	return last
}

// byTheOtherSide keeps what a service cannot do apart from what the rules refuse.
func byTheOtherSide(err error) error {
	if dispatch.KindOf(err) != dispatch.KindRefused {
		return err
	}
	return &dispatch.Error{
		Op: "desk.recall", Kind: dispatch.KindRejected, Code: dispatch.CodeOf(err), Certainty: dispatch.CertaintyOf(err), Err: err,
	}
}

func (d *Desk) recallEvent(t dispatch.EventType, id dispatch.ID, a dispatch.Attempt, failure error) dispatch.Event {
	e := d.dispatchEvent(t, id, map[string]string{"attempt": string(a.ID)})
	if t == dispatch.EventRecallAnswered {
		e.Details["answer"] = recallAnswer(failure)
	}
	return e
}

func recallAnswer(failure error) string {
	if failure == nil {
		return recallStopped
	}
	if code := dispatch.CodeOf(failure); code != "" {
		return code
	}
	return dispatch.KindOf(failure).String()
}

// keepAnswer logs what the service said. When it can tell the end, the outbox looks at once; an outbox that
// was quicker is right.
func (d *Desk) keepAnswer(ctx context.Context, channel recaller, x dispatch.Dispatch, a dispatch.Attempt, failure error) error {
	event := d.recallEvent(dispatch.EventRecallAnswered, x.ID, a, failure)
	if failure == nil && x.Channel == dispatch.Portal {
		_, follows := channel.(dispatch.Tracker)
		return d.keepMilestones(ctx, x, a, event, !follows)
	}
	if x.NextAt.IsZero() || !slices.Contains(told, recallAnswer(failure)) {
		return d.config.Store.Append(ctx, event)
	}
	err := d.config.Store.Apply(ctx, dispatch.Transition{
		Dispatch: x.ID, From: dispatch.Accepted, To: dispatch.Accepted, NextAt: event.At, Event: event,
	})
	if dispatch.KindOf(err) == dispatch.KindConflict {
		return d.config.Store.Append(ctx, event)
	}
	return err
}

// askTheEnd asks once how the dispatch ended, and stores it. What is not told now, or cannot be stored, is
// the outbox's to follow.
func (d *Desk) askTheEnd(ctx context.Context, channel recaller, x dispatch.Dispatch, a dispatch.Attempt, failure error) {
	tracker, ok := channel.(dispatch.Tracker)
	if !ok || a.Receipt == nil || x.State != dispatch.Accepted || !slices.Contains(told, recallAnswer(failure)) {
		return
	}
	known := a
	status, err := tracker.Track(ctx, a)
	if err != nil || !ended(status.State) {
		return
	}
	if status.Receipt != (dispatch.Receipt{}) {
		status.Receipt.Revoked = a.Receipt.Revoked
		a.Receipt = &status.Receipt
	}
	if a.Error = status.Failure; status.State == dispatch.Delivered {
		a.Error = nil
	}
	details := map[string]string{"attempt": string(a.ID), "outcome": outcomeFinal}
	if a.Error != nil {
		details["kind"], details["code"] = a.Error.Kind, a.Error.Code
	}
	t := dispatch.Transition{
		Dispatch: x.ID, From: dispatch.Accepted, To: status.State, Attempt: &a, Known: &known,
		Event: d.dispatchEvent(dispatch.EventFollowed, x.ID, details),
	}
	_ = d.Heed(ctx, t)
	_ = d.config.Store.Apply(ctx, t)
}

func ended(s dispatch.State) bool {
	return s == dispatch.Delivered || s == dispatch.Partial || s == dispatch.Failed
}

// afterRecall stops what the outbox had queued again before it could know.
func (d *Desk) afterRecall(ctx context.Context, id dispatch.ID, failure error) (dispatch.Dispatch, error) {
	after, err := d.config.Store.Dispatch(ctx, id)
	if err == nil && after.State == dispatch.Queued && d.cancel(ctx, id) == nil {
		return d.config.Store.Dispatch(ctx, id)
	}
	if failure != nil {
		return after, failure
	}
	return after, err
}

// Obey minds the askings to stop around a transition of the outbox, before it is stored. What reached nobody
// would be tried again: when a person asked to stop it, that is its end.
func (d *Desk) Obey(ctx context.Context, t dispatch.Transition) (dispatch.Transition, error) {
	if t.From != dispatch.Accepted || t.To != dispatch.Queued {
		return t, nil
	}
	events, err := d.config.Store.Events(ctx, t.Dispatch)
	if err != nil {
		return t, err
	}
	if slices.ContainsFunc(events, func(e dispatch.Event) bool { return e.Type == dispatch.EventRecallAsked }) {
		t.To, t.NextAt, t.Event.Details = dispatch.Failed, time.Time{}, asFinal(t.Event.Details)
	}
	return t, nil
}

func asFinal(details map[string]string) map[string]string {
	details = maps.Clone(details)
	if details != nil {
		details["outcome"] = outcomeFinal
	}
	return details
}
