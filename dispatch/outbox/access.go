package outbox

import (
	"maps"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// accessRest is how long a portal is asked after the access to a deposit has ended: what was fetched in the
// last hour is told a little later.
const accessRest = 24 * time.Hour

// trouble is when a person is told that no end is known, and by which code.
type trouble struct {
	patience time.Duration
	code     string
}

// troubled is what the home's settings say, or else the status, or else the outbox's own.
func (r *runner) troubled(q enquiry, status dispatch.Status) trouble {
	told := trouble{status.Patience, status.Late}
	if after, code := r.Reminder(r.store, q.dispatch); after > 0 {
		told = trouble{after, code}
	}
	if told.patience <= 0 {
		told.patience = patience
	}
	if told.code == "" {
		told.code = CodeOverdue
	}
	return told
}

// watched is for how long after its sending a dispatch is asked after: a week, or, once it was taken, a day
// longer than a portal gives access.
func (q enquiry) watched() time.Duration {
	if q.dispatch.State != dispatch.Accepted {
		return silence
	}
	until := q.dispatch.Expires
	if q.attempt.Receipt != nil && !q.attempt.Receipt.Expires.IsZero() {
		until = q.attempt.Receipt.Expires
	}
	if until.IsZero() {
		return silence
	}
	return max(silence, until.Add(accessRest).Sub(q.attempt.Ended))
}

func sameMilestones(a, b dispatch.Attempt) bool {
	if a.Receipt == nil || b.Receipt == nil {
		return a.Receipt == b.Receipt
	}
	return maps.Equal(a.Receipt.Milestones(), b.Receipt.Milestones())
}
