package dispatch_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch"
)

// The whole table: a line per state, what may follow it.
var follows = map[dispatch.State][]dispatch.State{
	dispatch.Draft:     {dispatch.Held, dispatch.ByHand},
	dispatch.Held:      {dispatch.Queued, dispatch.Cancelled},
	dispatch.Queued:    {dispatch.Sending, dispatch.Cancelled, dispatch.Accepted},
	dispatch.Sending:   {dispatch.Accepted, dispatch.Queued, dispatch.Failed, dispatch.Uncertain},
	dispatch.Accepted:  {dispatch.Delivered, dispatch.Partial, dispatch.Failed, dispatch.Queued},
	dispatch.Uncertain: {dispatch.Accepted, dispatch.Failed, dispatch.Queued},
	dispatch.Delivered: {dispatch.Failed},
	dispatch.Partial:   nil,
	dispatch.Failed:    nil,
	dispatch.Cancelled: nil,
	dispatch.ByHand:    nil,
}

func TestStateTable(t *testing.T) {
	t.Parallel()
	if len(follows) != len(dispatch.States()) {
		t.Errorf("%d states, want %d", len(dispatch.States()), len(follows))
	}
	for _, state := range dispatch.States() {
		for _, next := range dispatch.States() {
			want := slices.Contains(follows[state], next)
			if got := state.CanBecome(next); got != want {
				t.Errorf("%s may become %s: got %v, want %v", state, next, got, want)
			}
		}
	}
}

func TestFinalStates(t *testing.T) {
	t.Parallel()
	for _, state := range dispatch.States() {
		if got, want := state.Final(), len(follows[state]) == 0 || state == dispatch.Delivered; got != want {
			t.Errorf("%s is final: got %v, want %v", state, got, want)
		}
	}
}

func TestNothingComesOfAnUnknownState(t *testing.T) {
	t.Parallel()
	for _, state := range dispatch.States() {
		for _, stranger := range []dispatch.State{"", "sent", "DRAFT"} {
			if stranger.CanBecome(state) || state.CanBecome(stranger) {
				t.Errorf("%q and %s follow each other", stranger, state)
			}
		}
	}
}

// What was accepted, or may have been, is sent again only through a person's decision about an unknown, or
// straight after the other side's word that nothing arrived; what is over stays over.
func TestStateLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		state, accepted := dispatch.Draft, false
		for !state.Final() {
			next := rapid.SampledFrom(follows[state]).Draw(t, "next")
			if state == dispatch.Accepted && next == dispatch.Queued {
				accepted = false
			}
			if accepted && (next == dispatch.Sending || next == dispatch.Queued || next == dispatch.Cancelled) {
				t.Fatalf("an accepted dispatch becomes %s", next)
			}
			if next == dispatch.Sending && state != dispatch.Queued {
				t.Fatalf("%s is sent without having waited", state)
			}
			accepted = accepted || next == dispatch.Accepted
			state = next
		}
	})
}
