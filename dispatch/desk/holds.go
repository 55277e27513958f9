package desk

import (
	"context"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// PlaceHold keeps a dispatch, everything sent to a recipient, or everything from being destroyed, until LiftHold. The
// reason is required: whoever lifts the hold must know what it was for.
func (d *Desk) PlaceHold(ctx context.Context, scope dispatch.HoldScope, target dispatch.ID, reason string) (dispatch.LegalHold, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return dispatch.LegalHold{}, invalid("required", "reason")
	}
	h := dispatch.LegalHold{
		ID: dispatch.NewID(d.config.Random), Scope: scope, Target: target, Reason: reason, Actor: d.config.Actor, Placed: d.config.Now().UTC(),
	}
	e := d.event(dispatch.EventHoldPlaced, holdDetails(h))
	return h, d.config.Store.PlaceHold(ctx, h, e)
}

// LiftHold ends a hold. What is over is then destroyed at the next run, unless another hold covers it.
func (d *Desk) LiftHold(ctx context.Context, id dispatch.ID, reason string) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return invalid("required", "reason")
	}
	return d.config.Store.LiftHold(ctx, id, d.event(dispatch.EventHoldLifted, map[string]string{"hold": string(id), "reason": reason}))
}

// Holds lists the holds that stand, the oldest first.
func (d *Desk) Holds(ctx context.Context) ([]dispatch.LegalHold, error) {
	return d.config.Store.Holds(ctx)
}

func holdDetails(h dispatch.LegalHold) map[string]string {
	return map[string]string{"hold": string(h.ID), "scope": string(h.Scope), "target": string(h.Target), "reason": h.Reason}
}
