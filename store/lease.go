package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// longestLease is more than any turn lasts. One that ends later was taken by a clock that was wrong: nobody would send
// until that time.
const longestLease = 10 * time.Minute

// TakeLease makes holder the only one to run the outbox until the given time, or extends its turn. It
// reports false while another holder's turn lasts, at most ten minutes.
func (s *Store) TakeLease(ctx context.Context, holder dispatch.ID, now, until time.Time) (bool, error) {
	taken := false
	err := s.change(ctx, "store.take_lease", func(tx *sql.Tx) error {
		if !holder.Valid() {
			return invalid("id_malformed", "holder")
		}
		result, err := tx.ExecContext(ctx, `INSERT INTO lease (one, holder, until) VALUES (1, ?1, ?2)
			ON CONFLICT (one) DO UPDATE SET holder = ?1, until = ?2 WHERE holder = ?1 OR until <= ?3 OR until > ?4`,
			holder, micros(until), micros(now), micros(now.Add(longestLease)))
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		taken = n == 1
		return err
	})
	return taken && err == nil, err
}

// DropLease ends holder's turn at once. Another holder's turn is left alone.
func (s *Store) DropLease(ctx context.Context, holder dispatch.ID) error {
	return s.change(ctx, "store.drop_lease", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM lease WHERE holder = ?`, holder)
		return err
	})
}

// holds fails unless holder's turn lasts beyond a moment.
func holds(ctx context.Context, tx *sql.Tx, holder dispatch.ID, at time.Time) error {
	var until int64
	err := tx.QueryRowContext(ctx, `SELECT until FROM lease WHERE holder = ?`, holder).Scan(&until)
	if errors.Is(err, sql.ErrNoRows) || err == nil && until <= micros(at) {
		return problem(dispatch.KindConflict, "lease_lost")
	}
	return err
}
