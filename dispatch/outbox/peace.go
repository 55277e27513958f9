package outbox

import (
	"time"

	"github.com/souspli/souspli/dispatch"
)

const (
	inARow        = 3 // times that a service cannot be reached before its account is left alone
	breather      = 15 * time.Second
	longestBreath = time.Hour // that a service may ask for
)

// peace is how accounts are left alone. Where a service asks to come back later, or cannot be reached again and
// again, those behind the one that met it wait where they stand: each would only use up one of its own attempts.
type peace map[dispatch.ID]quiet

type quiet struct {
	missed int // in a row
	until  time.Time
}

// hear takes up what a service answered an attempt, and reports whether it is now left alone.
func (p peace) hear(account dispatch.ID, answer error, now time.Time) bool {
	wait, missed := min(dispatch.AgainOf(answer), longestBreath), unreached(answer)
	if wait == 0 && !missed {
		delete(p, account)
		return false
	}
	q := p[account]
	if missed {
		q.missed++
	}
	if q.missed >= inARow {
		wait = max(wait, breather)
	}
	if until := now.Add(wait); until.After(q.until) {
		q.until = until
	}
	p[account] = q
	return p.reigns(account, now)
}

// unreached reports that nothing was sent because of the service, not because of what was to be sent.
func unreached(answer error) bool {
	return dispatch.KindOf(answer) == dispatch.KindUnreachable && dispatch.CertaintyOf(answer) == dispatch.Unsent &&
		dispatch.RetryOf(answer)
}

// reigns reports whether an account is left alone.
func (p peace) reigns(account dispatch.ID, now time.Time) bool { return now.Before(p[account].until) }
