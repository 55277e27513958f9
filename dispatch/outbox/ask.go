package outbox

import (
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/failpoint"
)

// goesOnFor is for how long after an upload was cut off it goes on by itself: later, nobody expects that a document
// still leaves.
const goesOnFor = 24 * time.Hour

// ask asks a Finder whether an attempt arrived. As long as another program may still be at the attempt nobody is
// asked: a denial would not count, and to make it true the channel may use up the only proof that it has.
func (r *runner) ask(q enquiry) error {
	finder, ok := q.channel.(dispatch.Finder)
	if !ok {
		return r.look(q, time.Time{})
	}
	if over := maybeRunningUntil(q); q.now.Before(over) {
		return r.look(q, over)
	}
	ctx, stop := r.within(findLimit(q.dispatch))
	defer stop()
	var found dispatch.Truth
	var receipt dispatch.Receipt
	failpoint.At(failpoint.BeforeQuestion)
	err := r.guard(q.dispatch, func() (err error) {
		found, receipt, err = finder.Find(ctx, q.attempt)
		return err
	})
	failpoint.At(failpoint.Answered)
	switch {
	case err != nil:
		return r.unanswered(q, err)
	case found == dispatch.True:
		return r.found(q, receipt)
	case found == dispatch.False, r.unasked(q):
		return r.notFound(q)
	case q.elapsed >= patience:
		return r.leave(q, OutcomeStuck)
	default:
		return r.look(q, q.now.Add(growing(q.elapsed, askLeast, askMost)))
	}
}

// unasked reports whether a channel kept that an attempt which a stop cut off never came so far as to reach anybody:
// the only proof where nothing of it stands on the other side. What was kept a day ago, as in a copy of the home, is none.
func (r *runner) unasked(q enquiry) bool {
	channel, ok := q.channel.(dispatch.Recollector)
	if !ok || !interrupted(q.attempt) || q.now.Sub(q.attempt.Started) >= goesOnFor {
		return false
	}
	state, err := r.Store.UploadState(q.dispatch.ID).Load(r.store)
	return err == nil && channel.Unasked(q.attempt.ID, state)
}

func (r *runner) found(q enquiry, receipt dispatch.Receipt) error {
	a := q.attempt
	a.Certainty, a.Receipt, a.Error = dispatch.Sent, receiptAt(receipt, q.now), nil
	_, tracker := q.channel.(dispatch.Tracker)
	t := dispatch.Transition{
		Dispatch: q.dispatch.ID, From: dispatch.Uncertain, To: dispatch.Accepted, Attempt: &a,
		NextAt: when(tracker, q.now.Add(r.Follow)), Event: askedEvent(a, OutcomeFound),
	}
	err := r.move(t)
	if dispatch.KindOf(err) == dispatch.KindConflict {
		r.tellLate(t)
	}
	return err
}

// notFound ends what never arrived, or lets its upload go on.
func (r *runner) notFound(q enquiry) error {
	a := q.attempt
	a.Certainty = dispatch.Unsent
	a.Error = &dispatch.Failure{Kind: dispatch.KindRejected.String(), Code: CodeNotFound}
	t := dispatch.Transition{
		Dispatch: q.dispatch.ID, From: dispatch.Uncertain, To: dispatch.Failed, Attempt: &a,
		Event: askedEvent(a, OutcomeNotFound),
	}
	if wait, more := backOff(a.N, r.Random); more && goesOn(q) {
		a.Error.Code = CodeGoesOn
		t.To, t.NextAt, t.Event = dispatch.Queued, q.now.Add(wait), askedEvent(a, OutcomeAgain)
	}
	return r.move(t)
}

// goesOn reports whether an upload that a stop of the program cut off goes on by itself: on a portal that
// resumes, within a day, as long as access would last, and when every other attempt is known to be unsent too.
func goesOn(q enquiry) bool {
	expires := q.dispatch.Expires
	if q.now.Sub(q.attempt.Started) >= goesOnFor || !expires.IsZero() && !expires.After(q.now) {
		return false
	}
	portal, ok := q.channel.(dispatch.Capable)
	if !ok || !portal.Capabilities().Resume || !interrupted(q.attempt) {
		return false
	}
	return !slices.ContainsFunc(q.dispatch.Attempts, func(other dispatch.Attempt) bool {
		return other.ID != q.attempt.ID && other.Certainty != dispatch.Unsent
	})
}

// interrupted reports whether the attempt was found open after a stop.
func interrupted(a dispatch.Attempt) bool { return a.Error != nil && a.Error.Code == CodeInterrupted }

// maybeRunningUntil is when another program that is merely slow has certainly ended the attempt. Where the clock was
// ahead when the attempt began, as much time counts from when this program took over.
func maybeRunningUntil(q enquiry) time.Time {
	if !interrupted(q.attempt) {
		return time.Time{}
	}
	began := q.attempt.Started
	if began.After(q.now.Add(setBack)) {
		began = q.took
	}
	return began.Add(timeLimit(q.dispatch) + enquiryLimit)
}

func askedEvent(a dispatch.Attempt, outcome string) dispatch.Event {
	details := attemptDetails(a)
	details["outcome"] = outcome
	return dispatch.Event{Type: dispatch.EventAsked, Details: details}
}
