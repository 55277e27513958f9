package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/souspli/souspli/dispatch"
)

// DispatchOf returns the dispatch that an attempt belongs to, with all its attempts. It fails with KindNotFound
// when no attempt has that ID.
func (s *Store) DispatchOf(ctx context.Context, attempt dispatch.ID) (dispatch.Dispatch, error) {
	var found []dispatch.Dispatch
	err := s.view(ctx, "store.dispatch_of", func(tx *sql.Tx) error {
		var seq int64
		err := tx.QueryRowContext(ctx, `SELECT dispatch FROM attempts WHERE id = ?`, attempt).Scan(&seq)
		if errors.Is(err, sql.ErrNoRows) {
			return notFound("dispatch_not_found")
		}
		if err != nil {
			return err
		}
		found, err = s.load(ctx, tx, []int64{seq})
		return err
	})
	if err != nil {
		return dispatch.Dispatch{}, err
	}
	return found[0], nil
}
