package uitest

import (
	"context"
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// Take lets a service take a dispatch that waits, and be asked again at the time given.
func (d *Desk) Take(id dispatch.ID, next time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	x := &d.dispatches[d.index(id)]
	x.State, x.NextAt, x.Updated = dispatch.Accepted, next, d.Now()
	x.Attempts = []dispatch.Attempt{d.attempt(what{state: dispatch.Accepted}, d.Now())}
	d.tell(id, dispatch.EventReleased, d.Now())
}

// Resolve settles what is uncertain, and what was taken and waits for a person.
func (d *Desk) Resolve(_ context.Context, id dispatch.ID, sent bool, _ string) (dispatch.Dispatch, error) {
	if d.waits(id) {
		return d.settleTaken(id, sent)
	}
	to := dispatch.Queued
	if sent {
		to = dispatch.Accepted
	}
	return d.change("Resolve", id, to, dispatch.EventResolved)
}

func (d *Desk) waits(id dispatch.ID) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := d.index(id)
	return i >= 0 && d.dispatches[i].State == dispatch.Accepted && d.dispatches[i].AwaitsPerson()
}

func (d *Desk) settleTaken(id dispatch.ID, sent bool) (dispatch.Dispatch, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("Resolve"); err != nil {
		return dispatch.Dispatch{}, err
	}
	x := &d.dispatches[d.index(id)]
	x.Attempts = slices.Clone(x.Attempts)
	x.Attempts[0].Error, x.NextAt, x.Updated = nil, time.Time{}, d.Now()
	if !sent {
		x.State = dispatch.Failed
		x.Attempts[0].Error = &dispatch.Failure{Kind: dispatch.KindRejected.String(), Code: "not_arrived"}
	}
	d.tell(id, dispatch.EventResolved, d.Now())
	return *x, nil
}

// Recall stops what was taken; with the failure that a test asked for, it stays as it is. The asking and the
// answer are logged.
func (d *Desk) Recall(_ context.Context, id dispatch.ID) (dispatch.Dispatch, error) {
	if d.atPortal(id) {
		return d.revoke(id)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	err := d.called("Recall")
	x, answer := &d.dispatches[d.index(id)], "stopped"
	d.tell(id, dispatch.EventRecallAsked, d.Now())
	if err != nil {
		answer = dispatch.CodeOf(err)
	} else {
		x.Attempts = slices.Clone(x.Attempts)
		x.Attempts[0].Error = &dispatch.Failure{Kind: dispatch.KindRejected.String(), Code: "fax_killed"}
		x.State, x.NextAt, x.Updated = dispatch.Failed, time.Time{}, d.Now()
	}
	d.tell(id, dispatch.EventRecallAnswered, d.Now())
	told := d.events[id]
	told[len(told)-1].Details = map[string]string{"answer": answer}
	return *x, err
}
