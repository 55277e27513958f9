package outbox_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
)

// after answers otherwise from the n-th question on.
func after[T any](n int, first, then T) func(dispatch.Attempt) (T, error) {
	asked := 0
	return func(dispatch.Attempt) (T, error) {
		if asked++; asked < n {
			return first, nil
		}
		return then, nil
	}
}

func TestFollow(t *testing.T) {
	t.Parallel()
	accepted := dispatch.Status{State: dispatch.Accepted}
	final := func(s dispatch.State) dispatch.Status {
		return dispatch.Status{State: s, Receipt: dispatch.Receipt{Provider: "p", Reference: "r", Pages: 1}}
	}
	silent := func(dispatch.Attempt) (dispatch.Status, error) {
		return dispatch.Status{}, failed(dispatch.KindUnreachable, 0, true)
	}
	for name, c := range map[string]struct {
		tracks func(dispatch.Attempt) (dispatch.Status, error)
		state  dispatch.State
		events int
		over   bool // after three days, nobody looks again
	}{
		"delivered at once":       {after(1, accepted, final(dispatch.Delivered)), dispatch.Delivered, 1, true},
		"delivered later":         {after(6, accepted, final(dispatch.Delivered)), dispatch.Delivered, 1, true},
		"partial":                 {after(3, accepted, final(dispatch.Partial)), dispatch.Partial, 1, true},
		"failed after all":        {after(3, accepted, final(dispatch.Failed)), dispatch.Failed, 1, true},
		"news on the way":         {after(3, accepted, final(dispatch.Accepted)), dispatch.Accepted, 2, false},
		"never settled: a person": {after(9, accepted, accepted), dispatch.Accepted, 1, false},
		"settled as it is":        {after(1, accepted, dispatch.Status{State: dispatch.Accepted, Settled: true}), dispatch.Accepted, 0, true},
		"nobody answers: told":    {silent, dispatch.Accepted, 1, false},
		"an answer out of order":  {after(1, accepted, dispatch.Status{State: dispatch.Queued}), dispatch.Accepted, 1, false},
		"a tracker that panics":   {func(dispatch.Attempt) (dispatch.Status, error) { panic("?") }, dispatch.Accepted, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t)
				b.channel.Tracks = c.tracks
				id := b.queue(b.account)
				o := b.start(b.config(b.store))
				b.wantState(id, dispatch.Accepted)
				b.pass(3*24*time.Hour, time.Minute)
				d := b.wantState(id, c.state)
				if got := b.events(id, dispatch.EventFollowed); got != c.events {
					t.Errorf("%d events, want %d", got, c.events)
				}
				if d.NextAt.IsZero() != c.over || d.Attempts[0].Certainty != dispatch.Sent {
					t.Errorf("next look at %s, attempt %+v", d.NextAt, d.Attempts[0])
				}
				o.stop()
			})
		})
	}
}

func TestFollowAsksEverLess(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		again      time.Duration
		asked, max int // in the first hour
	}{
		"by itself":               {0, 10, 13},
		"as the channel says":     {20 * time.Minute, 2, 5},
		"but not as it overdoes":  {time.Nanosecond, 600, 721},
		"nor as it never returns": {1000 * time.Hour, 1, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t)
				asked := 0
				b.channel.Tracks = func(dispatch.Attempt) (dispatch.Status, error) {
					asked++
					return dispatch.Status{State: dispatch.Accepted, Again: c.again}, nil
				}
				b.queue(b.account)
				o := b.start(b.config(b.store))
				b.pass(time.Hour, time.Second)
				if asked < c.asked || asked > c.max {
					t.Errorf("asked %d times in an hour, want %d to %d", asked, c.asked, c.max)
				}
				o.stop()
			})
		})
	}
}

func TestAsk(t *testing.T) {
	t.Parallel()
	down := func(dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error) {
		return dispatch.Unknown, dispatch.Receipt{}, failed(dispatch.KindUnreachable, 0, true)
	}
	for name, c := range map[string]struct {
		finds func(dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error)
		state dispatch.State
		over  bool // after three days, nobody asks again
	}{
		"found":         {found(dispatch.Receipt{Provider: "p", Reference: "r"}), dispatch.Accepted, true},
		"denied":        {notFound, dispatch.Failed, true},
		"cannot tell":   {cannotTell, dispatch.Uncertain, true},
		"nobody there":  {down, dispatch.Uncertain, false},
		"not a finder":  {nil, dispatch.Uncertain, true},
		"fails, panics": {func(dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error) { panic("?") }, dispatch.Uncertain, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, dispatchtest.Lost())
				b.channel.Finds = c.finds
				id := b.queue(b.account)
				o := b.start(b.config(b.store))
				b.wantState(id, dispatch.Uncertain)
				b.pass(3*24*time.Hour, time.Minute)
				d := b.wantState(id, c.state)
				if d.NextAt.IsZero() != c.over || len(b.channel.Calls()) != 1 {
					t.Errorf("next look at %s, %d calls", d.NextAt, len(b.channel.Calls()))
				}
				o.stop()
			})
		})
	}
}

func TestPersonSettlesWhileTheOtherSideIsAsked(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, dispatchtest.Lost())
		id := b.queue(b.account)
		b.channel.Finds = func(dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error) {
			b.must(b.person(id, dispatch.Uncertain, dispatch.Queued))
			return dispatch.True, dispatch.Receipt{Provider: "p", Reference: "r"}, nil
		}
		o := b.start(b.config(b.store))
		b.pass(time.Minute, time.Second)
		b.wantState(id, dispatch.Accepted)
		if len(b.channel.Holds()) != 1 {
			t.Errorf("the server holds %d", len(b.channel.Holds()))
		}
		o.stop()
	})
}

// patientFinder is asked for as long as it is let.
type patientFinder struct {
	*dispatchtest.ScriptedChannel
	clock *dispatchtest.Clock
	let   time.Duration // the first time
}

func (c *patientFinder) Find(ctx context.Context, _ dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error) {
	asked := c.clock.Now()
	<-ctx.Done()
	if c.let == 0 {
		c.let = c.clock.Now().Sub(asked)
	}
	return dispatch.Unknown, dispatch.Receipt{}, ctx.Err()
}

// TestALargeDepositMayBeReadBack: the question takes longer, the larger the documents are.
func TestALargeDepositMayBeReadBack(t *testing.T) {
	t.Parallel()
	for size, want := range map[int64]time.Duration{1000: 2 * time.Minute, 30 << 20: 32 * time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, dispatchtest.Lost())
			finder := &patientFinder{ScriptedChannel: b.channel, clock: b.clock}
			b.carrier.instead = finder
			d := dispatchtest.SampleDispatch(b.clock.Now())
			d.Account, d.Documents = b.account, []dispatch.Document{{Size: size}}
			b.must(b.store.Create(t.Context(), d, "", dispatch.Event{ID: b.newID(), Type: dispatch.EventCreated, Dispatch: d.ID}))
			o := b.start(b.config(b.store))
			b.pass(40*time.Minute, time.Minute)
			o.stop()
			if finder.let != want {
				t.Errorf("%d bytes: asked for %s, want %s", size, finder.let, want)
			}
		})
	}
}
