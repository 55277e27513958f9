package outbox_test

import (
	"context"
	"slices"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch"
)

// verify compares the log with what the servers hold.
func (w *world) verify(rt *rapid.T) {
	holds := map[dispatch.ID][]dispatch.ID{} // by dispatch: what servers took and passed on
	calls, taken := map[dispatch.ID][]dispatch.ID{}, map[dispatch.ID]int{}
	for _, c := range w.channels {
		for _, attempt := range c.Holds() {
			owner := w.carrier.owners[attempt]
			taken[owner]++
			if !w.busy[attempt] {
				holds[owner] = append(holds[owner], attempt)
			}
		}
		for _, attempt := range c.Calls() {
			owner := w.carrier.owners[attempt]
			calls[owner] = append(calls[owner], attempt)
		}
	}
	for _, id := range w.dispatches {
		d, err := w.store.Dispatch(context.Background(), id)
		if err != nil {
			rt.Fatal(err)
		}
		w.verifyState(rt, d, len(holds[id]))
		w.verifyAttempts(rt, d, holds[id], calls[id], taken[id])
	}
}

func (w *world) verifyState(rt *rapid.T, d dispatch.Dispatch, held int) {
	if held > 1+w.unsent[d.ID] {
		rt.Errorf("sent %d times, although a person said unsent only %d times: %+v", held, w.unsent[d.ID], d)
	}
	arrived := held > 0
	switch d.State {
	case dispatch.Accepted, dispatch.Delivered:
		if !arrived && !w.sent[d.ID] {
			rt.Errorf("%s, but the server holds nothing: %+v", d.State, d)
		}
	case dispatch.Failed, dispatch.Cancelled:
		if arrived && w.unsent[d.ID] == 0 {
			rt.Errorf("%s, but the server holds it: %+v", d.State, d)
		}
	case dispatch.Uncertain:
	default:
		rt.Errorf("forgotten as %s: %+v", d.State, d)
	}
}

func (w *world) verifyAttempts(rt *rapid.T, d dispatch.Dispatch, holds, calls []dispatch.ID, taken int) {
	if started := w.events(d.ID, dispatch.EventAttemptStarted); started != len(d.Attempts) {
		rt.Errorf("%d attempts, %d started in the log", len(d.Attempts), started)
	}
	var known []dispatch.ID
	for i, a := range d.Attempts {
		known = append(known, a.ID)
		held := slices.Contains(holds, a.ID)
		if a.N != i+1 || a.Ended.IsZero() {
			rt.Errorf("attempt %d is %+v", i+1, a)
		}
		if a.Certainty == dispatch.Unsent && held || a.Certainty == dispatch.Sent && taken == 0 {
			rt.Errorf("attempt %d is %s; arrived: %t", i+1, a.Certainty, held)
		}
	}
	for _, call := range calls {
		if !slices.Contains(known, call) {
			rt.Errorf("the channel was called without a stored attempt")
		}
	}
}
