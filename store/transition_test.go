package store_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
)

func TestApplyRefuses(t *testing.T) {
	t.Parallel()
	holder := newID()
	fresh := func(dispatch.Dispatch) *dispatch.Attempt {
		return &dispatch.Attempt{ID: newID(), N: 2, Started: start}
	}
	known := func(d dispatch.Dispatch) *dispatch.Attempt { a := d.Attempts[0]; return &a }
	reopened := func(d dispatch.Dispatch) *dispatch.Attempt {
		a := known(d)
		a.Ended = time.Time{}
		return a
	}
	for name, test := range map[string]struct {
		state    dispatch.State // it is in
		from, to dispatch.State
		attempt  func(dispatch.Dispatch) *dispatch.Attempt
		holder   dispatch.ID
		at       time.Duration // after start
		untold   bool
		want     wantError
	}{
		"another change came first": {
			state: dispatch.Queued, from: dispatch.Held, to: dispatch.Cancelled, want: conflict("state_changed"),
		},
		"a state that may not follow": {
			state: dispatch.Delivered, from: dispatch.Delivered, to: dispatch.Queued,
			want: wantError{dispatch.KindInternal, "state_impossible"},
		},
		"a turn that is over": {
			state: dispatch.Held, from: dispatch.Held, to: dispatch.Queued, holder: holder, at: time.Minute,
			want: conflict("lease_lost"),
		},
		"another's turn": {
			state: dispatch.Held, from: dispatch.Held, to: dispatch.Queued, holder: newID(), want: conflict("lease_lost"),
		},
		"a turn that lasts": {
			state: dispatch.Held, from: dispatch.Held, to: dispatch.Queued, holder: holder, at: time.Minute - time.Microsecond,
		},
		"a second attempt beside an open one": {
			state: dispatch.Sending, from: dispatch.Sending, to: dispatch.Sending, attempt: fresh,
			want: conflict("attempt_open"),
		},
		"sending without an attempt": {
			state: dispatch.Queued, from: dispatch.Queued, to: dispatch.Sending, want: conflict("attempt_known"),
		},
		"the end of sending without its attempt": {
			state: dispatch.Sending, from: dispatch.Sending, to: dispatch.Uncertain, want: conflict("attempt_closed"),
		},
		"the end of sending with the attempt still open": {
			state: dispatch.Sending, from: dispatch.Sending, to: dispatch.Uncertain, attempt: known,
			want: conflict("attempt_closed"),
		},
		"an attempt that runs again": {
			state: dispatch.Uncertain, from: dispatch.Uncertain, to: dispatch.Uncertain, attempt: reopened,
			want: conflict("attempt_closed"),
		},
		"a change of state without an event": {
			state: dispatch.Held, from: dispatch.Held, to: dispatch.Queued, untold: true,
			want: wantError{dispatch.KindInternal, "store_misused"},
		},
		"another time to look, without an event": {
			state: dispatch.Accepted, from: dispatch.Accepted, to: dispatch.Accepted, untold: true,
		},
		"more about an attempt that ended": {
			state: dispatch.Accepted, from: dispatch.Accepted, to: dispatch.Accepted, attempt: known,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			d := inState(t, h, test.state)
			if taken, err := h.TakeLease(t.Context(), holder, start, start.Add(time.Minute)); err != nil || !taken {
				t.Fatal(taken, err)
			}
			change := dispatch.Transition{
				Dispatch: d.ID, From: test.from, To: test.to, Holder: test.holder, NextAt: start.Add(time.Hour),
				Event: event(dispatch.EventFollowed, start.Add(test.at)),
			}
			if test.attempt != nil {
				change.Attempt = test.attempt(d)
			}
			if test.untold {
				change.Event.Type = ""
			}
			events, err := h.VerifyLog(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			test.want.check(t, h.Apply(t.Context(), change))
			if got := stored(t, h, d.ID); test.want != (wantError{}) && !reflect.DeepEqual(got, d) {
				t.Errorf("a refused transition changed %+v\nto %+v", d, got)
			}
			if test.want == (wantError{}) && !test.untold {
				events++
			}
			verified(t, h, events)
		})
	}
}

func TestApplyKeepsTheWholeStory(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	d := create(t, h, held())
	way := wayTo(d.ID, dispatch.Accepted)
	for i, change := range way {
		wantError{}.check(t, h.Apply(t.Context(), change))
		got := stored(t, h, d.ID)
		if got.State != change.To || !got.NextAt.Equal(change.NextAt) || !got.Updated.Equal(change.Event.At) {
			t.Errorf("step %d left %s, %v, %v", i, got.State, got.NextAt, got.Updated)
		}
	}
	got := stored(t, h, d.ID)
	if want := []dispatch.Attempt{*way[2].Attempt}; got.Tries != 1 || !reflect.DeepEqual(got.Attempts, want) {
		t.Errorf("%d tries, %+v; want %+v", got.Tries, got.Attempts, want)
	}
	untold := dispatch.Transition{Dispatch: d.ID, From: dispatch.Accepted, To: dispatch.Accepted}
	wantError{}.check(t, h.Apply(t.Context(), untold))
	if after := stored(t, h, d.ID); !after.NextAt.IsZero() || !after.Updated.Equal(got.Updated) {
		t.Errorf("a new time to look left NextAt %v and Updated %v", after.NextAt, after.Updated)
	}
	verified(t, h, 4)
}

func TestAttemptOfAnotherDispatch(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	one, other := inState(t, h, dispatch.Sending), inState(t, h, dispatch.Sending)
	ended := other.Attempts[0]
	ended.Ended, ended.Certainty = start.Add(time.Minute), dispatch.Sent
	wantError{dispatch.KindInternal, "store_misused"}.check(t, h.Apply(t.Context(), dispatch.Transition{
		Dispatch: one.ID, From: dispatch.Sending, To: dispatch.Accepted, Attempt: &ended,
		Event: event(dispatch.EventAttemptEnded, start),
	}))
}

func TestLease(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	other := h.again(t)
	a, b := newID(), newID()
	take := func(s home, holder dispatch.ID, now, until int, want bool) {
		t.Helper()
		got, err := s.TakeLease(t.Context(), holder, start.Add(time.Duration(now)*time.Second),
			start.Add(time.Duration(until)*time.Second))
		if err != nil || got != want {
			t.Fatalf("TakeLease = %v, %v; want %v", got, err, want)
		}
	}
	take(h, a, 0, 10, true)
	take(other, b, 5, 15, false)
	take(h, a, 9, 20, true)
	take(other, b, 15, 25, false)
	take(other, b, 20, 30, true)
	take(h, a, 21, 31, false)
	wantError{}.check(t, h.DropLease(t.Context(), a)) // not its turn: nothing happens
	take(h, a, 22, 32, false)
	wantError{}.check(t, other.DropLease(t.Context(), b))
	take(h, a, 23, 33, true)
	_, err := h.TakeLease(t.Context(), "", start, start)
	wantError{dispatch.KindInvalid, "id_malformed"}.check(t, err)
}
