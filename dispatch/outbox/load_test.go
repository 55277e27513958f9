package outbox_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/outbox"
)

// watchingStore notes how an outbox uses its store, and lets each change take its time.
type watchingStore struct {
	outbox.Store
	clock *dispatchtest.Clock
	takes time.Duration // a change

	mu       sync.Mutex
	longest  int // list of what is due
	released int // before the first attempt
	started  bool
	lost     int // changes refused because the turn was over
}

func (s *watchingStore) Due(ctx context.Context, states []dispatch.State, now time.Time, most int) ([]dispatch.Dispatch, error) {
	due, err := s.Store.Due(ctx, states, now, most)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.longest = max(s.longest, len(due))
	return due, err
}

func (s *watchingStore) Apply(ctx context.Context, t dispatch.Transition) error {
	s.clock.Advance(s.takes)
	err := s.Store.Apply(ctx, t)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case dispatch.CodeOf(err) == "lease_lost":
		s.lost++
	case t.To == dispatch.Sending:
		s.started = true
	case t.From == dispatch.Held && !s.started:
		s.released++
	}
	return err
}

// queueMany queues for an account.
func (b *bench) queueMany(account dispatch.ID, n int) {
	b.Helper()
	for range n {
		b.queue(account)
	}
}

func TestHundredsReleasedAtOnceKeepNobodyWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.queueMany(b.account, 700)
		store := &watchingStore{Store: b.store, clock: b.clock, takes: 50 * time.Millisecond}
		b.must(outbox.New(b.config(store)).Settle(t.Context()))
		if store.released > 350 { // the first one leaves when the scheduler lets it, but not after all the others
			t.Errorf("%d were released before the first left", store.released)
		}
		if store.lost > 0 {
			t.Errorf("the turn ended while they were released: %d changes refused", store.lost)
		}
		if sent := len(b.channel.Holds()); sent != 700 {
			t.Errorf("%d arrived, want 700", sent)
		}
	})
}

func TestMemoryDoesNotGrowWithTheQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		slow := b.newID()
		until := make(chan struct{})
		held := dispatchtest.Try{Arrives: true, Until: until}
		b.addAccount(slow, held, held, held, held)
		b.queueMany(slow, 500)
		b.queueMany(b.account, 200)
		store := &watchingStore{Store: b.store, clock: b.clock}
		o := b.start(b.config(store))
		b.pass(10*time.Second, time.Second)
		if sent := len(b.channel.Holds()); sent != 200 {
			t.Errorf("%d arrived beside the slow account, want 200", sent)
		}
		if store.longest > 100 {
			t.Errorf("%d dispatches were read at once", store.longest)
		}
		close(until)
		b.pass(4*time.Second, time.Second)
		o.stop()
		if sent := len(b.carrier.channels[slow].Holds()); sent != 500 {
			t.Errorf("%d arrived by the slow account, want 500", sent)
		}
	})
}

// leaveAlone is a try that the service refuses for a while.
func leaveAlone(again time.Duration) dispatchtest.Try {
	return dispatchtest.Try{Err: &dispatch.Error{
		Op: "scripted.send", Kind: dispatch.KindUnreachable, Code: "try_later", Certainty: dispatch.Unsent, Retry: true, Again: again,
	}}
}

func TestAServiceIsLeftAloneAsLongAsItAsks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, leaveAlone(5*time.Minute))
		other := b.newID()
		b.addAccount(other)
		first := b.queue(b.account)
		c := b.config(b.store)
		c.PerAccount = 1
		o := b.start(c)
		b.queueMany(b.account, 20)
		b.queueMany(other, 5)
		o.Wake()
		b.pass(4*time.Minute+50*time.Second, time.Second)
		if asked := len(b.channel.Calls()); asked != 1 {
			t.Errorf("asked %d times while it wanted to be left alone", asked)
		}
		if sent := len(b.carrier.channels[other].Holds()); sent != 5 {
			t.Errorf("%d arrived by the other account, want 5", sent)
		}
		b.pass(30*time.Second, time.Second)
		if sent := len(b.channel.Holds()); sent != 21 {
			t.Errorf("%d arrived afterwards, want 21", sent)
		}
		if d := b.wantState(first, dispatch.Accepted); len(d.Attempts) != 2 {
			t.Errorf("%d attempts, want 2", len(d.Attempts))
		}
		o.stop()
	})
}

func TestWhatWaitsBehindADeadLineKeepsItsAttempts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		for range 200 {
			b.channel.Script(dispatchtest.Busy())
		}
		b.queueMany(b.account, 300)
		o := b.start(b.config(b.store))
		b.pass(10*time.Minute, time.Second)
		if asked := len(b.channel.Calls()); asked < 20 || asked > 100 {
			t.Errorf("a dead line was tried %d times in ten minutes", asked)
		}
		b.channel.Reset()
		b.pass(time.Minute, time.Second)
		if sent := len(b.channel.Holds()); sent < 200 {
			t.Errorf("%d left a minute after the line came back", sent)
		}
		o.stop()
	})
}
