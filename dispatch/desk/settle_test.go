package desk_test

import (
	"crypto/rand"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

func TestResolve(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		sent bool
		want dispatch.State
	}{{"as sent", true, dispatch.Accepted}, {"as unsent", false, dispatch.Queued}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			id := r.uncertain()
			if _, err := r.Resolve(t.Context(), id, c.sent, " "); dispatch.CodeOf(err) != "required" {
				t.Errorf("without a note: %v", err)
			}
			settled, err := r.Resolve(t.Context(), id, c.sent, "called them")
			must(t, err)
			if settled.State != c.want {
				t.Error(settled.State)
			}
			if _, err := r.Resolve(t.Context(), id, c.sent, "again"); dispatch.KindOf(err) != dispatch.KindConflict {
				t.Errorf("settled twice: %v", err)
			}
		})
	}
}

// A fax was taken, and after a day no end is known: a person asks who receives it, and nothing is dialled.
func TestResolveWhatWasTaken(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		sent bool
		want dispatch.State
		as   string
		code string // what is said of the attempt from then on
	}{
		{"it arrived", true, dispatch.Accepted, "sent", ""},
		{"it did not", false, dispatch.Failed, "unsent", desk.CodeNotArrived},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			id, a := r.taken()
			if _, err := r.Resolve(t.Context(), id, c.sent, "called them"); dispatch.KindOf(err) != dispatch.KindConflict {
				t.Errorf("settled while the service is still asked: %v", err)
			}
			a.Error = &dispatch.Failure{Kind: dispatch.KindUncertain.String(), Code: "outcome_overdue", Detail: "queued"}
			r.apply(id, dispatch.Transition{
				From: dispatch.Accepted, To: dispatch.Accepted, NextAt: r.clock.Now().AddDate(0, 0, 1), Attempt: &a,
				Event: dispatch.Event{Type: dispatch.EventFollowed},
			})
			if _, err := r.Resolve(t.Context(), id, c.sent, " "); dispatch.CodeOf(err) != "required" {
				t.Errorf("without a note: %v", err)
			}
			settled, err := r.Resolve(t.Context(), id, c.sent, "called them")
			must(t, err)
			if settled.State != c.want || settled.AwaitsPerson() || !settled.NextAt.IsZero() || len(settled.Attempts) != 1 {
				t.Errorf("%s, next %s: %+v", settled.State, settled.NextAt, settled.Attempts)
			}
			if last := settled.Attempts[0]; last.Certainty != dispatch.Sent || last.Receipt == nil || failureCode(last.Error) != c.code {
				t.Errorf("%+v, error %+v", last, last.Error)
			}
			r.wantResolved(id, c.as, "called them")
			if _, err := r.Resolve(t.Context(), id, !c.sent, "again"); dispatch.KindOf(err) != dispatch.KindConflict {
				t.Errorf("settled twice: %v", err)
			}
		})
	}
}

func failureCode(failure *dispatch.Failure) string {
	if failure == nil {
		return ""
	}
	return failure.Code
}

func (r *rig) wantResolved(id dispatch.ID, as, note string) {
	r.t.Helper()
	events, err := r.Events(r.t.Context(), id)
	must(r.t, err)
	last := events[len(events)-1]
	if last.Type != dispatch.EventResolved || last.Details["as"] != as || last.Details["note"] != note || last.Actor != "clerk" {
		r.t.Errorf("the log tells %+v", last)
	}
}

// uncertain stores a dispatch whose reply was lost.
func (r *rig) uncertain() dispatch.ID {
	r.t.Helper()
	d, err := r.Send(r.t.Context(), r.draft(r.recipient(dispatch.ExternalPartner, faxRoute)))
	must(r.t, err)
	attempt := dispatch.Attempt{ID: dispatch.NewID(rand.Reader), N: 1, Started: d.Created}
	ended := attempt
	ended.Ended, ended.Certainty = d.Created, dispatch.Maybe
	for _, step := range []dispatch.Transition{
		{From: dispatch.Held, To: dispatch.Queued, Event: dispatch.Event{Type: dispatch.EventReleased}},
		{From: dispatch.Queued, To: dispatch.Sending, Attempt: &attempt, Event: dispatch.Event{Type: dispatch.EventAttemptStarted}},
		{From: dispatch.Sending, To: dispatch.Uncertain, Attempt: &ended, Event: dispatch.Event{Type: dispatch.EventAttemptEnded}},
	} {
		step.Dispatch, step.Event.Dispatch, step.Event.At = d.ID, d.ID, d.Created
		must(r.t, r.store.Apply(r.t.Context(), step))
	}
	return d.ID
}
