package dispatchtest

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/outbox"
)

// OutboxStore is a store under test: what the outbox uses, and what it takes to fill and read it.
type OutboxStore interface {
	outbox.Store
	Create(ctx context.Context, d dispatch.Dispatch, passphrase string, e dispatch.Event) error
	Dispatch(ctx context.Context, id dispatch.ID) (dispatch.Dispatch, error)
	Events(ctx context.Context, id dispatch.ID) ([]dispatch.Event, error)
	UploadState(id dispatch.ID) dispatch.UploadState
}

// RunOutboxStore tries a store with the laws that the outbox leans on. open makes an empty store; it may
// be called from parallel tests.
//
// The laws, in short: one holder has the lease at a time; a transition is stored whole or not at all,
// only from the state it names, only by the holder it names, at most one attempt is open, and of those
// who come at the same moment one wins; what is due comes in order.
func RunOutboxStore(t *testing.T, open func(t *testing.T) OutboxStore) {
	t.Helper()
	for _, law := range slices.Concat(leaseLaws(), applyLaws(), attemptLaws(), dueLaws(), uploadLaws()) {
		t.Run(law.name, func(t *testing.T) {
			t.Parallel()
			law.check(&storeBench{T: t, store: open(t), now: Epoch()})
		})
	}
}

type storeLaw struct {
	name  string
	check func(b *storeBench)
}

// storeBench is a store with the words that its laws are told in.
type storeBench struct {
	*testing.T
	store OutboxStore
	now   time.Time
}

// SampleDispatch is a dispatch of SampleParcel's clinic, held until made, with an account of its own and
// no documents.
func SampleDispatch(made time.Time) dispatch.Dispatch {
	return dispatch.Dispatch{
		ID: newID(), State: dispatch.Held, Channel: dispatch.Portal, Suggested: dispatch.Portal,
		Account:   newID(),
		Recipient: dispatch.Recipient{ID: newID(), Name: "Dre Ariane Fictive-Lebel", Class: dispatch.ExternalPartner},
		Route:     dispatch.Route{Channel: dispatch.Portal, Address: "ariane"},
		Purpose:   "care", PolicyVersion: "test", Created: made, Updated: made, NextAt: made,
	}
}

func event(kind dispatch.EventType, id dispatch.ID, at time.Time) dispatch.Event {
	return dispatch.Event{ID: newID(), Type: kind, Dispatch: id, At: at, Actor: "test", Details: map[string]string{"k": "v"}}
}

func (b *storeBench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *storeBench) want(kind dispatch.Kind, err error) {
	b.Helper()
	if err == nil || dispatch.KindOf(err) != kind {
		b.Errorf("want an error of kind %s, got %v", kind, err)
	}
}

// create stores a dispatch that is held until at.
func (b *storeBench) create(at time.Time) dispatch.Dispatch {
	b.Helper()
	d := SampleDispatch(b.now)
	d.NextAt = at
	b.must(b.store.Create(b.Context(), d, "", event(dispatch.EventCreated, d.ID, b.now)))
	return d
}

// move applies a transition without an attempt.
func (b *storeBench) move(id dispatch.ID, from, to dispatch.State, next time.Time) error {
	return b.store.Apply(b.Context(), dispatch.Transition{
		Dispatch: id, From: from, To: to, NextAt: next, Event: event(dispatch.EventReleased, id, b.now),
	})
}

// queued is a dispatch that is due now.
func (b *storeBench) queued() dispatch.Dispatch {
	b.Helper()
	d := b.create(b.now)
	b.must(b.move(d.ID, dispatch.Held, dispatch.Queued, b.now))
	return d
}

func (b *storeBench) start(id dispatch.ID, n int) (dispatch.Attempt, error) {
	a := dispatch.Attempt{ID: newID(), N: n, Started: b.now}
	return a, b.store.Apply(b.Context(), dispatch.Transition{
		Dispatch: id, From: dispatch.Queued, To: dispatch.Sending, Attempt: &a,
		Event: event(dispatch.EventAttemptStarted, id, b.now),
	})
}

