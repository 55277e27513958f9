package store

import (
	"context"
	"database/sql"

	"github.com/souspli/souspli/dispatch"
)

// destroyedPlace binds the mark of destroyed details to everything that stays of their line.
func (r eventRow) destroyedPlace() string {
	return r.place() + "/destroyed/" + string(r.Commitment)
}

// destroyDetails destroys what the events of a dispatch say, and leaves a mark that only the home's vault
// can make. The tree still verifies; a line whose details merely went missing does not.
func (s *Store) destroyDetails(ctx context.Context, tx *sql.Tx, of dispatch.ID) error {
	rows, err := collect(ctx, tx, scanEvent, selectEvents+` WHERE dispatch = ? AND details IS NOT NULL`, of)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := s.destroyDetailsOf(ctx, tx, row); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) destroyDetailsOf(ctx context.Context, tx *sql.Tx, row eventRow) error {
	mark := s.sealer.Seal(row.destroyedPlace(), nil)
	_, err := tx.ExecContext(ctx, `UPDATE events SET details = NULL, destroyed = ? WHERE seq = ?`, mark, row.Seq)
	return err
}

// wasDestroyed reports whether the home itself destroyed the details of a line.
func (s *Store) wasDestroyed(row eventRow) bool {
	_, err := s.sealer.Open(row.destroyedPlace(), row.Destroyed)
	return err == nil
}
