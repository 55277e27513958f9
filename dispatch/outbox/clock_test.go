package outbox_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
)

// Whatever a clock did, what is held or queued leaves, once.
func TestAClockThatIsSet(t *testing.T) {
	t.Parallel()
	const year = 365 * 24 * time.Hour
	for name, set := range map[string]time.Duration{
		"an hour ahead": time.Hour, "a year ahead": year, "an hour back": -time.Hour, "a year back": -year,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				busy := failed(dispatch.KindUnreachable, dispatch.Unsent, true)
				b := newBench(t, dispatchtest.Try{Err: busy})
				again, held := b.queue(b.account), b.hold(10*time.Second)
				o := b.start(b.config(b.store))
				b.wantState(again, dispatch.Queued)
				b.clock.Set(set)
				b.pass(time.Minute, time.Second)
				late := b.hold(10 * time.Second)
				b.pass(4*time.Second, time.Second)
				b.clock.Set(-set)
				after := b.hold(10 * time.Second)
				b.pass(time.Minute, time.Second)
				for _, id := range []dispatch.ID{again, held, late, after} {
					b.wantState(id, dispatch.Accepted)
				}
				if got := len(b.channel.Holds()); got != 4 {
					t.Errorf("%d arrived of 4", got)
				}
				o.stop()
			})
		})
	}
}

// hold stores a dispatch with an undo window.
func (b *bench) hold(window time.Duration) dispatch.ID {
	b.Helper()
	d := dispatchtest.SampleDispatch(b.clock.Now())
	d.ID, d.Account, d.NextAt = b.newID(), b.account, d.NextAt.Add(window)
	b.must(b.store.Create(b.Context(), d, "", dispatch.Event{ID: b.newID(), Type: dispatch.EventCreated, Dispatch: d.ID}))
	return d.ID
}

// A program that ended while its clock was a year ahead left a lease, an open attempt and a queue of that year.
func TestAfterAProgramWhoseClockWasAhead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.channel.Finds = found(dispatch.Receipt{Provider: "p", Reference: "r"})
		const year = 365 * 24 * time.Hour
		b.clock.Set(year)
		open, queued := b.leaveOpen(), b.queue(b.account)
		if taken, err := b.store.TakeLease(t.Context(), b.newID(), b.clock.Now(), b.clock.Now().Add(time.Minute)); err != nil || !taken {
			t.Fatal(taken, err)
		}
		b.clock.Set(-year)
		o := b.start(b.config(b.store))
		b.wantState(open, dispatch.Uncertain)
		b.pass(10*time.Second, time.Second)
		b.wantState(queued, dispatch.Accepted)
		b.pass(time.Hour, 10*time.Second)
		b.wantState(open, dispatch.Accepted)
		o.stop()
	})
}

// The computer sleeps in the middle of a sending. Another program is the first to wake, takes over and hears from the
// other side that nothing arrived; the first lets go of its sending in time.
func TestAComputerThatSleptInTheMiddleOfASending(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		try := dispatchtest.Try{Arrives: true, Reached: make(chan struct{}), Until: make(chan struct{})}
		b := newBench(t, try)
		b.channel.Finds = notFound
		first := b.start(b.config(b.store))
		id := b.queue(b.account)
		b.pass(3*time.Second, time.Second)
		b.wantState(id, dispatch.Sending)
		b.clock.Set(time.Hour)
		second := b.start(b.config(b.store))
		b.wantState(id, dispatch.Failed)
		b.pass(3*time.Second, time.Second)
		close(try.Until)
		synctest.Wait()
		if d := b.wantState(id, dispatch.Failed); len(b.channel.Holds()) != 0 {
			t.Errorf("it arrived all the same: %+v", d.Attempts)
		}
		first.stop()
		second.stop()
	})
}
