package desk

import (
	"context"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// CodeNotArrived is the code of what a service took, and of which a person has learned that it never arrived.
const CodeNotArrived = "not_arrived"

// Cancel stops a dispatch that has not begun to leave. It fails with KindConflict and code too_late
// once it has.
func (d *Desk) Cancel(ctx context.Context, id dispatch.ID) error {
	err := d.cancel(ctx, id)
	if dispatch.CodeOf(err) == "state_changed" { // its undo window ended in between: it may still wait
		err = d.cancel(ctx, id)
	}
	return err
}

func (d *Desk) cancel(ctx context.Context, id dispatch.ID) error {
	current, err := d.config.Store.Dispatch(ctx, id)
	if err != nil {
		return err
	}
	if !current.State.CanBecome(dispatch.Cancelled) {
		return &dispatch.Error{Op: "desk.cancel", Kind: dispatch.KindConflict, Code: "too_late", Certainty: dispatch.Unsent}
	}
	return d.config.Store.Apply(ctx, dispatch.Transition{
		Dispatch: id, From: current.State, To: dispatch.Cancelled,
		Event: d.dispatchEvent(dispatch.EventCancelled, id, nil),
	})
}

// Resolve is a person settling what the other side does not tell. The note says how the person knows.
//
// Where the outcome is unknown, sent takes it as accepted and unsent queues it again. Where a service took
// it and no end is known, sent leaves it accepted and unsent makes it failed: that service may still have
// it, so it is never queued again by itself, and neither is asked after any more. Anything else fails with
// KindConflict.
func (d *Desk) Resolve(ctx context.Context, id dispatch.ID, sent bool, note string) (dispatch.Dispatch, error) {
	if strings.TrimSpace(note) == "" {
		return dispatch.Dispatch{}, invalid("required", "note")
	}
	current, err := d.config.Store.Dispatch(ctx, id)
	if err != nil {
		return dispatch.Dispatch{}, err
	}
	t := d.settledUnknown(id, sent)
	if current.State == dispatch.Accepted && current.AwaitsPerson() {
		t = settledTaken(current, sent)
	}
	as := "unsent"
	if sent {
		as = "sent"
	}
	t.Event = d.dispatchEvent(dispatch.EventResolved, id, map[string]string{"as": as, "note": note})
	if err := d.config.Store.Apply(ctx, t); err != nil {
		return dispatch.Dispatch{}, err
	}
	d.config.Wake()
	return d.config.Store.Dispatch(ctx, id)
}

func (d *Desk) settledUnknown(id dispatch.ID, sent bool) dispatch.Transition {
	t := dispatch.Transition{Dispatch: id, From: dispatch.Uncertain, To: dispatch.Queued, NextAt: d.config.Now()}
	if sent {
		t.To = dispatch.Accepted
	}
	return t
}

// settledTaken answers the question that an attempt left open: nothing of it waits for a person any more.
func settledTaken(x dispatch.Dispatch, sent bool) dispatch.Transition {
	t := dispatch.Transition{Dispatch: x.ID, From: dispatch.Accepted, To: dispatch.Accepted}
	answered := x.Attempts[slices.IndexFunc(x.Attempts, func(a dispatch.Attempt) bool {
		return dispatch.Dispatch{State: x.State, Attempts: []dispatch.Attempt{a}}.AwaitsPerson()
	})]
	open := answered.Error
	if answered.Error = nil; !sent {
		t.To = dispatch.Failed
		answered.Error = &dispatch.Failure{Kind: dispatch.KindRejected.String(), Code: CodeNotArrived, Detail: open.Detail}
	}
	t.Attempt = &answered
	return t
}
