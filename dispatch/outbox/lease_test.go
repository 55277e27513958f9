package outbox_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/outbox"
)

func found(receipt dispatch.Receipt) func(dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error) {
	return func(dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error) { return dispatch.True, receipt, nil }
}

func notFound(dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error) {
	return dispatch.False, dispatch.Receipt{}, nil
}

func cannotTell(dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error) {
	return dispatch.Unknown, dispatch.Receipt{}, nil
}

// leaveOpen stores a dispatch whose attempt was started by a program that then died, after an attempt that
// ended with each of the certainties given.
func (b *bench) leaveOpen(earlier ...dispatch.Certainty) dispatch.ID {
	b.Helper()
	id := b.queue(b.account)
	b.must(b.person(id, dispatch.Held, dispatch.Queued))
	n := 1
	for _, certainty := range earlier {
		if certainty != 0 {
			b.endAttempt(id, n, certainty)
			n++
		}
	}
	a := dispatch.Attempt{ID: b.newID(), N: n, Started: b.clock.Now()}
	b.must(b.store.Apply(b.Context(), dispatch.Transition{
		Dispatch: id, From: dispatch.Queued, To: dispatch.Sending, Attempt: &a,
		Event: dispatch.Event{ID: b.newID(), Type: dispatch.EventAttemptStarted, Dispatch: id, At: b.clock.Now()},
	}))
	return id
}

// endAttempt stores an attempt that ended, and the dispatch queued again, by a person where only one may.
func (b *bench) endAttempt(id dispatch.ID, n int, certainty dispatch.Certainty) {
	b.Helper()
	a := dispatch.Attempt{ID: b.newID(), N: n, Started: b.clock.Now()}
	apply := func(from, to dispatch.State, event dispatch.EventType, attempt *dispatch.Attempt) {
		b.must(b.store.Apply(b.Context(), dispatch.Transition{
			Dispatch: id, From: from, To: to, Attempt: attempt,
			Event: dispatch.Event{ID: b.newID(), Type: event, Dispatch: id, At: b.clock.Now()},
		}))
	}
	apply(dispatch.Queued, dispatch.Sending, dispatch.EventAttemptStarted, &a)
	ended := a
	ended.Ended, ended.Certainty = b.clock.Now(), certainty
	if certainty == dispatch.Unsent {
		apply(dispatch.Sending, dispatch.Queued, dispatch.EventAttemptEnded, &ended)
		return
	}
	apply(dispatch.Sending, dispatch.Uncertain, dispatch.EventAttemptEnded, &ended)
	apply(dispatch.Uncertain, dispatch.Queued, dispatch.EventResolved, nil)
}

func TestRecovery(t *testing.T) {
	t.Parallel()
	receipt := dispatch.Receipt{Provider: "p", Reference: "r"}
	for name, c := range map[string]struct {
		finds         func(dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error)
		noChannel     bool
		soon, anHour  dispatch.State
		leftToAPerson bool
	}{
		"nobody can be asked":          {nil, false, dispatch.Uncertain, dispatch.Uncertain, true},
		"found there, once it is over": {found(receipt), false, dispatch.Uncertain, dispatch.Accepted, true},
		"not there, once it is over":   {notFound, false, dispatch.Uncertain, dispatch.Failed, true},
		"the other side cannot tell":   {cannotTell, false, dispatch.Uncertain, dispatch.Uncertain, false},
		"no channel for the moment":    {found(receipt), true, dispatch.Uncertain, dispatch.Uncertain, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t)
				b.channel.Finds = c.finds
				id := b.leaveOpen()
				if c.noChannel {
					b.carrier.channel = failed(dispatch.KindCredentials, 0, false)
				}
				o := b.start(b.config(b.store))
				d := b.wantState(id, c.soon)
				if b.events(id, dispatch.EventRecovered) != 1 || d.Attempts[0].Ended.IsZero() ||
					d.Attempts[0].Certainty == dispatch.Unsent {
					t.Errorf("not recovered: %+v", d.Attempts)
				}
				b.pass(time.Hour, 10*time.Second)
				d = b.wantState(id, c.anHour)
				if d.NextAt.IsZero() != c.leftToAPerson {
					t.Errorf("next look at %s", d.NextAt)
				}
				if len(b.channel.Calls()) != 0 {
					t.Error("it was sent again")
				}
				o.stop()
			})
		})
	}
}

func TestSecondProgramWaitsAndTakesOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		first := b.start(b.config(b.store))
		settled := make(chan error, 1)
		go func() { settled <- outbox.New(b.config(b.store)).Settle(t.Context()) }()
		b.pass(time.Minute, time.Second)
		if err := <-settled; dispatch.KindOf(err) != dispatch.KindConflict {
			t.Errorf("settling beside another program: %v", err)
		}
		waiting := b.start(b.config(b.store))
		b.pass(2*time.Minute, time.Second)
		first.stop()
		id := b.queue(b.account)
		b.pass(4*time.Second, time.Second)
		b.wantState(id, dispatch.Accepted)
		waiting.stop()
	})
}

func TestOneRunAtATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		o := b.start(b.config(b.store))
		for name, run := range map[string]error{"run": o.Run(t.Context()), "settle": o.Settle(t.Context())} {
			if dispatch.CodeOf(run) != outbox.CodeBusy {
				t.Errorf("%s: %v", name, run)
			}
		}
		o.stop()
	})
}

