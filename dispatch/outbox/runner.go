package outbox

import (
	"context"
	"maps"
	"runtime/debug"
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/failpoint"
)

// runner is one Run or Settle. Its fields belong to the goroutine that steps; jobs only send on done.
type runner struct {
	*Outbox
	store      context.Context // for the store: what was learned is stored even after a stop
	jobs       context.Context // for channels
	cancelJobs context.CancelFunc
	quit       chan struct{} // closed when results are no longer held

	lanes     []*lane
	running   map[dispatch.ID]job
	resting   map[dispatch.ID]time.Time // until when a dispatch is left alone
	quiet     peace
	done      chan ended
	fresh     bool  // the store is to be read again
	releasing bool  // more is held than was released yet
	failure   error // the last failure to store a start

	held      bool // the lease
	until     time.Time
	recovered bool      // what the last holder left open
	seen      time.Time // what the clock showed last
	turn      *turn
}

type job struct {
	lane    *lane
	account dispatch.ID
}

// ended is how a job reports.
type ended struct {
	id      dispatch.ID
	rest    bool  // leave it alone for a while
	crashed bool  // a fault of the program: its attempt may be left open
	failure error // of the store
	tried   bool  // a channel was asked to send
	answer  error // what it said
}

func newRunner(ctx context.Context, o *Outbox) *runner {
	r := &runner{
		Outbox: o, store: context.WithoutCancel(ctx), quit: make(chan struct{}), fresh: true, turn: newTurn(),
		running: map[dispatch.ID]job{}, resting: map[dispatch.ID]time.Time{}, quiet: peace{}, done: make(chan ended, 3*o.Total),
	}
	r.jobs, r.cancelJobs = context.WithCancel(r.store)
	r.lanes = []*lane{
		{states: []dispatch.State{dispatch.Queued}, work: r.send, slots: newSlots(o.Total, o.PerAccount)},
		{
			states: []dispatch.State{dispatch.Accepted, dispatch.Uncertain}, work: r.enquire,
			slots: newSlots(o.Total, o.PerAccount),
		},
		{
			states: []dispatch.State{dispatch.Failed, dispatch.Cancelled}, work: r.tidy,
			slots: newSlots(o.Total, o.PerAccount),
		},
	}
	return r
}

// step keeps the lease and, while it is held, starts all that may start.
func (r *runner) step() error {
	r.noticeClock()
	if err := r.tendLease(); err != nil || !r.held {
		return err
	}
	if !r.recovered {
		if err := r.recoverOpen(); err != nil {
			return err
		}
		if err := r.hasten(); err != nil {
			return err
		}
		r.recovered = true
	}
	if r.fresh || r.releasing {
		if err := r.release(); err != nil {
			return err
		}
	}
	for _, l := range r.lanes {
		if err := r.startLane(l); err != nil {
			return err
		}
	}
	return nil
}

// startLane starts what waits and, when the store is to be read again, what it finds there.
func (r *runner) startLane(l *lane) error {
	if r.fresh {
		if err := r.fill(l); err != nil {
			return err
		}
	}
	r.startWaiting(l)
	return nil
}

// fill reads the oldest that are due of each account. What cannot be started now does not count against the others.
func (r *runner) fill(l *lane) error {
	now := r.Clock.Now()
	maps.DeleteFunc(r.resting, func(_ dispatch.ID, until time.Time) bool { return !now.Before(until) })
	most := queueSize + len(r.running) + len(r.resting)
	due, err := r.Store.Due(r.store, l.states, now, most)
	if err != nil {
		return err
	}
	l.take(due, most, func(d dispatch.Dispatch) bool {
		_, running := r.running[d.ID]
		_, resting := r.resting[d.ID]
		return running || resting || d.State == dispatch.Queued && r.quiet.reigns(d.Account, now)
	})
	return nil
}

func (r *runner) startWaiting(l *lane) {
	for {
		d, ok := l.next(r.running)
		if !ok {
			return
		}
		r.running[d.ID] = job{lane: l, account: d.Account}
		go r.work(l, d)
	}
}

