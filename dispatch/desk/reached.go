package desk

import (
	"context"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// asReached is what an event tells under "as" when the recipient of what nobody had fetched was called.
const asReached = "reached"

// Reached notes that the recipient of what nobody fetched was called, and what came of it. Nothing waits for a
// person any more, and the portal is still asked. It fails with KindConflict when nobody was asked to call.
func (d *Desk) Reached(ctx context.Context, id dispatch.ID, note string) (dispatch.Dispatch, error) {
	if note = strings.TrimSpace(note); note == "" {
		return dispatch.Dispatch{}, invalid("required", "note")
	}
	x, err := d.config.Store.Dispatch(ctx, id)
	if err != nil {
		return x, err
	}
	if !Unfetched(x) {
		return x, conflict("desk.reached", "state_changed")
	}
	attempt := reminded(sentAttempt(x))
	event := d.dispatchEvent(dispatch.EventResolved, id, map[string]string{"as": asReached, "note": note})
	if err := d.config.Store.Apply(ctx, dispatch.Transition{
		Dispatch: id, From: x.State, To: x.State, NextAt: x.NextAt, Attempt: &attempt, Event: event,
	}); err != nil {
		return x, err
	}
	return d.config.Store.Dispatch(ctx, id)
}

// Unfetched reports whether a person was told that nobody fetches what a portal took, or that it does not say.
func Unfetched(x dispatch.Dispatch) bool {
	return x.Channel == dispatch.Portal && x.State == dispatch.Accepted && reminder(sentAttempt(x))
}

// reminder reports whether an attempt keeps that no end of it is known.
func reminder(a dispatch.Attempt) bool {
	return a.Certainty == dispatch.Sent && a.Error != nil && a.Error.Kind == dispatch.KindUncertain.String()
}

// reminded is the attempt without its reminder: a person was at it.
func reminded(a dispatch.Attempt) dispatch.Attempt {
	if reminder(a) {
		a.Error = nil
	}
	return a
}

// Attended is when a person was last at what nobody had fetched, as the log tells: the recipient was called, or
// access prolonged. The days of PortalDays.Reminder count from then; zero: from its sending.
func Attended(events []dispatch.Event) (last time.Time) {
	for _, e := range events {
		if e.Type == dispatch.EventExtended || e.Type == dispatch.EventResolved && e.Details["as"] == asReached {
			last = e.At
		}
	}
	return last
}
