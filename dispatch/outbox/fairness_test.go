package outbox_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/outbox"
)

func TestOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		var want []dispatch.ID
		for range 20 {
			want = append(want, b.queue(b.account))
			b.clock.Advance(time.Millisecond)
		}
		c := b.config(b.store)
		c.Total = 1
		b.must(outbox.New(c).Settle(t.Context()))
		var got []dispatch.ID
		for _, attempt := range b.channel.Calls() {
			got = append(got, b.carrier.owners[attempt])
		}
		if !slices.Equal(got, want) {
			t.Errorf("sent in the order %v, want %v", got, want)
		}
	})
}

func TestSlowAccountsDoNotBlockOthers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ slow, each int }{
		"one slow account":                {1, 5},
		"two slow accounts":               {2, 5},
		"a queue longer than can be read": {1, 600},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t)
				until := make(chan struct{})
				for range c.slow {
					account := b.newID()
					channel := b.addAccount(account)
					for range c.each {
						channel.Script(dispatchtest.Try{Arrives: true, Until: until, Deaf: true})
						b.queue(account)
					}
				}
				var quick []dispatch.ID
				for range 5 {
					quick = append(quick, b.queue(b.account))
				}
				o := b.start(b.config(b.store))
				b.pass(10*time.Second, time.Second)
				for _, id := range quick {
					b.wantState(id, dispatch.Accepted)
				}
				sending, err := b.store.InState(t.Context(), dispatch.Sending)
				if err != nil || len(sending) > 3 {
					t.Errorf("%d being sent: %v", len(sending), err)
				}
				close(until)
				o.stop()
			})
		})
	}
}

func TestBoundsOfWhatRunsAtOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ accounts, each, want int }{
		"many accounts": {6, 3, 4},
		"two accounts":  {2, 9, 3},
		"one account":   {1, 18, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t)
				until := make(chan struct{})
				for range c.accounts {
					account := b.newID()
					channel := b.addAccount(account)
					for range c.each {
						channel.Script(dispatchtest.Try{Arrives: true, Until: until})
						b.queue(account)
					}
				}
				o := b.start(b.config(b.store))
				sending, err := b.store.InState(t.Context(), dispatch.Sending)
				if err != nil || len(sending) != c.want {
					t.Errorf("%d being sent, want %d: %v", len(sending), c.want, err)
				}
				close(until)
				synctest.Wait()
				accepted, err := b.store.InState(t.Context(), dispatch.Accepted)
				if err != nil || len(accepted) != 18 {
					t.Errorf("%d accepted, want 18: %v", len(accepted), err)
				}
				o.stop()
			})
		})
	}
}

func TestHeldUntilTheUndoWindowPasses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		o := b.start(b.config(b.store))
		d := dispatchtest.SampleDispatch(b.clock.Now())
		d.Account, d.NextAt = b.account, b.clock.Now().Add(10*time.Second)
		b.must(b.store.Create(t.Context(), d, "", dispatch.Event{ID: b.newID(), Type: dispatch.EventCreated, Dispatch: d.ID}))
		o.Wake()
		synctest.Wait()
		b.pass(9*time.Second, time.Second)
		b.wantState(d.ID, dispatch.Held)
		b.pass(time.Second, time.Second)
		b.wantState(d.ID, dispatch.Accepted)
		o.stop()
	})
}

func TestSettleEndsWhenNothingIsDueNow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, dispatchtest.Busy(), dispatchtest.Rejected())
		later, refused, taken := b.queue(b.account), b.queue(b.account), b.queue(b.account)
		c := b.config(b.store)
		c.Total = 1
		b.must(outbox.New(c).Settle(t.Context()))
		states := []dispatch.State{b.read(later).State, b.read(refused).State, b.read(taken).State}
		slices.Sort(states)
		if !slices.Equal(states, []dispatch.State{dispatch.Accepted, dispatch.Failed, dispatch.Queued}) {
			t.Errorf("states %v", states)
		}
		b.must(outbox.New(b.config(b.store)).Settle(t.Context())) // the lease was dropped
	})
}

func TestSettleTellsWhenTheStoreFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.queue(b.account)
		store := &faultyStore{Store: b.store}
		store.onApply(func(dispatch.Transition) fault { return failsBefore })
		if err := outbox.New(b.config(store)).Settle(t.Context()); dispatch.KindOf(err) != dispatch.KindStorage {
			t.Errorf("got %v", err)
		}
	})
}