// TestFormerHolderStartsNothing: the lease goes to another just before an attempt is stored.
func TestFormerHolderStartsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		id := b.queue(b.account)
		store := &faultyStore{Store: b.store}
		store.onApply(func(tr dispatch.Transition) fault {
			if tr.To == dispatch.Sending {
				later := b.clock.Now().Add(time.Minute)
				if ok, err := b.store.TakeLease(t.Context(), b.newID(), later, later.Add(5*time.Minute)); !ok || err != nil {
					t.Error("the lease cannot be taken")
				}
				store.onApply(nil)
			}
			return works
		})
		o := b.start(b.config(store))
		b.pass(time.Minute, time.Second)
		b.wantState(id, dispatch.Queued)
		if len(b.channel.Calls()) != 0 {
			t.Error("the former holder sends")
		}
		o.stop()
	})
}

// TestSleepingHolderRecovers: while a program slept, another took the lease, began to send, and died.
func TestSleepingHolderRecovers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		o := b.start(b.config(b.store))
		id := b.leaveOpen()
		then := b.clock.Now().Add(31 * time.Second)
		if ok, err := b.store.TakeLease(t.Context(), b.newID(), then, then.Add(30*time.Second)); !ok || err != nil {
			t.Fatal("the lease cannot be taken")
		}
		b.clock.Advance(time.Hour)
		synctest.Wait()
		b.wantState(id, dispatch.Uncertain)
		o.stop()
	})
}

// TestOwnAttemptsAreNotRecovered: a program that gets its lease back knows what it is still sending.
func TestOwnAttemptsAreNotRecovered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		until := make(chan struct{})
		b := newBench(t, dispatchtest.Try{Arrives: true, Until: until})
		id := b.queue(b.account)
		store := &faultyStore{Store: b.store}
		o := b.start(b.config(store))
		store.onLease(func() fault { return failsBefore })
		b.pass(time.Minute, time.Second)
		store.onLease(nil)
		b.pass(time.Minute, time.Second)
		b.wantState(id, dispatch.Sending)
		close(until)
		synctest.Wait()
		b.wantState(id, dispatch.Accepted)
		if b.events(id, dispatch.EventRecovered) != 0 {
			t.Error("it recovered its own attempt")
		}
		o.stop()
	})
}

// TestSlowProgram: a program loses its lease while an attempt of its runs; another recovers the attempt.
func TestSlowProgram(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ends    dispatchtest.Try
		finds   func(dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error)
		resolve bool // a person settles it as unsent before the slow program is done
		state   dispatch.State
		calls   int
	}{
		"it knows that it was sent":                   {dispatchtest.Taken(), nil, false, dispatch.Accepted, 1},
		"it does not know either":                     {dispatchtest.Lost(), nil, false, dispatch.Uncertain, 1},
		"it was unsent":                               {dispatchtest.Busy(), nil, false, dispatch.Uncertain, 1},
		"denied while it was still being sent":        {dispatchtest.Taken(), notFound, false, dispatch.Accepted, 1},
		"a person says unsent, and it is sent anyway": {dispatchtest.Taken(), nil, true, dispatch.Accepted, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				try := c.ends
				try.Until = make(chan struct{})
				b := newBench(t, try)
				b.channel.Finds = c.finds
				id := b.queue(b.account)
				store := &faultyStore{Store: b.store}
				slow := b.start(b.config(store))
				store.onLease(func() fault { return failsBefore })
				quick := b.start(b.config(b.store))
				b.pass(time.Minute, time.Second)
				b.wantState(id, dispatch.Uncertain)
				if c.resolve {
					b.must(b.person(id, dispatch.Uncertain, dispatch.Queued))
					quick.Wake()
					synctest.Wait()
				}
				close(try.Until)
				synctest.Wait()
				b.pass(10*time.Second, time.Second)
				d := b.wantState(id, c.state)
				if len(b.channel.Calls()) != c.calls {
					t.Errorf("%d calls, want %d: %+v", len(b.channel.Calls()), c.calls, d.Attempts)
				}
				slow.stop()
				quick.stop()
			})
		})
	}
}

func TestStop(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		try   dispatchtest.Try
		after time.Duration // when the channel is done; 0: never
		state dispatch.State
		next  dispatch.State // once another program has run
	}{
		"an attempt that ends in its grace":          {dispatchtest.Taken(), 10 * time.Second, dispatch.Accepted, dispatch.Accepted},
		"an attempt that hears the cancellation":     {dispatchtest.Taken(), 0, dispatch.Queued, dispatch.Accepted},
		"an attempt that hears nothing: left open":   {dispatchtest.Try{Deaf: true}, 0, dispatch.Sending, dispatch.Uncertain},
		"an attempt that hears nothing, and is late": {dispatchtest.Try{Deaf: true, Arrives: true}, time.Hour, dispatch.Sending, dispatch.Uncertain},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				until := make(chan struct{})
				c.try.Until = until
				b := newBench(t, c.try)
				id := b.queue(b.account)
				var dropped dispatch.State // the state when the lease is dropped
				store := &faultyStore{Store: b.store, drop: func() { dropped = b.read(id).State }}
				o := b.start(b.config(store))
				waiting := b.queue(b.newID())
				o.cancel()
				synctest.Wait()
				if c.after > 0 && c.after < time.Minute {
					b.clock.Advance(c.after)
					close(until)
				}
				o.stop()
				b.wantState(id, c.state)
				if dropped != c.state {
					t.Errorf("the lease was dropped while the dispatch was %s", dropped)
				}
				b.wantState(waiting, dispatch.Held)
				b.must(b.person(waiting, dispatch.Held, dispatch.Cancelled))
				b.must(outbox.New(b.config(b.store)).Settle(t.Context()))
				b.wantState(id, c.next)
				if c.after == 0 || c.after > time.Minute {
					close(until)
				}
			})
		})
	}
}
