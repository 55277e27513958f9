package store

import (
	"context"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// What tells a clock that was ahead from a wait that was meant: the outbox itself never waits for more than a day.
const (
	aheadLeast = time.Minute
	aheadWait  = 48 * time.Hour
)

// PutOff lists the dispatches that a clock put off that was ahead, the oldest first, each with its attempts: whose
// NextAt lies more than a minute after now, and that changed last after that minute too, or are not held and would wait
// for more than two days.
func (s *Store) PutOff(ctx context.Context, now time.Time) ([]dispatch.Dispatch, error) {
	soon := micros(now.Add(aheadLeast))
	return s.list(ctx, "store.put_off", `SELECT seq FROM dispatches INDEXED BY dispatches_due
		WHERE next_at IS NOT NULL AND next_at > ?1 AND (updated > ?1 OR state <> ?2 AND next_at > ?3) ORDER BY seq`,
		soon, dispatch.Held, micros(now.Add(aheadWait)))
}
