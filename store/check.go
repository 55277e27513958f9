package store

import (
	"context"
	"database/sql"

	"github.com/souspli/souspli/dispatch"
)

// Check asks SQLite whether the database and the references in it are whole. It fails with
// KindIntegrity, code "database_damaged", when they are not.
func (s *Store) Check(ctx context.Context) error {
	return s.view(ctx, "store.check", func(tx *sql.Tx) error {
		var verdict string
		if err := tx.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&verdict); err != nil {
			return err
		}
		broken, err := exists(ctx, tx, `SELECT 1 FROM pragma_foreign_key_check LIMIT 1`)
		if err == nil && (broken || verdict != "ok") {
			return problem(dispatch.KindIntegrity, "database_damaged")
		}
		return err
	})
}
