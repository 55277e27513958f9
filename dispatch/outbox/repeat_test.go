package outbox_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/outbox"
)

// fates answers for each attempt what its place in the order of sending says; the last fate goes on.
func fates(c *dispatchtest.ScriptedChannel, all ...dispatch.Status) func(dispatch.Attempt) (dispatch.Status, error) {
	return func(a dispatch.Attempt) (dispatch.Status, error) {
		for i, id := range c.Calls() {
			if id == a.ID {
				return all[min(i, len(all)-1)], nil
			}
		}
		return dispatch.Status{State: dispatch.Accepted, Settled: true}, nil
	}
}

func TestWhatReachedNobodyIsTriedAgain(t *testing.T) {
	t.Parallel()
	delivered := dispatch.Status{State: dispatch.Delivered, Receipt: dispatch.Receipt{Provider: "p", Reference: "r", Pages: 3}}
	busy, partly, final, still := reachedNobody(), reachedNobody(), reachedNobody(), reachedNobody()
	partly.Receipt = dispatch.Receipt{Provider: "p", Reference: "r", Pages: 1}
	final.Retry = false
	still.State = dispatch.Accepted
	for name, c := range map[string]struct {
		fates []dispatch.Status
		state dispatch.State
		calls int
	}{
		"busy, then delivered":             {[]dispatch.Status{busy, delivered}, dispatch.Delivered, 2},
		"busy twice, then delivered":       {[]dispatch.Status{busy, busy, delivered}, dispatch.Delivered, 3},
		"always busy: twice more, no more": {[]dispatch.Status{busy}, dispatch.Failed, 3},
		"busy, then a dead number":         {[]dispatch.Status{busy, final}, dispatch.Failed, 2},
		"not worth it":                     {[]dispatch.Status{final}, dispatch.Failed, 1},
		"a page had arrived":               {[]dispatch.Status{partly}, dispatch.Failed, 1},
		"still calling":                    {[]dispatch.Status{still}, dispatch.Accepted, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t)
				b.channel.Tracks = fates(b.channel, c.fates...)
				id := b.queue(b.account)
				o := b.start(b.config(b.store))
				b.pass(30*time.Hour, 15*time.Second)
				d := b.wantState(id, c.state)
				if got := len(b.channel.Calls()); got != c.calls {
					t.Errorf("called %d times, want %d", got, c.calls)
				}
				for _, a := range d.Attempts[:len(d.Attempts)-1] {
					if a.Certainty != dispatch.Unsent || a.Receipt == nil || a.Error == nil || a.Error.Code != "busy" {
						t.Errorf("an attempt that reached nobody is %+v", a)
					}
				}
				o.stop()
			})
		})
	}
}

func TestTriedAgainAfterFiveAndTwentyMinutes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.channel.Tracks = fates(b.channel, reachedNobody())
		id := b.queue(b.account)
		o := b.start(b.config(b.store))
		for _, want := range []time.Duration{5 * time.Minute, 20 * time.Minute} {
			b.pass(15*time.Second, time.Second)
			d := b.wantState(id, dispatch.Queued)
			wait := d.NextAt.Sub(b.clock.Now())
			if wait < want*8/10-time.Minute || wait > want*12/10 {
				t.Errorf("it waits %s, want about %s", wait, want)
			}
			b.pass(wait, time.Second)
		}
		b.pass(time.Minute, time.Second)
		b.wantState(id, dispatch.Failed)
		o.stop()
	})
}

// A page that was once confirmed has arrived, whatever the service says of it later.
func TestAPageOnceConfirmedForbidsAnotherTry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		page := dispatch.Status{State: dispatch.Accepted, Receipt: dispatch.Receipt{Provider: "p", Reference: "r", Pages: 1}}
		b.channel.Tracks = after(3, page, reachedNobody())
		id := b.queue(b.account)
		o := b.start(b.config(b.store))
		b.pass(time.Hour, 15*time.Second)
		b.wantState(id, dispatch.Failed)
		if len(b.channel.Calls()) != 1 {
			t.Errorf("%d calls", len(b.channel.Calls()))
		}
		o.stop()
	})
}

