package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// waits reports whether the store lists a dispatch as one that may wait for a person.
func (h home) waits(t *testing.T, d dispatch.Dispatch) bool {
	t.Helper()
	found, err := h.Waiting(t.Context(), start.Add(-time.Hour), 10)
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(found, func(x dispatch.Dispatch) bool { return x.ID == d.ID })
}

func (h home) untold(t *testing.T, d dispatch.Dispatch) bool {
	t.Helper()
	found, err := h.Untold(t.Context(), start.Add(-time.Hour), 10)
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(found, func(x dispatch.Dispatch) bool { return x.ID == d.ID })
}

// told logs an event about a dispatch that changes nothing else.
func (h home) told(t *testing.T, d dispatch.Dispatch, what dispatch.EventType) {
	t.Helper()
	e := event(what, start)
	e.Dispatch = d.ID
	wantError{}.check(t, h.Append(t.Context(), e))
}

// step is one change of a dispatch: to a state, or an event alone.
type step struct {
	to    dispatch.State
	next  time.Duration // after start; zero: never
	error *dispatch.Failure
	event dispatch.EventType // alone
	waits bool               // afterwards
}

func TestWhatWaitsForAPersonIsAtHand(t *testing.T) {
	t.Parallel()
	sent := []step{{to: dispatch.Queued, next: time.Minute}, {to: dispatch.Sending}}
	refused := &dispatch.Failure{Kind: "rejected", Code: "fax_busy"}
	endless := &dispatch.Failure{Kind: dispatch.KindUncertain.String(), Code: "outcome_overdue"}
	for name, steps := range map[string][]step{
		"held back and let go":            {{to: dispatch.Queued, waits: true}, {to: dispatch.Queued, next: time.Minute}},
		"failed, put away and taken up":   append(slices.Clone(sent), step{to: dispatch.Failed, error: refused, waits: true}, step{event: dispatch.EventPutAway}, step{event: dispatch.EventTakenUp, waits: true}),
		"of unknown outcome, still asked": append(slices.Clone(sent), step{to: dispatch.Uncertain, next: time.Hour}, step{to: dispatch.Uncertain, waits: true}),
		"taken, and heard of":             append(slices.Clone(sent), step{to: dispatch.Accepted, next: time.Hour}, step{to: dispatch.Delivered}),
		"taken, and never heard of":       append(slices.Clone(sent), step{to: dispatch.Accepted, next: time.Hour}, step{to: dispatch.Accepted, next: 2 * time.Hour, error: endless, waits: true}, step{to: dispatch.Delivered}),
		"incomplete":                      append(slices.Clone(sent), step{to: dispatch.Accepted, next: time.Hour}, step{to: dispatch.Partial, waits: true}),
		"delivered, then put away":        append(slices.Clone(sent), step{to: dispatch.Accepted}, step{to: dispatch.Delivered}, step{event: dispatch.EventTakenUp}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			d := create(t, h, held())
			attempt := dispatch.Attempt{ID: newID(), N: 1, Started: start}
			for i, s := range steps {
				if s.event != "" {
					h.told(t, d, s.event)
				} else {
					d.State = h.moveTo(t, d, s, &attempt)
				}
				if h.waits(t, d) != s.waits {
					t.Errorf("after step %d (%s%s), it waits: %t", i+1, s.to, s.event, !s.waits)
				}
			}
			verified(t, h, int64(1+len(steps)))
		})
	}
}

// moveTo applies a step, with the one attempt.
func (h home) moveTo(t *testing.T, d dispatch.Dispatch, s step, a *dispatch.Attempt) dispatch.State {
	t.Helper()
	change := dispatch.Transition{Dispatch: d.ID, From: d.State, To: s.to, Event: event(dispatch.EventFollowed, start)}
	if s.next > 0 {
		change.NextAt = start.Add(s.next)
	}
	if s.to == dispatch.Sending || !a.Ended.IsZero() || d.State == dispatch.Sending {
		if d.State == dispatch.Sending {
			a.Ended, a.Certainty = start.Add(time.Second), dispatch.Sent
		}
		a.Error = s.error
		known := *a
		change.Attempt = &known
	}
	wantError{}.check(t, h.Apply(t.Context(), change))
	return s.to
}

func TestWhoseWordsWereNotTold(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	make := func(words string) dispatch.Dispatch {
		d := held()
		d.State, d.Channel, d.Route.Channel = dispatch.Held, dispatch.Portal, dispatch.Portal
		wantError{}.check(t, h.Create(t.Context(), d, words, event(dispatch.EventCreated, start)))
		return d
	}
	open, told, gone, plain := make("badu-kofi"), make("lanterne"), make("canot"), make("")
	if h.untold(t, open) {
		t.Error("no service has it yet")
	}
	for _, d := range []dispatch.Dispatch{open, told, gone, plain} {
		h.sql(t, `UPDATE dispatches SET state = 'accepted' WHERE id = '`+string(d.ID)+`'`)
	}
	h.told(t, told, dispatch.EventPassphraseGiven)
	h.sql(t, `UPDATE dispatch_bodies SET passphrase = NULL WHERE seq = (SELECT seq FROM dispatches WHERE id = '`+string(gone.ID)+`')`)
	for name, test := range map[string]struct {
		d    dispatch.Dispatch
		want bool
	}{"kept": {open, true}, "told": {told, false}, "forgotten": {gone, false}, "without words": {plain, false}} {
		if got := h.untold(t, test.d); got != test.want {
			t.Errorf("%s: untold is %t", name, got)
		}
	}
	later, err := h.Untold(t.Context(), start.Add(24*time.Hour), 10)
	if err != nil || len(later) != 0 {
		t.Errorf("of a later day: %d, %v", len(later), err)
	}
}

func TestWhatWasDeliveredToday(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	d := create(t, h, held())
	a := dispatch.Attempt{ID: newID(), N: 1, Started: start}
	for _, s := range []step{{to: dispatch.Queued, next: time.Minute}, {to: dispatch.Sending}, {to: dispatch.Accepted}, {to: dispatch.Delivered}} {
		d.State = h.moveTo(t, d, s, &a)
	}
	for since, want := range map[time.Duration]int{-time.Hour: 1, 0: 1, time.Hour: 0} {
		if n, err := h.DeliveredSince(t.Context(), start.Add(since)); err != nil || n != want {
			t.Errorf("since %s: %d, %v", since, n, err)
		}
	}
}
