package store_test

import (
	"context"
	"maps"
	"reflect"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"pgregory.net/rapid"
)

// model is what a home should hold of dispatches.
type model struct {
	dispatches map[dispatch.ID]*modelled
	order      []dispatch.ID
	events     int64
	now        time.Time
}

type modelled struct {
	state    dispatch.State
	nextAt   time.Time
	attempts []dispatch.Attempt
}

func (m *modelled) open() (dispatch.Attempt, bool) {
	if n := len(m.attempts); n > 0 && m.attempts[n-1].Ended.IsZero() {
		return m.attempts[n-1], true
	}
	return dispatch.Attempt{}, false
}

// allows says in a few lines what a transition must be for a store to take it.
func (m *modelled) allows(t dispatch.Transition) bool {
	if m.state != t.From || (t.From != t.To && !t.From.CanBecome(t.To)) {
		return false
	}
	change := m.changeBy(t.Attempt)
	switch {
	case change == "refused":
		return false
	case t.From != dispatch.Sending && t.To == dispatch.Sending:
		return change == "starts"
	case t.From == dispatch.Sending && t.To != dispatch.Sending:
		return change == "ends"
	default:
		return true
	}
}

func (m *modelled) changeBy(a *dispatch.Attempt) string {
	_, running := m.open()
	switch {
	case a == nil:
		return "none"
	case a.N > len(m.attempts) && running, a.N <= len(m.attempts) && !running && a.Ended.IsZero():
		return "refused" // a second one, or one that ended before
	case a.N > len(m.attempts):
		return "starts"
	case running && !a.Ended.IsZero():
		return "ends"
	default:
		return "goes on"
	}
}

func (m *modelled) take(t dispatch.Transition) {
	m.state, m.nextAt = t.To, t.NextAt
	if t.Attempt == nil {
		return
	}
	if t.Attempt.N > len(m.attempts) {
		m.attempts = append(m.attempts, *t.Attempt)
	} else {
		m.attempts[t.Attempt.N-1] = *t.Attempt
	}
}

// draw makes any transition, most of them possible.
func (m *model) draw(t *rapid.T) dispatch.Transition {
	id := rapid.SampledFrom(m.order).Draw(t, "dispatch")
	d := m.dispatches[id]
	change := dispatch.Transition{
		Dispatch: id, From: d.state, To: rapid.SampledFrom(dispatch.States()).Draw(t, "to"),
		Event: event(dispatch.EventFollowed, m.now),
	}
	if rapid.IntRange(0, 9).Draw(t, "stale") == 0 {
		change.From = rapid.SampledFrom(dispatch.States()).Draw(t, "from")
	}
	if rapid.Bool().Draw(t, "look again") {
		change.NextAt = m.now.Add(time.Duration(rapid.IntRange(1, 3600).Draw(t, "seconds")) * time.Second)
	}
	change.Attempt = m.drawAttempt(t, d)
	return change
}

func (m *model) drawAttempt(t *rapid.T, d *modelled) *dispatch.Attempt {
	a := dispatch.Attempt{ID: newID(), N: len(d.attempts) + 1, Started: m.now}
	switch rapid.SampledFrom([]string{"none", "new", "last", "end", "end"}).Draw(t, "attempt") {
	case "none":
		return nil
	case "new":
		return &a
	case "last":
		if len(d.attempts) > 0 {
			a = d.attempts[len(d.attempts)-1]
		}
	default:
		if open, ok := d.open(); ok {
			a = open
		}
		a.Ended = m.now
		a.Certainty = rapid.SampledFrom([]dispatch.Certainty{dispatch.Unsent, dispatch.Maybe, dispatch.Sent}).Draw(t, "certainty")
	}
	return &a
}

func (m *model) counts() map[dispatch.State]int {
	counts := map[dispatch.State]int{}
	for _, d := range m.dispatches {
		counts[d.state]++
	}
	return counts
}

// Whatever is asked of it in whatever order, a home takes what the rules allow, all of it, and nothing
// else; no dispatch ever has two attempts running.
func TestApplyFollowsTheModel(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	ctx := t.Context()
	m := &model{dispatches: map[dispatch.ID]*modelled{}, now: start}
	rapid.Check(t, func(t *rapid.T) {
		d := held()
		if err := h.Create(ctx, d, "", event(dispatch.EventCreated, m.now)); err != nil {
			t.Fatal(err)
		}
		m.dispatches[d.ID] = &modelled{state: d.State, nextAt: d.NextAt}
		m.order = append(m.order, d.ID)
		m.events++
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			m.step(ctx, t, h)
		}
		if counts, err := h.CountByState(ctx); err != nil || !maps.Equal(counts, m.counts()) {
			t.Fatalf("CountByState = %v, %v; want %v", counts, err, m.counts())
		}
	})
	verified(t, h, m.events)
}

func (m *model) step(ctx context.Context, t *rapid.T, h home) {
	m.now = m.now.Add(time.Second)
	change := m.draw(t)
	d := m.dispatches[change.Dispatch]
	err := h.Apply(ctx, change)
	if allowed := d.allows(change); allowed != (err == nil) {
		t.Fatalf("%s to %s with %+v, attempts %+v: %v; allowed: %v", change.From, change.To, change.Attempt,
			d.attempts, err, allowed)
	}
	if err == nil {
		d.take(change)
		m.events++
	}
	got, err := h.Dispatch(ctx, change.Dispatch)
	if err != nil || got.State != d.state || !got.NextAt.Equal(d.nextAt) || got.Tries != len(d.attempts) ||
		!reflect.DeepEqual(got.Attempts, append([]dispatch.Attempt{}, d.attempts...)) {
		t.Fatalf("got  %+v, %v\nwant %+v", got, err, d)
	}
}
