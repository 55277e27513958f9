package store

import (
	"context"
	"database/sql"
	"maps"
	"net/url"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// Check asks SQLite whether the database and the references in it are whole, and makes sure that its schema is the one
// that this program makes. It fails with KindIntegrity, code "database_damaged", when they are not.
func (s *Store) Check(ctx context.Context) error {
	return s.view(ctx, "store.check", func(tx *sql.Tx) error {
		var verdict string
		if err := tx.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&verdict); err != nil {
			return err
		}
		if err := sameSchema(ctx, tx); err != nil {
			return err
		}
		broken, err := exists(ctx, tx, `SELECT 1 FROM pragma_foreign_key_check LIMIT 1`)
		if err == nil && (broken || verdict != "ok") {
			return problem(dispatch.KindIntegrity, "database_damaged")
		}
		return err
	})
}

// sameSchema compares the schema with that of a new home: a trigger of which a letter changed goes on counting, wrongly.
func sameSchema(ctx context.Context, tx *sql.Tx) error {
	found, err := readSchema(ctx, tx)
	if err != nil {
		return err
	}
	want, err := newSchema(ctx)
	if err == nil && !maps.Equal(found, want) {
		err = problem(dispatch.KindIntegrity, "database_damaged")
	}
	return err
}

// newSchema makes the schema of a new home in memory.
func newSchema(ctx context.Context) (map[string]string, error) {
	pool, err := sql.Open("sqlite", "file::memory:?"+url.Values{"_txlock": {"immediate"}}.Encode())
	if err != nil {
		return nil, err
	}
	defer func() { _ = pool.Close() }() // only in memory
	pool.SetMaxOpenConns(1)
	if err := migrate(ctx, pool); err != nil {
		return nil, err
	}
	return readSchema(ctx, pool)
}

func readSchema(ctx context.Context, q querier) (map[string]string, error) {
	schema := map[string]string{}
	err := each(ctx, q, func(scan func(...any) error) error {
		var name, text string
		err := scan(&name, &text)
		schema[name] = strings.Join(strings.Fields(text), " ")
		return err
	}, `SELECT type || ' ' || name || ' of ' || tbl_name, coalesce(sql, '') FROM sqlite_master`)
	return schema, err
}
