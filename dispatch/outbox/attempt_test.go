package outbox_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/outbox"
)

func TestAttemptIsStoredBeforeTheChannelIsCalled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		until := make(chan struct{})
		b := newBench(t, dispatchtest.Try{Arrives: true, Until: until})
		id := b.queue(b.account)
		o := b.start(b.config(b.store))
		d := b.wantState(id, dispatch.Sending)
		if len(d.Attempts) != 1 || !d.Attempts[0].Ended.IsZero() || b.events(id, dispatch.EventAttemptStarted) != 1 {
			t.Errorf("while the channel works: %+v", d.Attempts)
		}
		close(until)
		synctest.Wait()
		d = b.wantState(id, dispatch.Accepted)
		a := d.Attempts[0]
		if a.Certainty != dispatch.Sent || a.Receipt == nil || a.Ended.IsZero() || a.ID != b.channel.Calls()[0] {
			t.Errorf("after it: %+v", a)
		}
		if b.events(id, dispatch.EventReleased) != 1 || b.events(id, dispatch.EventAttemptEnded) != 1 {
			t.Error("the events do not tell it")
		}
		o.stop()
	})
}

func failed(kind dispatch.Kind, c dispatch.Certainty, retry bool) error {
	return &dispatch.Error{Op: "test", Kind: kind, Code: "test", Certainty: c, Retry: retry}
}

func TestOutcomes(t *testing.T) {
	t.Parallel()
	retry := failed(dispatch.KindUnreachable, dispatch.Maybe, true)
	final := failed(dispatch.KindInvalid, 0, false)
	full := failed(dispatch.KindStorage, 0, false)
	for name, c := range map[string]struct {
		try             dispatchtest.Try
		channel, parcel error
		state           dispatch.State
		certainty       dispatch.Certainty
		again           bool // the outbox looks at it again
	}{
		"taken":                           {try: dispatchtest.Taken(), state: dispatch.Accepted, certainty: dispatch.Sent},
		"unsent, worth retrying":          {try: dispatchtest.Busy(), state: dispatch.Queued, certainty: dispatch.Unsent, again: true},
		"unsent, final":                   {try: dispatchtest.Rejected(), state: dispatch.Failed, certainty: dispatch.Unsent},
		"reply lost":                      {try: dispatchtest.Lost(), state: dispatch.Uncertain, certainty: dispatch.Maybe},
		"error without certainty":         {try: dispatchtest.Try{}, state: dispatch.Uncertain, certainty: dispatch.Maybe},
		"error of somebody else":          {try: dispatchtest.Try{Err: errors.New("?")}, state: dispatch.Uncertain, certainty: dispatch.Maybe},
		"error with an invalid certainty": {try: dispatchtest.Try{Err: failed(0, 77, true)}, state: dispatch.Uncertain, certainty: dispatch.Maybe},
		"maybe is never worth retrying":   {try: dispatchtest.Try{Err: retry}, state: dispatch.Uncertain, certainty: dispatch.Maybe},
		"error that says sent":            {try: dispatchtest.Try{Arrives: true, Err: failed(0, dispatch.Sent, false)}, state: dispatch.Accepted, certainty: dispatch.Sent},
		"panic while sending":             {try: dispatchtest.Try{Arrives: true, Panics: true}, state: dispatch.Uncertain, certainty: dispatch.Maybe},
		"check refuses, whatever it says": {try: dispatchtest.Try{Check: final}, state: dispatch.Failed, certainty: dispatch.Unsent},
		"check says later":                {try: dispatchtest.Try{Check: retry}, state: dispatch.Queued, certainty: dispatch.Unsent, again: true},
		"no channel":                      {channel: final, state: dispatch.Failed, certainty: dispatch.Unsent},
		"no parcel":                       {parcel: final, state: dispatch.Failed, certainty: dispatch.Unsent},
		"no parcel, for our disk is full": {parcel: full, state: dispatch.Queued, certainty: dispatch.Unsent, again: true},
		"no parcel yet":                   {parcel: retry, state: dispatch.Queued, certainty: dispatch.Unsent, again: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, c.try)
				b.carrier.channel, b.carrier.parcel = c.channel, c.parcel
				id := b.queue(b.account)
				o := b.start(b.config(b.store))
				d := b.wantState(id, c.state)
				if len(d.Attempts) != 1 || d.Attempts[0].Certainty != c.certainty {
					t.Fatalf("attempts %+v", d.Attempts)
				}
				if c.certainty != dispatch.Sent && d.Attempts[0].Error == nil {
					t.Error("the attempt does not keep its error")
				}
				if d.NextAt.IsZero() == c.again {
					t.Errorf("next look at %s", d.NextAt)
				}
				o.stop()
			})
		})
	}
}

func TestUnsentIsRepeatedWithBackOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		for range 20 {
			b.channel.Script(dispatchtest.Busy())
		}
		id := b.queue(b.account)
		o := b.start(b.config(b.store))
		bases := []time.Duration{
			30 * time.Second, 2 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour, 4 * time.Hour, 12 * time.Hour,
		}
		for n, base := range bases {
			d := b.wantState(id, dispatch.Queued)
			wait := d.NextAt.Sub(d.Attempts[n].Ended)
			if wait < base*8/10 || wait > base*12/10 {
				t.Errorf("after attempt %d it waits %s, want about %s", n+1, wait, base)
			}
			b.clock.Advance(wait)
			synctest.Wait()
		}
		d := b.wantState(id, dispatch.Failed)
		if len(d.Attempts) != 8 || d.Attempts[7].Started.Sub(d.Created) > 24*time.Hour {
			t.Errorf("%d attempts until %s", len(d.Attempts), d.Attempts[len(d.Attempts)-1].Started.Sub(d.Created))
		}
		o.stop()
	})
}

func TestCancelAndSend(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		cancelled bool
		from      dispatch.State
	}{
		"held: cancelled":   {true, dispatch.Held},
		"queued: cancelled": {true, dispatch.Queued},
		"sending: too late": {false, dispatch.Sending},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				until := make(chan struct{})
				b := newBench(t, dispatchtest.Try{Arrives: true, Until: until})
				id := b.queue(b.account)
				store := &faultyStore{Store: b.store}
				var err error
				store.onApply(func(t dispatch.Transition) fault { // the person comes just before the outbox
					if t.From == c.from {
						err = b.person(id, c.from, dispatch.Cancelled)
					}
					return works
				})
				o := b.start(b.config(store))
				close(until)
				synctest.Wait()
				want := map[bool]dispatch.State{true: dispatch.Cancelled, false: dispatch.Accepted}[c.cancelled]
				b.wantState(id, want)
				if (err == nil) != c.cancelled || (len(b.channel.Calls()) == 0) != c.cancelled {
					t.Errorf("cancelling says %v; calls %d", err, len(b.channel.Calls()))
				}
				o.stop()
			})
		})
	}
}

func TestStoreFails(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		at       dispatch.State // the state that an attempt enters or leaves
		fault    fault
		attempts int
	}{
		"the start is not stored":                  {dispatch.Queued, failsBefore, 1},
		"the start is stored, but nobody is told":  {dispatch.Queued, failsAfter, 3},
		"the result cannot be stored for a while":  {dispatch.Sending, failsBefore, 1},
		"the store is busy when it starts":         {dispatch.Queued, isBusy, 1},
		"the store is busy when it ends":           {dispatch.Sending, isBusy, 1},
		"the result is stored, but nobody is told": {dispatch.Sending, failsAfter, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t)
				id := b.queue(b.account)
				store := &faultyStore{Store: b.store}
				until := b.clock.Now().Add(time.Minute)
				store.onApply(func(t dispatch.Transition) fault {
					if t.From == c.at && b.clock.Now().Before(until) {
						return c.fault
					}
					return works
				})
				o := b.start(b.config(store))
				b.pass(5*time.Minute, time.Second)
				d := b.wantState(id, dispatch.Accepted)
				if len(b.channel.Holds()) != 1 {
					t.Errorf("the server holds %d", len(b.channel.Holds()))
				}
				if len(d.Attempts) != c.attempts || b.events(id, dispatch.EventAttemptStarted) != c.attempts ||
					b.events(id, dispatch.EventAttemptEnded) != c.attempts {
					t.Errorf("attempts %+v", d.Attempts)
				}
				o.stop()
			})
		})
	}
}

// TestUnreadableStoreSendsNothing: what cannot be read again once it has started is not tried.
func TestUnreadableStoreSendsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		id := b.queue(b.account)
		store := &faultyStore{Store: b.store}
		o := b.start(b.config(store))
		waiting := b.queue(b.account)
		store.onRead(func() fault { return failsBefore })
		b.pass(time.Minute, time.Second)
		b.wantState(id, dispatch.Accepted)
		b.wantState(waiting, dispatch.Queued)
		if len(b.channel.Calls()) != 1 {
			t.Errorf("%d calls", len(b.channel.Calls()))
		}
		store.onRead(nil)
		b.pass(10*time.Minute, 5*time.Second)
		b.wantState(waiting, dispatch.Accepted)
		if len(b.channel.Holds()) != 2 {
			t.Errorf("the server holds %d", len(b.channel.Holds()))
		}
		o.stop()
	})
}

func TestTimeLimitEndsAnAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, dispatchtest.Try{Until: make(chan struct{})})
		id := b.queue(b.account)
		o := b.start(b.config(b.store))
		b.pass(11*time.Minute, 5*time.Second)
		d := b.read(id)
		if len(d.Attempts) < 1 || d.Attempts[0].Ended.IsZero() || d.Attempts[0].Certainty != dispatch.Unsent {
			t.Errorf("attempts %+v", d.Attempts)
		}
		b.pass(time.Minute, time.Second)
		b.wantState(id, dispatch.Accepted)
		o.stop()
	})
}

func TestProgressAndChanges(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		id := b.queue(b.account)
		c := b.config(b.store)
		heard, changes := make(chan dispatch.ID, 10), make(chan struct{}, 10)
		c.Progress = func(id dispatch.ID, _ dispatch.Progress) { heard <- id }
		c.Changed = func() { changes <- struct{}{} }
		b.must(outbox.New(c).Settle(t.Context()))
		if got := <-heard; got != id || len(changes) != 3 {
			t.Errorf("progress of %s, want %s; %d changes, want released, started, ended", got, id, len(changes))
		}
	})
}