// A person who said that an unknown had not been sent may have been wrong: two attempts are in doubt.
func TestAnotherAttemptInDoubtForbidsAnotherTry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, dispatchtest.Lost())
		b.channel.Tracks = fates(b.channel, reachedNobody())
		id := b.queue(b.account)
		o := b.start(b.config(b.store))
		b.must(b.person(id, dispatch.Uncertain, dispatch.Queued))
		b.pass(time.Hour, 15*time.Second)
		b.wantState(id, dispatch.Failed)
		if len(b.channel.Calls()) != 2 {
			t.Errorf("%d calls", len(b.channel.Calls()))
		}
		o.stop()
	})
}

func TestCancelledBeforeAnotherTry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.channel.Tracks = fates(b.channel, reachedNobody())
		id := b.queue(b.account)
		o := b.start(b.config(b.store))
		b.pass(20*time.Second, time.Second)
		b.must(b.person(id, dispatch.Queued, dispatch.Cancelled))
		b.pass(time.Hour, 15*time.Second)
		b.wantState(id, dispatch.Cancelled)
		if len(b.channel.Calls()) != 1 {
			t.Errorf("%d calls", len(b.channel.Calls()))
		}
		o.stop()
	})
}

// After a day without an end a person is told, while the service is still asked: the truth may come late.
func TestOverdueIsATaskForAPerson(t *testing.T) {
	t.Parallel()
	silent := func(dispatch.Attempt) (dispatch.Status, error) {
		return dispatch.Status{}, failed(dispatch.KindUnreachable, 0, true)
	}
	accepted := dispatch.Status{State: dispatch.Accepted}
	for name, tracks := range map[string]func(dispatch.Attempt) (dispatch.Status, error){
		"it never settles": after(9, accepted, accepted),
		"nobody answers":   silent,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t)
				b.channel.Tracks = tracks
				id := b.queue(b.account)
				o := b.start(b.config(b.store))
				b.pass(23*time.Hour, time.Minute)
				if d := b.wantState(id, dispatch.Accepted); d.AwaitsPerson() {
					t.Error("a person is told within the day")
				}
				b.pass(2*time.Hour, time.Minute)
				d := b.wantState(id, dispatch.Accepted)
				if !d.AwaitsPerson() || d.Attempts[0].Error.Code != outbox.CodeOverdue || d.NextAt.IsZero() {
					t.Errorf("after a day: %+v, next look at %s", d.Attempts[0].Error, d.NextAt)
				}
				b.channel.Tracks = after(1, accepted, dispatch.Status{State: dispatch.Delivered})
				b.pass(2*time.Hour, time.Minute)
				d = b.wantState(id, dispatch.Delivered)
				if d.AwaitsPerson() || d.Attempts[0].Error != nil {
					t.Errorf("delivered after all: %+v", d.Attempts[0].Error)
				}
				o.stop()
			})
		})
	}
}

// An earlier attempt that turns out to be sent while another is under way tells nothing of that other one:
// the last is asked about, and nothing is tried again.
func TestTheLastAttemptTellsTheEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		until := make(chan struct{})
		b := newBench(t, dispatchtest.Lost(), dispatchtest.Try{Arrives: true, Until: until})
		b.channel.Tracks = fates(b.channel, reachedNobody(), dispatch.Status{State: dispatch.Delivered})
		id := b.queue(b.account)
		o := b.start(b.config(b.store))
		b.must(b.person(id, dispatch.Uncertain, dispatch.Queued))
		o.Wake()
		synctest.Wait()
		late := b.wantState(id, dispatch.Sending).Attempts[0]
		late.Certainty, late.Receipt = dispatch.Sent, &dispatch.Receipt{Provider: "scripted", Reference: "late"}
		b.must(b.store.Apply(t.Context(), dispatch.Transition{
			Dispatch: id, From: dispatch.Sending, To: dispatch.Sending, Attempt: &late,
			Event: dispatch.Event{ID: b.newID(), Type: dispatch.EventAttemptEnded, Dispatch: id, At: b.clock.Now()},
		}))
		close(until)
		b.pass(time.Hour, 15*time.Second)
		b.wantState(id, dispatch.Delivered)
		if len(b.channel.Calls()) != 2 {
			t.Errorf("%d calls", len(b.channel.Calls()))
		}
		o.stop()
	})
}
