package outbox

import (
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/failpoint"
)

// tendLease takes the lease when it can be had and extends it in time. Whoever lets it lapse recovers
// again, because another may have come and gone.
func (r *runner) tendLease() error {
	now := r.wall()
	if r.held && now.Before(r.until.Add(-leaseLeft)) {
		return nil
	}
	until := now.Add(leaseTerm)
	ok, err := r.Store.TakeLease(r.store, r.Holder, now, until)
	if err != nil {
		r.held = r.held && now.Before(r.until)
		return err
	}
	if !ok {
		r.loseLease()
		return nil
	}
	if !r.held || !now.Before(r.until) {
		r.recovered = false
		r.fresh = true
		r.turn.begin(now)
	}
	r.held, r.until = true, until
	failpoint.At(failpoint.LeaseTaken)
	return nil
}

func (r *runner) loseLease() {
	if r.held {
		r.Log.Warn("another program took over the outbox", "running", len(r.running))
	}
	r.held = false
	r.turn.lose()
	for _, l := range r.lanes {
		l.forget()
	}
}

// extendForStop keeps the lease while running attempts have their grace.
func (r *runner) extendForStop() {
	if !r.held || len(r.running) == 0 {
		return
	}
	now := r.Clock.Now()
	ok, err := r.Store.TakeLease(r.store, r.Holder, now, now.Add(r.Grace+cancelGrace+leaseTerm))
	r.held = ok && err == nil
}

// recoverOpen ends every attempt that the last holder left open: it may have been sent.
func (r *runner) recoverOpen() error {
	open, err := r.Store.InState(r.store, dispatch.Sending)
	if err != nil {
		return err
	}
	for _, d := range open {
		if _, ours := r.running[d.ID]; ours {
			continue
		}
		if err := r.recoverOne(d); err != nil && dispatch.KindOf(err) != dispatch.KindConflict {
			return err
		}
	}
	return nil
}

func (r *runner) recoverOne(d dispatch.Dispatch) error {
	a, ok := openAttempt(d)
	if !ok {
		r.Log.Error("a dispatch is being sent without an attempt", "dispatch", d.ID)
		return nil
	}
	now := r.Clock.Now()
	a.Ended, a.Certainty = now, dispatch.Maybe
	a.Error = &dispatch.Failure{Kind: dispatch.KindUncertain.String(), Code: CodeInterrupted}
	r.Log.Warn("an attempt was found open", "dispatch", d.ID, "attempt", a.ID)
	failpoint.At(failpoint.BeforeRecovery)
	err := r.apply(r.store, dispatch.Transition{
		Dispatch: d.ID, From: dispatch.Sending, To: dispatch.Uncertain, NextAt: r.firstQuestion(d, now),
		Attempt: &a, Holder: r.Holder,
		Event: dispatch.Event{Type: dispatch.EventRecovered, Details: attemptDetails(a)},
	})
	failpoint.At(failpoint.Recovered)
	return err
}

// firstQuestion is now for a channel that can be asked, or that cannot be told now, and never otherwise.
func (r *runner) firstQuestion(d dispatch.Dispatch, now time.Time) time.Time {
	var channel dispatch.Channel
	err := r.guard(d, func() (err error) {
		channel, err = r.Carrier.Channel(r.jobs, d)
		return err
	})
	if _, ok := channel.(dispatch.Finder); !ok && err == nil {
		return time.Time{}
	}
	return now
}

func openAttempt(d dispatch.Dispatch) (dispatch.Attempt, bool) {
	for _, a := range d.Attempts {
		if a.Ended.IsZero() {
			return a, true
		}
	}
	return dispatch.Attempt{}, false
}
