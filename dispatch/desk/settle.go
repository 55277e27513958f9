package desk

import (
	"context"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

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

// Resolve is a person settling a dispatch whose outcome is unknown: sent takes it as accepted, unsent
// queues it again. The note says how the person knows.
func (d *Desk) Resolve(ctx context.Context, id dispatch.ID, sent bool, note string) (dispatch.Dispatch, error) {
	if strings.TrimSpace(note) == "" {
		return dispatch.Dispatch{}, invalid("required", "note")
	}
	t := dispatch.Transition{
		Dispatch: id, From: dispatch.Uncertain, To: dispatch.Accepted, NextAt: d.config.Now(),
		Event: d.dispatchEvent(dispatch.EventResolved, id, map[string]string{"as": "sent", "note": note}),
	}
	if !sent {
		t.To = dispatch.Queued
		t.Event.Details["as"] = "unsent"
	}
	if err := d.config.Store.Apply(ctx, t); err != nil {
		return dispatch.Dispatch{}, err
	}
	d.config.Wake()
	return d.config.Store.Dispatch(ctx, id)
}

// Passphrase shows the passphrase of a locked PDF, for the telephone. The showing is logged first, the
// words never.
func (d *Desk) Passphrase(ctx context.Context, id dispatch.ID) (string, error) {
	passphrase, err := d.config.Store.Passphrase(ctx, id)
	if err != nil {
		return "", err
	}
	if passphrase == "" {
		return "", &dispatch.Error{Op: "desk.passphrase", Kind: dispatch.KindNotFound, Code: "no_passphrase"}
	}
	if err := d.config.Store.Append(ctx, d.dispatchEvent(dispatch.EventPassphraseShown, id, nil)); err != nil {
		return "", err
	}
	return passphrase, nil
}
