package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// Waiting lists what may wait for a person and was created not before since, oldest first: held back, of unknown
// end, failed and not put away. Of more than limit, the newest.
func (s *Store) Waiting(ctx context.Context, since time.Time, limit int) ([]dispatch.Dispatch, error) {
	found, err := s.list(ctx, "store.waiting", `SELECT seq FROM dispatches INDEXED BY dispatches_waiting
		WHERE waits = 1 AND created >= ? ORDER BY created DESC, seq DESC LIMIT ?`, micros(since), limit)
	slices.Reverse(found)
	return found, err
}

// Untold lists what its service has, whose passphrase is kept and was not told, and which was created not before
// since, oldest first. Of more than limit, the newest.
func (s *Store) Untold(ctx context.Context, since time.Time, limit int) ([]dispatch.Dispatch, error) {
	found, err := s.list(ctx, "store.untold", `SELECT seq FROM dispatches INDEXED BY dispatches_untold
		WHERE untold = 1 AND created >= ? AND state IN ('accepted', 'delivered', 'partial')
		ORDER BY created DESC, seq DESC LIMIT ?`, micros(since), limit)
	slices.Reverse(found)
	return found, err
}

// markEndless notes that an accepted dispatch has no known end: only its sealed attempt says so.
func markEndless(ctx context.Context, tx *sql.Tx, seq int64, t dispatch.Transition) error {
	if t.To != dispatch.Accepted || t.Attempt == nil || t.Attempt.Error == nil {
		return nil
	}
	_, err := tx.ExecContext(ctx, `UPDATE dispatches SET waits = 1 WHERE seq = ?`, seq)
	return err
}

// deliveredWithin is how far back a dispatch that is delivered today was made at most: this many days.
const deliveredWithin = 14

// DeliveredSince counts the dispatches of the last two weeks whose delivery was confirmed not before since.
func (s *Store) DeliveredSince(ctx context.Context, since time.Time) (n int, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT count(*) FROM dispatches
		WHERE seq >= (SELECT min(first_seq) FROM dispatch_days WHERE day >= ?) AND delivered >= ?`,
		dayOf(since)-deliveredWithin, micros(since)).Scan(&n)
	return n, border("store.delivered_since", err)
}
