package store

import (
	"context"
	"database/sql"

	"github.com/souspli/souspli/dispatch"
)

// Check asks SQLite whether the database and the references in it are whole. It fails with
// KindIntegrity, code database_damaged, when they are not.
func (s *Store) Check(ctx context.Context) error {
	return s.view(ctx, "store.check", func(tx *sql.Tx) error {
		var verdict string
		if err := tx.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil {
			return err
		}
		if verdict != "ok" {
			return problem(dispatch.KindIntegrity, "database_damaged")
		}
		rows, err := tx.QueryContext(ctx, "PRAGMA foreign_key_check")
		if err != nil {
			return err
		}
		defer rows.Close()
		if rows.Next() {
			return problem(dispatch.KindIntegrity, "database_damaged")
		}
		return rows.Err()
	})
}
