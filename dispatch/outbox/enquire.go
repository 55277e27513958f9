package outbox

import (
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/failpoint"
)

// enquiry is one question to the other side about a dispatch.
type enquiry struct {
	dispatch dispatch.Dispatch
	attempt  dispatch.Attempt
	known    dispatch.Attempt // the attempt as it was read
	channel  dispatch.Channel
	now      time.Time
	elapsed  time.Duration // since the attempt ended
	took     time.Time     // when this program took the outbox over
}

// enquire follows what was taken, and asks after what is not known.
func (r *runner) enquire(d dispatch.Dispatch) ended {
	q := enquiry{dispatch: d, now: r.Clock.Now(), took: r.turn.since()}
	if len(d.Attempts) == 0 {
		return ended{rest: r.look(q, time.Time{}) != nil}
	}
	q.attempt = tellingAttempt(d)
	q.known = q.attempt
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

// tellingAttempt is the attempt to enquire about: the last that was sent, or else the last. Where an
// earlier one stands for it, the other side knows that one.
func tellingAttempt(d dispatch.Dispatch) dispatch.Attempt {
	telling := d.Attempts[len(d.Attempts)-1]
	for _, a := range slices.Backward(d.Attempts) {
		if a.Certainty == dispatch.Sent {
			telling = a
			break
		}
	}
	for _, a := range d.Attempts {
		if a.Certainty == dispatch.Sent && sameReceipt(a, telling) {
			return a
		}
	}
	return telling
}

func sameReceipt(a, b dispatch.Attempt) bool {
	if a.Receipt == nil || b.Receipt == nil {
		return false
	}
	return a.Receipt.Provider == b.Receipt.Provider && a.Receipt.Reference == b.Receipt.Reference
}

// move stores what an enquiry came to. Whoever came first is right.
func (r *runner) move(t dispatch.Transition) error {
	t.Holder = r.Holder
	err := r.apply(r.store, t)
	failpoint.At(failpoint.Enquired)
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
	if q.dispatch.State == dispatch.Accepted {
		return r.overdue(q, outcome, time.Time{})
	}
	return r.move(dispatch.Transition{
		Dispatch: q.dispatch.ID, From: q.dispatch.State, To: q.dispatch.State,
		Event: dispatch.Event{Type: dispatch.EventAsked, Details: map[string]string{
			"attempt": string(q.attempt.ID), "outcome": outcome,
		}},
	})
}

// overdue makes something accepted a task for a person: its attempt keeps that no end is known.
func (r *runner) overdue(q enquiry, outcome string, next time.Time) error {
	return r.late(q, CodeOverdue, outcome, next)
}

// late is overdue with a code that says what is missing. A person who was told already is told no other.
func (r *runner) late(q enquiry, code, outcome string, next time.Time) error {
	if q.toldOverdue() {
		code = q.attempt.Error.Code
	}
	detail := ""
	if q.attempt.Error != nil {
		detail = q.attempt.Error.Detail
	}
	q.attempt.Error = &dispatch.Failure{Kind: dispatch.KindUncertain.String(), Code: code, Detail: detail}
	return r.move(dispatch.Transition{
		Dispatch: q.dispatch.ID, From: dispatch.Accepted, To: dispatch.Accepted, NextAt: next,
		Attempt: &q.attempt, Known: &q.known, Event: followedTo(q.attempt, outcome),
	})
}

func (q enquiry) toldOverdue() bool {
	return q.attempt.Certainty == dispatch.Sent && q.attempt.Error != nil && q.attempt.Error.Kind == dispatch.KindUncertain.String()
}

// unanswered asks again later; after a long silence it leaves the dispatch as it is.
func (r *runner) unanswered(q enquiry, cause error) error {
	r.logError("an enquiry failed", cause, "dispatch", q.dispatch.ID, "state", q.dispatch.State)
	switch {
	case q.elapsed >= q.watched():
		return r.leave(q, OutcomeStuck)
	case q.dispatch.State == dispatch.Accepted && q.elapsed >= r.troubled(q, dispatch.Status{}).patience && !q.toldOverdue() && q.attempt.Receipt != nil:
		return r.overdue(q, OutcomeOverdue, q.now.Add(followMost))
	case q.dispatch.State == dispatch.Accepted:
		return r.look(q, q.now.Add(growing(q.elapsed, r.Follow, followMost)))
	default:
		return r.look(q, q.now.Add(growing(q.elapsed, askLeast, askMost)))
	}
}
