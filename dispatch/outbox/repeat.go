package outbox

import (
	"time"

	"github.com/souspli/souspli/dispatch"
)

// repeated says when something that was taken and then reached nobody is tried again. Whatever could mean
// that anything arrived, by this attempt or by another, makes it false.
func (r *runner) repeated(q enquiry, status dispatch.Status) (at time.Time, ok bool) {
	if status.State != dispatch.Failed || !status.Retry || !nothingArrived(q, status) {
		return time.Time{}, false
	}
	wait, more := redial(1+reachedNobody(q.dispatch), r.Random)
	return q.now.Add(wait), more
}

// nothingArrived asks for no page now or ever before, and for this attempt to be the only one that can
// have sent anything.
func nothingArrived(q enquiry, status dispatch.Status) bool {
	if status.Receipt.Pages != 0 || q.attempt.Receipt.Pages != 0 || q.attempt.Certainty != dispatch.Sent {
		return false
	}
	for _, a := range q.dispatch.Attempts {
		if a.ID != q.attempt.ID && a.Certainty != dispatch.Unsent {
			return false
		}
	}
	return true
}

// reachedNobody counts the attempts that were taken before and then came to nothing: the only unsent ones
// with a receipt in a dispatch that is still under way.
func reachedNobody(d dispatch.Dispatch) int {
	n := 0
	for _, a := range d.Attempts {
		if a.Certainty == dispatch.Unsent && a.Receipt != nil {
			n++
		}
	}
	return n
}

// repeat corrects the attempt to Unsent and queues the dispatch again, in one transition.
func (r *runner) repeat(q enquiry, status dispatch.Status, at time.Time) error {
	learn(&q.attempt, status)
	q.attempt.Certainty = dispatch.Unsent
	return r.move(dispatch.Transition{
		Dispatch: q.dispatch.ID, From: dispatch.Accepted, To: dispatch.Queued, NextAt: at,
		Attempt: &q.attempt, Known: &q.known, Event: followedTo(q.attempt, OutcomeAgain),
	})
}
