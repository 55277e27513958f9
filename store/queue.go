package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// waiting is a place in a queue.
type waiting struct {
	seq  int64
	next int64 // microseconds
}

// Due lists dispatches in one of the states whose NextAt is set and not after now, oldest NextAt first, each with
// its attempts: of each account and state at most so many, the oldest. Zero or less is all. What it costs grows with
// what it lists, not with what waits.
func (s *Store) Due(ctx context.Context, states []dispatch.State, now time.Time, perAccount int,
) (due []dispatch.Dispatch, err error) {
	err = s.view(ctx, "store.due", func(tx *sql.Tx) error {
		first, err := firstInQueues(ctx, tx, states, now, perAccount)
		if err != nil {
			return err
		}
		slices.SortFunc(first, func(a, b waiting) int { return cmp.Or(cmp.Compare(a.next, b.next), cmp.Compare(a.seq, b.seq)) })
		seqs := make([]int64, len(first))
		for i, one := range first {
			seqs[i] = one.seq
		}
		due, err = s.load(ctx, tx, seqs)
		return err
	})
	return due, err
}

func firstInQueues(ctx context.Context, tx *sql.Tx, states []dispatch.State, now time.Time, perAccount int) ([]waiting, error) {
	if perAccount <= 0 {
		perAccount = -1
	}
	var all []waiting
	for _, state := range states {
		accounts, err := accountsInQueue(ctx, tx, state)
		if err != nil {
			return nil, err
		}
		for _, account := range accounts {
			first, err := collect(ctx, tx, func(scan func(...any) error) (w waiting, err error) {
				err = scan(&w.seq, &w.next)
				return w, err
			}, `SELECT seq, next_at FROM dispatches INDEXED BY dispatches_queue
				WHERE state = ? AND account = ? AND next_at IS NOT NULL AND next_at <= ?
				ORDER BY next_at, seq LIMIT ?`, state, account, micros(now), perAccount)
			if err != nil {
				return nil, err
			}
			all = append(all, first...)
		}
	}
	return all, nil
}

// accountsInQueue leaps from account to account: SELECT DISTINCT would walk all that wait.
func accountsInQueue(ctx context.Context, tx *sql.Tx, state dispatch.State) ([]string, error) {
	return collect(ctx, tx, scanOne[string], `WITH RECURSIVE queues (account) AS (
			SELECT min(account) FROM dispatches INDEXED BY dispatches_queue WHERE state = ?1 AND next_at IS NOT NULL
			UNION ALL
			SELECT (SELECT min(d.account) FROM dispatches AS d INDEXED BY dispatches_queue
				WHERE d.state = ?1 AND d.next_at IS NOT NULL AND d.account > queues.account)
			FROM queues WHERE queues.account IS NOT NULL
		) SELECT account FROM queues WHERE account IS NOT NULL`, state)
}
