package outbox

import (
	"time"

	"github.com/souspli/souspli/dispatch"
)

// enquiry is one question to the other side about a dispatch.
type enquiry struct {
	dispatch dispatch.Dispatch
	attempt  dispatch.Attempt
	channel  dispatch.Channel
	now      time.Time
	elapsed  time.Duration // since the attempt ended
}

// enquire follows what was taken, and asks after what is not known.
func (r *runner) enquire(d dispatch.Dispatch) ended {
	q := enquiry{dispatch: d, now: r.Clock.Now()}
	if len(d.Attempts) == 0 {
		return ended{rest: r.look(q, time.Time{}) != nil}
	}
	q.attempt = tellingAttempt(d)
	q.elapsed = q.now.Sub(q.attempt.Ended)
	err := r.guard(d, func() (err error) {
		q.channel, err = r.Carrier.Channel(r.jobs, d)
		return err
	})
	switch {
	case err != nil:
		err = r.unanswered(q, err)
	case d.State == dispatch.Accepted:
		err = r.follow(q)
	default:
		err = r.ask(q)
	}
	return ended{rest: err != nil}
}

// tellingAttempt is the attempt to enquire about: the one that was sent, or else the last.
func tellingAttempt(d dispatch.Dispatch) dispatch.Attempt {
	for _, a := range d.Attempts {
		if a.Certainty == dispatch.Sent {
			return a
		}
	}
	return d.Attempts[len(d.Attempts)-1]
}

// move stores what an enquiry came to. Whoever came first is right.
func (r *runner) move(t dispatch.Transition) error {
	t.Holder = r.Holder
	err := r.apply(r.store, t)
	if err != nil && dispatch.KindOf(err) != dispatch.KindConflict {
		r.logError("an enquiry could not be stored", err, "dispatch", t.Dispatch)
	}
	return err
}

// look sets when to ask again, never for the zero time, and changes nothing else.
func (r *runner) look(q enquiry, at time.Time) error {
	state := q.dispatch.State
	return r.move(dispatch.Transition{Dispatch: q.dispatch.ID, From: state, To: state, NextAt: at})
}

// leave asks no more and tells a person why.
func (r *runner) leave(q enquiry, outcome string) error {
	state, event := q.dispatch.State, dispatch.EventAsked
	if state == dispatch.Accepted {
		event = dispatch.EventFollowed
	}
	return r.move(dispatch.Transition{
		Dispatch: q.dispatch.ID, From: state, To: state,
		Event: dispatch.Event{Type: event, Details: map[string]string{
			"attempt": string(q.attempt.ID), "outcome": outcome,
		}},
	})
}

// unanswered asks again later; after a long silence it leaves the dispatch as it is.
func (r *runner) unanswered(q enquiry, cause error) error {
	r.logError("an enquiry failed", cause, "dispatch", q.dispatch.ID, "state", q.dispatch.State)
	switch {
	case q.elapsed >= silence:
		return r.leave(q, OutcomeStuck)
	case q.dispatch.State == dispatch.Accepted:
		return r.look(q, q.now.Add(growing(q.elapsed, r.Follow, followMost)))
	default:
		return r.look(q, q.now.Add(growing(q.elapsed, askLeast, askMost)))
	}
}
