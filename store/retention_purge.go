package store

import (
	"context"
	"database/sql"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/failpoint"
)

// mergePages is how much of the search index one transaction rewrites.
const mergePages = 200

// smallDatabase is the size in bytes up to which a rewrite of the whole database is a matter of a second.
const smallDatabase = 64 << 20

// Purge makes the bytes of what was destroyed go: from the search index, from the database's pages, and from its WAL.
// Deleted rows are overwritten at once (secure_delete), but SQLite leaves copies of rows that it moved: whole rewrites
// the database, and a small one is always rewritten; of a large one otherwise the tables of documents, in which the
// keys of their files stand. Others wait for their turn to write meanwhile: about half a minute
// for each gigabyte. An attempt that ends then is stored after it, for the outbox keeps its end.
func (s *Store) Purge(ctx context.Context, whole bool) error {
	return border("store.purge", s.purge(ctx, whole))
}

func (s *Store) purge(ctx context.Context, whole bool) error {
	if err := s.mergeIndex(ctx); err != nil {
		return err
	}
	alone := writing("30000")
	for i, p := range alone.pragmas {
		switch p.name {
		case "temp_store":
			alone.pragmas[i] = pragma{"temp_store", "FILE", "1"} // a rewrite takes the database's size again
		case "foreign_keys":
			alone.pragmas[i] = pragma{"foreign_keys", "0", "0"} // rows stand twice, or not at all, while they are rewritten
		}
	}
	pool, err := openPool(ctx, s.path(databaseName), alone)
	if err != nil {
		return err
	}
	defer func() { _ = pool.Close() }() // what it did is committed
	var size int64
	err = pool.QueryRowContext(ctx, `SELECT page_count * page_size FROM pragma_page_count, pragma_page_size`).Scan(&size)
	if err != nil {
		return err
	}
	failpoint.At(failpoint.BeforePurge)
	if whole || size <= smallDatabase {
		_, err = pool.ExecContext(ctx, `VACUUM`)
	} else {
		err = rewriteDocuments(ctx, pool)
	}
	if err != nil {
		return err
	}
	if err := truncateWAL(ctx, pool); err != nil {
		return err
	}
	failpoint.At(failpoint.Purged)
	return nil
}

// rewriteDocuments empties the tables of documents, so that SQLite overwrites whole every page that they had, and fills
// them again, in one transaction.
func rewriteDocuments(ctx context.Context, pool *sql.DB) error {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	for _, table := range []string{"documents", "dispatch_documents"} {
		for _, statement := range []string{
			`CREATE TEMP TABLE rewritten AS SELECT * FROM main.` + table + ` ORDER BY rowid`, `DELETE FROM main.` + table,
			`INSERT INTO main.` + table + ` SELECT * FROM temp.rewritten ORDER BY rowid`, `DROP TABLE temp.rewritten`,
		} {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
	}
	return tx.Commit()
}

// truncateWAL moves all that the WAL holds into the database and empties it.
func truncateWAL(ctx context.Context, pool *sql.DB) error {
	var busy, log, moved int
	err := pool.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &log, &moved)
	if err == nil && busy != 0 {
		return problem(dispatch.KindStorage, "database_busy")
	}
	return err
}

// mergeIndex merges the search index into one segment, in small transactions: the terms of deleted rows stand in the
// older segments until then.
func (s *Store) mergeIndex(ctx context.Context) error {
	for pages := -mergePages; ; pages = mergePages {
		var before, after int64
		err := s.change(ctx, "", func(tx *sql.Tx) error {
			if err := tx.QueryRowContext(ctx, `SELECT total_changes()`).Scan(&before); err != nil {
				return err
			}
			_, err := tx.ExecContext(ctx, `INSERT INTO dispatch_index (dispatch_index, rank) VALUES ('merge', ?)`, pages)
			if err != nil {
				return err
			}
			return tx.QueryRowContext(ctx, `SELECT total_changes()`).Scan(&after)
		})
		if err != nil || after-before < 2 { // SQLite's own sign that nothing was left to merge
			return err
		}
	}
}
