package outbox_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/outbox"
)

// TestLateKnowledgeStopsARepeat: what is known to be sent is not sent again, even when a person had
// queued it again.
func TestLateKnowledgeStopsARepeat(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		until := make(chan struct{})
		b := newBench(t, dispatchtest.Try{Arrives: true, Until: until})
		var tracked dispatch.Attempt
		b.channel.Tracks = func(a dispatch.Attempt) (dispatch.Status, error) {
			tracked = a
			return dispatch.Status{State: dispatch.Accepted}, nil
		}
		id := b.queue(b.account)
		store := &faultyStore{Store: b.store}
		slow := b.start(b.config(store))
		store.onLease(func() fault { return failsBefore })
		quick := b.start(b.config(b.store))
		b.pass(time.Minute, time.Second)
		quick.stop()
		b.must(b.person(id, dispatch.Uncertain, dispatch.Queued))
		close(until)
		synctest.Wait()
		if d := b.wantState(id, dispatch.Queued); d.Attempts[0].Certainty != dispatch.Sent {
			t.Errorf("the attempt is not corrected: %+v", d.Attempts)
		}
		b.must(outbox.New(b.config(b.store)).Settle(t.Context()))
		d := b.wantState(id, dispatch.Accepted)
		if len(b.channel.Holds()) != 1 || len(d.Attempts) != 2 || d.Attempts[1].Receipt == nil {
			t.Errorf("the server holds %d; attempts %+v", len(b.channel.Holds()), d.Attempts)
		}
		store.onLease(nil)
		b.pass(time.Minute, time.Second)
		if tracked.ID != d.Attempts[0].ID {
			t.Errorf("the attempt that is followed is %+v", tracked)
		}
		slow.stop()
	})
}

// TestLateKnowledgeStopsARepeatThatWaits: the repeat was read before the knowledge came, and waited for
// a place of its account.
func TestLateKnowledgeStopsARepeatThatWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		late, full := make(chan struct{}), make(chan struct{})
		other := dispatchtest.Try{Arrives: true, Until: full}
		b := newBench(t, dispatchtest.Try{Arrives: true, Until: late}, other, other)
		id := b.queue(b.account)
		store := &faultyStore{Store: b.store}
		slow := b.start(b.config(store))
		store.onLease(func() fault { return failsBefore })
		quick := b.start(b.config(b.store))
		b.pass(time.Minute, time.Second)
		others := []dispatch.ID{b.queue(b.account), b.queue(b.account)}
		quick.Wake()
		synctest.Wait()
		b.must(b.person(id, dispatch.Uncertain, dispatch.Queued))
		quick.Wake()
		synctest.Wait()
		close(late)
		synctest.Wait()
		if d := b.wantState(id, dispatch.Queued); d.Attempts[0].Certainty != dispatch.Sent {
			t.Errorf("the attempt is not corrected: %+v", d.Attempts)
		}
		close(full)
		synctest.Wait()
		b.pass(10*time.Second, time.Second)
		for _, id := range append(others, id) {
			b.wantState(id, dispatch.Accepted)
		}
		if len(b.channel.Holds()) != 3 {
			t.Errorf("the server holds %d parcels of 3 dispatches", len(b.channel.Holds()))
		}
		slow.stop()
		quick.stop()
	})
}

// TestLateKnowledgeOutlastsABusyStore: a busy store is no other change that came first.
func TestLateKnowledgeOutlastsABusyStore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		late := make(chan struct{})
		b := newBench(t, dispatchtest.Try{Arrives: true, Until: late})
		id := b.queue(b.account)
		store := &faultyStore{Store: b.store}
		slow := b.start(b.config(store))
		store.onLease(func() fault { return failsBefore })
		quick := b.start(b.config(b.store))
		b.pass(time.Minute, time.Second)
		b.wantState(id, dispatch.Uncertain)
		store.onApply(func(dispatch.Transition) fault { return isBusy })
		close(late)
		b.pass(time.Minute, time.Second)
		store.onApply(nil)
		b.pass(10*time.Minute, 10*time.Second)
		if d := b.wantState(id, dispatch.Accepted); d.Attempts[0].Certainty != dispatch.Sent {
			t.Errorf("what was known to be sent is lost: %+v", d.Attempts)
		}
		slow.stop()
		quick.stop()
	})
}
