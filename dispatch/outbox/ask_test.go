package outbox_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/outbox"
)

// TestAnUploadGoesOnAfterAStop: only what a stop cut off, only on a portal that resumes, and only when nothing
// else may have arrived.
func TestAnUploadGoesOnAfterAStop(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		resumes bool
		earlier dispatch.Certainty // of an attempt before the one cut off; zero: none
		state   dispatch.State
		calls   int
		code    string // that a person is told meanwhile
	}{
		"on a portal that resumes":               {true, 0, dispatch.Accepted, 1, outbox.CodeGoesOn},
		"on one that does not":                   {false, 0, dispatch.Failed, 0, outbox.CodeNotFound},
		"after an attempt that certainly failed": {true, dispatch.Unsent, dispatch.Accepted, 1, outbox.CodeGoesOn},
		"never after one that may have arrived":  {true, dispatch.Maybe, dispatch.Failed, 0, outbox.CodeNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t)
				b.channel.Finds, b.carrier.resumes = notFound, c.resumes
				id := b.leaveOpen(c.earlier)
				o := b.start(b.config(b.store))
				b.pass(time.Hour, 10*time.Second)
				b.wantState(id, c.state)
				if told := b.told(id, dispatch.EventAsked, "code"); !slices.Equal(told, []string{c.code}) {
					t.Errorf("the log tells %q, want %s", told, c.code)
				}
				if calls := len(b.channel.Calls()); calls != c.calls {
					t.Errorf("sent %d times, want %d", calls, c.calls)
				}
				o.stop()
			})
		})
	}
}

// TestWhatWasNeverAskedGoesOn: the other side knows nothing of an attempt that was cut off at its very beginning. What the
// channel kept tells, unless it is a day old.
func TestWhatWasNeverAskedGoesOn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kept  string
		off   time.Duration
		state dispatch.State
	}{
		"kept as unasked": {"unasked", time.Minute, dispatch.Accepted},
		"asked":           {"asked", time.Minute, dispatch.Uncertain},
		"kept a day ago":  {"unasked", 24 * time.Hour, dispatch.Uncertain},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t)
				b.channel.Finds, b.carrier.recollects = cannotTell, true
				id := b.leaveOpen()
				b.must(b.store.UploadState(id).Save(t.Context(), []byte(c.kept)))
				b.clock.Advance(c.off)
				o := b.start(b.config(b.store))
				b.pass(time.Hour, 10*time.Second)
				b.wantState(id, c.state)
				o.stop()
			})
		})
	}
}

// TestADenialThatIsSaidOnce: to make its denial true a channel may use up the only proof it has. It is asked once the
// attempt is over, and then it is believed.
func TestADenialThatIsSaidOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		asked := 0
		b.carrier.resumes = true
		b.channel.Finds = func(a dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error) {
			if asked++; asked == 1 {
				return notFound(a)
			}
			return cannotTell(a)
		}
		id := b.leaveOpen()
		o := b.start(b.config(b.store))
		b.pass(time.Hour, 10*time.Second)
		b.wantState(id, dispatch.Accepted)
		if asked != 1 || len(b.channel.Calls()) != 1 {
			t.Errorf("asked %d times, sent %d times", asked, len(b.channel.Calls()))
		}
		if told := b.outcomes(id, dispatch.EventAsked); !slices.Equal(told, []string{outbox.OutcomeAgain}) {
			t.Errorf("the log tells %q", told)
		}
		o.stop()
	})
}

// TestAnUploadGoesOnOnlyWhileItIsAwaited: what was cut off long ago, or past the end of its access, does not leave by
// itself.
func TestAnUploadGoesOnOnlyWhileItIsAwaited(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		off, expires time.Duration // since the attempt; zero: never
		state        dispatch.State
	}{
		"within a day":                 {23 * time.Hour, 0, dispatch.Accepted},
		"a day later":                  {24 * time.Hour, 0, dispatch.Failed},
		"before access would end":      {time.Hour, 2 * time.Hour, dispatch.Accepted},
		"when access would have ended": {3 * time.Hour, 2 * time.Hour, dispatch.Failed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t)
				b.channel.Finds, b.carrier.resumes = notFound, true
				if c.expires > 0 {
					b.expires = b.clock.Now().Add(c.expires)
				}
				id := b.leaveOpen()
				b.clock.Advance(c.off)
				o := b.start(b.config(b.store))
				b.pass(5*time.Minute, time.Second)
				b.wantState(id, c.state)
				o.stop()
			})
		})
	}
}
