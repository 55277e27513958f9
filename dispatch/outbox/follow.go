package outbox

import (
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/failpoint"
)

// The outcomes that events of enquiries tell under "outcome".
const (
	OutcomeFound    = "found"     // the other side has it
	OutcomeNotFound = "not_found" // it certainly never arrived there
	OutcomeStuck    = "stuck"     // no answer settles it: left to a person
	OutcomeNews     = "news"      // the other side told more
	OutcomeFinal    = "final"     // the other side told the end
	OutcomeAgain    = "again"     // nothing arrived, and it is tried again later
	OutcomeOverdue  = "overdue"   // no end is known after a day: a person is told, the other side still asked
)

// follow asks a Tracker how far an accepted dispatch has come.
func (r *runner) follow(q enquiry) error {
	tracker, ok := q.channel.(dispatch.Tracker)
	if !ok || q.attempt.Receipt == nil {
		return r.look(q, time.Time{})
	}
	ctx, stop := r.within(enquiryLimit)
	defer stop()
	var status dispatch.Status
	failpoint.At(failpoint.BeforeFollow)
	err := r.guard(q.dispatch, func() (err error) {
		status, err = tracker.Track(ctx, q.attempt)
		return err
	})
	failpoint.At(failpoint.FollowAnswered)
	if err != nil {
		return r.unanswered(q, err)
	}
	return r.followed(q, status)
}

func (r *runner) followed(q enquiry, status dispatch.Status) error {
	if at, ok := r.repeated(q, status); ok {
		return r.repeat(q, status, at)
	}
	final, told, before := ends(status.State), q.toldOverdue(), q.attempt
	news := learn(&q.attempt, status)
	if told && !final { // a person is at it: only the end is news, and what a portal tells on the way
		q.attempt.Error, news = before.Error, !sameMilestones(before, q.attempt)
	}
	limit := r.troubled(q, status)
	t := dispatch.Transition{Dispatch: q.dispatch.ID, From: dispatch.Accepted, To: dispatch.Accepted}
	switch {
	case final:
		t.To = status.State
	case status.Settled:
	case q.elapsed >= q.watched():
		return r.leave(q, OutcomeStuck)
	case q.elapsed >= limit.patience && !told:
		return r.late(q, limit.code, OutcomeOverdue, q.now.Add(followMost))
	default:
		t.NextAt = q.now.Add(r.nextFollow(q.elapsed, status.Again))
	}
	if final || news {
		t.Attempt, t.Known = &q.attempt, &q.known // a recall that came between is not undone
		t.Event = followedEvent(q.attempt, final)
	}
	return r.move(t)
}

// ends reports whether a tracker may say that a dispatch ended so.
func ends(s dispatch.State) bool {
	return s == dispatch.Delivered || s == dispatch.Partial || s == dispatch.Failed
}

// learn takes over what a status tells, and reports whether it is new. The time of a receipt is not. That access was
// ended stays known, even where the other side cannot tell it.
func learn(a *dispatch.Attempt, status dispatch.Status) bool {
	news := false
	if status.Receipt != (dispatch.Receipt{}) {
		known := *a.Receipt
		known.At = status.Receipt.At
		if status.Receipt.Revoked.IsZero() {
			status.Receipt.Revoked = known.Revoked
		}
		news = known != status.Receipt
		a.Receipt = &status.Receipt
	}
	if status.Failure != nil {
		news = news || a.Error == nil || *a.Error != *status.Failure
		a.Error = status.Failure
	}
	if status.State == dispatch.Delivered {
		a.Error = nil // what was wrong on the way is over
	}
	return news
}

func followedEvent(a dispatch.Attempt, final bool) dispatch.Event {
	if final {
		return followedTo(a, OutcomeFinal)
	}
	return followedTo(a, OutcomeNews)
}

func followedTo(a dispatch.Attempt, outcome string) dispatch.Event {
	details := attemptDetails(a)
	details["outcome"] = outcome
	return dispatch.Event{Type: dispatch.EventFollowed, Details: details}
}

func (c Config) nextFollow(elapsed, again time.Duration) time.Duration {
	if again > 0 {
		return min(max(again, shortestAgain), longestAgain)
	}
	return growing(elapsed, c.Follow, followMost)
}
