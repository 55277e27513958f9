package outbox

import (
	"maps"
	"strconv"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// conclude judges an ended attempt: the table of the package comment.
func (r *runner) conclude(d dispatch.Dispatch, a dispatch.Attempt, res result) dispatch.Transition {
	now := r.Clock.Now()
	a.Ended, a.Certainty, a.Error = now, res.certainty, dispatch.FailureOf(res.err)
	t := dispatch.Transition{Dispatch: d.ID, From: dispatch.Sending, Attempt: &a}
	switch res.certainty {
	case dispatch.Sent:
		a.Receipt = receiptAt(res.receipt, now)
		t.To, t.NextAt = dispatch.Accepted, when(res.tracker, now.Add(r.Follow))
	case dispatch.Unsent:
		t.To, t.NextAt = r.afterUnsent(a.N, res, now)
	default:
		a.Certainty = dispatch.Maybe
		if res.receipt != (dispatch.Receipt{}) {
			a.Receipt = receiptAt(res.receipt, now)
		}
		t.To, t.NextAt = dispatch.Uncertain, when(res.finder, now.Add(askFirst))
	}
	t.Event = dispatch.Event{Type: dispatch.EventAttemptEnded, Details: attemptDetails(a)}
	return t
}

// afterUnsent queues again what is worth it, not before the time that the other side named. What we interrupted
// ourselves need not wait, as long as that does not go on for ever.
func (r *runner) afterUnsent(n int, res result, now time.Time) (dispatch.State, time.Time) {
	wait, more := backOff(n, r.Random)
	switch {
	case !res.retry || !more:
		return dispatch.Failed, time.Time{}
	case res.interrupted && r.jobs.Err() != nil:
		return dispatch.Queued, now
	default:
		return dispatch.Queued, now.Add(max(wait, min(dispatch.AgainOf(res.err), longestBreath)))
	}
}

// when is at if so, and never otherwise.
func when(so bool, at time.Time) time.Time {
	if so {
		return at
	}
	return time.Time{}
}

func receiptAt(receipt dispatch.Receipt, now time.Time) *dispatch.Receipt {
	if receipt.At.IsZero() {
		receipt.At = now
	}
	return &receipt
}

// attemptDetails is what an event tells of an ended attempt.
func attemptDetails(a dispatch.Attempt) map[string]string {
	details := map[string]string{
		"attempt": string(a.ID), "n": strconv.Itoa(a.N), "certainty": a.Certainty.String(),
	}
	if a.Error != nil {
		details["kind"], details["code"] = a.Error.Kind, a.Error.Code
	}
	if a.Receipt != nil {
		maps.Copy(details, a.Receipt.Milestones())
	}
	return details
}