func (b *storeBench) end(id dispatch.ID, a dispatch.Attempt, to dispatch.State, c dispatch.Certainty) error {
	a.Ended, a.Certainty = b.now.Add(time.Second), c
	return b.store.Apply(b.Context(), dispatch.Transition{
		Dispatch: id, From: dispatch.Sending, To: to, Attempt: &a, NextAt: b.now,
		Event: event(dispatch.EventAttemptEnded, id, b.now),
	})
}

// read returns a dispatch and how many events it has.
func (b *storeBench) read(id dispatch.ID) (dispatch.Dispatch, int) {
	b.Helper()
	d, err := b.store.Dispatch(b.Context(), id)
	b.must(err)
	events, err := b.store.Events(b.Context(), id)
	b.must(err)
	return d, len(events)
}

func (b *storeBench) take(holder dispatch.ID, now, until time.Time) bool {
	b.Helper()
	ok, err := b.store.TakeLease(b.Context(), holder, now, until)
	b.must(err)
	return ok
}

func leaseLaws() []storeLaw {
	return []storeLaw{
		{"lease: one holder until its turn ends", lawLeaseExclusive},
		{"lease: its holder extends it", lawLeaseExtended},
		{"lease: dropped, it is free at once", lawLeaseDropped},
		{"lease: that of a clock that was ahead is none", lawLeaseAhead},
		{"lease: of many who reach for it one has it", lawLeaseRace},
	}
}

func lawLeaseExclusive(b *storeBench) {
	first, second := newID(), newID()
	until := b.now.Add(time.Minute)
	if !b.take(first, b.now, until) {
		b.Error("a free lease was refused")
	}
	if b.take(second, until.Add(-time.Millisecond), until.Add(time.Hour)) {
		b.Error("two hold the lease")
	}
	if !b.take(second, until, until.Add(time.Minute)) {
		b.Error("a lapsed lease was refused")
	}
	if b.take(first, until, until.Add(time.Minute)) {
		b.Error("the first holder took the lease back while the second holds it")
	}
}

func lawLeaseExtended(b *storeBench) {
	first, second := newID(), newID()
	b.take(first, b.now, b.now.Add(time.Minute))
	if !b.take(first, b.now.Add(30*time.Second), b.now.Add(90*time.Second)) {
		b.Error("the holder could not extend its turn")
	}
	if b.take(second, b.now.Add(80*time.Second), b.now.Add(time.Hour)) {
		b.Error("the extension does not count")
	}
}

func lawLeaseDropped(b *storeBench) {
	first, second := newID(), newID()
	b.take(first, b.now, b.now.Add(time.Minute))
	b.must(b.store.DropLease(b.Context(), second))
	if b.take(second, b.now, b.now.Add(time.Minute)) {
		b.Error("a stranger dropped the lease")
	}
	b.must(b.store.DropLease(b.Context(), first))
	if !b.take(second, b.now, b.now.Add(time.Minute)) {
		b.Error("a dropped lease was refused")
	}
}

func lawLeaseAhead(b *storeBench) {
	first, second := newID(), newID()
	next := b.now.AddDate(1, 0, 0)
	b.take(first, next, next.Add(time.Minute))
	if !b.take(second, b.now, b.now.Add(time.Minute)) {
		b.Error("nobody may send until the year of a clock that was wrong")
	}
	if b.take(first, b.now.Add(time.Second), b.now.Add(time.Minute)) {
		b.Error("the first holder took the lease back while the second holds it")
	}
}

func lawLeaseRace(b *storeBench) {
	wins := race(8, func() bool {
		ok, err := b.store.TakeLease(b.Context(), newID(), b.now, b.now.Add(time.Minute))
		if err != nil {
			b.Error(err)
		}
		return ok
	})
	if wins != 1 {
		b.Errorf("%d hold the lease", wins)
	}
}

// race calls try n times at once and counts its successes.
func race(n int, try func() bool) int {
	var wg sync.WaitGroup
	results := make([]bool, n)
	for i := range n {
		wg.Go(func() { results[i] = try() })
	}
	wg.Wait()
	wins := 0
	for _, won := range results {
		if won {
			wins++
		}
	}
	return wins
}
