package outbox

import (
	"context"
	"sync"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// setBack is how far the clock goes back before it is taken for set, not for kept right.
const setBack = time.Minute

// wall is what the clock shows: the time that a suspended computer slept through counts, and so does a clock that was
// set. What is stored, and compared between programs, knows no other time.
func (r *runner) wall() time.Time { return r.Clock.Now().Round(0) }

// noticeClock begins anew when the clock was set back: what was put off while it was ahead would wait until then.
func (r *runner) noticeClock() {
	now := r.wall()
	if now.Before(r.seen.Add(-setBack)) {
		r.Log.Warn("the clock was set back", "by", r.seen.Sub(now).String())
		r.until, r.recovered, r.fresh = time.Time{}, false, true
		clear(r.resting)
	}
	r.seen = now
}

// hasten takes up what a clock that was ahead put off. The undo window begins once more.
func (r *runner) hasten() error {
	now := r.wall()
	ahead, err := r.Store.PutOff(r.store, now)
	if err != nil {
		return err
	}
	for _, d := range ahead {
		next := now
		if d.State == dispatch.Held {
			next = now.Add(max(0, d.NextAt.Sub(d.Created)))
		}
		r.Log.Warn("a clock that was ahead had put a dispatch off", "dispatch", d.ID, "state", d.State)
		err := r.apply(r.store, dispatch.Transition{Dispatch: d.ID, From: d.State, To: d.State, NextAt: next, Holder: r.Holder})
		if err != nil && dispatch.KindOf(err) != dispatch.KindConflict {
			return err
		}
	}
	return nil
}

// turn is the holding of the lease, for those who run under it.
type turn struct {
	mu    sync.Mutex
	began time.Time
	over  chan struct{} // closed when it is lost
}

func newTurn() *turn { return &turn{over: make(chan struct{})} }

func (t *turn) begin(at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.began = at
}

func (t *turn) since() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.began
}

func (t *turn) lost() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.over
}

func (t *turn) lose() {
	t.mu.Lock()
	defer t.mu.Unlock()
	close(t.over)
	t.over = make(chan struct{})
}

// within is a context for channels that ends with a stop or after limit. It ends also when another program took the
// lease and the clock shows that the limit is over: a computer that slept counted less, and the other program takes the
// attempt for ended.
func (r *runner) within(limit time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(r.jobs)
	over, until, lost := r.Clock.After(limit), r.wall().Add(limit), r.turn.lost()
	go func() {
		for ctx.Err() == nil {
			select {
			case <-over:
				cancel()
			case <-lost:
				if lost = r.turn.lost(); !r.wall().Before(until) {
					cancel()
				}
			case <-ctx.Done():
			}
		}
	}()
	return ctx, cancel
}
