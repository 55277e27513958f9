package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// CheckTree compares the log's tree as it is stored with the last checkpoint, in a moment whatever the size, and returns
// the number of events. VerifyLog proves every line.
func (s *Store) CheckTree(ctx context.Context) (events int64, err error) {
	err = s.view(ctx, "store.check_tree", func(tx *sql.Tx) error {
		events, _, err = s.signable(ctx, tx)
		return err
	})
	return events, err
}

// CheckSearch makes sure that the search indexes know every row, and no other. It fails with KindIntegrity, code
// "search_index_wrong".
func (s *Store) CheckSearch(ctx context.Context) error {
	return s.view(ctx, "store.check_search", func(tx *sql.Tx) error {
		return none(ctx, tx, "search_index_wrong",
			`SELECT 1 FROM dispatches WHERE seq NOT IN (SELECT id FROM dispatch_index_docsize) LIMIT 1`,
			`SELECT 1 FROM dispatch_index_docsize WHERE id NOT IN (SELECT seq FROM dispatches) LIMIT 1`,
			`SELECT 1 FROM recipients WHERE seq NOT IN (SELECT id FROM recipient_index_docsize) LIMIT 1`,
			`SELECT 1 FROM recipient_index_docsize WHERE id NOT IN (SELECT seq FROM recipients) LIMIT 1`)
	})
}

// CheckCounts makes sure that the numbers that are kept are those of the rows; those of weeks count what was destroyed
// as well. It fails with KindIntegrity, code
// "counts_wrong".
func (s *Store) CheckCounts(ctx context.Context) error {
	const deliverySteps = `WITH RECURSIVE steps (upto) AS
		(SELECT 1 UNION ALL SELECT upto + max(1, upto / 8) FROM steps WHERE upto < 8640000) SELECT upto FROM steps`
	const counted = `SELECT state, count(*) AS n FROM dispatches GROUP BY state`
	return s.view(ctx, "store.check_counts", func(tx *sql.Tx) error {
		return none(ctx, tx, "counts_wrong",
			`SELECT 1 FROM (`+counted+`) AS c LEFT JOIN state_counts AS s USING (state) WHERE c.n IS NOT s.n LIMIT 1`,
			`SELECT 1 FROM state_counts WHERE n <> 0 AND state NOT IN (SELECT state FROM dispatches) LIMIT 1`,
			`SELECT 1 FROM (SELECT (created + 241200000000) / 604800000000 AS week, channel, state, count(*) AS n FROM dispatches
				GROUP BY 1, 2, 3) AS c LEFT JOIN week_counts AS w USING (week, channel, state) WHERE coalesce(w.n, 0) < c.n LIMIT 1`,
			`SELECT 1 FROM (`+deliverySteps+` EXCEPT SELECT upto FROM delivery_steps) LIMIT 1`,
			`SELECT 1 FROM documents AS o WHERE held <> (SELECT count(*) FROM dispatch_documents WHERE document = o.id) LIMIT 1`)
	})
}

// none fails when one of the queries finds something.
func none(ctx context.Context, tx *sql.Tx, code string, queries ...string) error {
	for _, query := range queries {
		found, err := exists(ctx, tx, query)
		if err == nil && found {
			err = problem(dispatch.KindIntegrity, code)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// LastEvent is the time of the last line of the log, zero when there is none.
func (s *Store) LastEvent(ctx context.Context) (time.Time, error) {
	var at int64
	err := s.reader.QueryRowContext(ctx, `SELECT at FROM events ORDER BY seq DESC LIMIT 1`).Scan(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return fromMicros(at), border("store.last_event", err)
}