func (r *runner) work(l *lane, d dispatch.Dispatch) {
	e := ended{id: d.ID, crashed: true}
	defer func() {
		if recover() != nil {
			r.Log.Error("a fault of the outbox", "dispatch", d.ID, "stack", string(debug.Stack()))
		}
		r.done <- e
	}()
	e = l.work(d)
	e.id = d.ID
}

// idle reports that the last step found nothing to do.
func (r *runner) idle() bool {
	return r.fresh && !r.releasing && len(r.running) == 0 && !slices.ContainsFunc(r.lanes, func(l *lane) bool {
		return len(l.waiting) > 0
	})
}

// wait returns when there may be something to do.
func (r *runner) wait(ctx context.Context) {
	r.fresh = false
	select {
	case <-ctx.Done():
	case e := <-r.done:
		r.finish(e)
	case <-r.wake:
		r.fresh = true
	case <-r.Clock.After(r.pause()):
		r.fresh = r.releasing || r.anythingDue()
	}
}

// anythingDue spares an idle outbox all but one small question to the store.
func (r *runner) anythingDue() bool {
	at, ok, err := r.Store.NextDue(r.store)
	return err != nil || ok && !at.After(r.Clock.Now())
}

// pause is how long nothing can become due that is not known of.
func (r *runner) pause() time.Duration {
	if r.releasing {
		return 0
	}
	at, ok, err := r.Store.NextDue(r.store)
	until := at.Sub(r.Clock.Now())
	if err != nil || !ok || until <= 0 {
		return poll
	}
	return min(poll, until)
}

func (r *runner) finish(e ended) {
	j := r.running[e.id]
	delete(r.running, e.id)
	j.lane.slots.give(j.account)
	for _, l := range r.lanes {
		l.forgetOne(e.id)
	}
	if e.rest {
		r.resting[e.id] = r.Clock.Now().Add(rest)
		r.until = time.Time{} // make sure that the lease is still ours
	}
	if e.failure != nil {
		r.failure = e.failure
	}
	if e.crashed {
		r.recovered = false
	}
	if e.tried && r.quiet.hear(j.account, e.answer, r.Clock.Now()) {
		j.lane.forgetAccount(j.account)
	}
	if j.lane.dry(j.account) {
		r.fresh = true
	}
}

// release queues what was held and whose undo window has passed: some of each account at a time, so that thousands
// released at one moment hold up neither what can leave already nor the lease.
func (r *runner) release() error {
	r.releasing = false
	due, err := r.Store.Due(r.store, []dispatch.State{dispatch.Held}, r.Clock.Now(), releaseSize)
	if err != nil {
		return err
	}
	released, err := r.releaseAll(due)
	r.releasing = released > 0 && len(full(due, releaseSize)) > 0
	return err
}

// releaseAll reports how many it released: a person may have been faster.
func (r *runner) releaseAll(due []dispatch.Dispatch) (released int, err error) {
	for _, d := range due {
		failpoint.At(failpoint.BeforeRelease)
		err := r.apply(r.store, dispatch.Transition{
			Dispatch: d.ID, From: dispatch.Held, To: dispatch.Queued, NextAt: r.Clock.Now(), Holder: r.Holder,
			Event: dispatch.Event{Type: dispatch.EventReleased},
		})
		switch {
		case err == nil:
			failpoint.At(failpoint.Released)
			released++
		case dispatch.KindOf(err) != dispatch.KindConflict:
			return released, err
		}
	}
	return released, nil
}

// stop gives running attempts their grace, cancels them, and drops the lease.
func (r *runner) stop() {
	defer r.cancelJobs()
	r.extendForStop()
	r.drain(r.Grace)
	r.cancelJobs()
	r.drain(cancelGrace)
	close(r.quit)
	if !r.held {
		return
	}
	if err := r.Store.DropLease(r.store, r.Holder); err != nil {
		r.logError("the lease could not be dropped", err)
	}
}

// drain waits for running jobs, at most so long.
func (r *runner) drain(limit time.Duration) {
	if len(r.running) == 0 {
		return
	}
	over := r.Clock.After(limit)
	for len(r.running) > 0 {
		select {
		case e := <-r.done:
			r.finish(e)
		case <-over:
			return
		}
	}
}
