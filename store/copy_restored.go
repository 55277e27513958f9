package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// HoldRestored leaves everything that might leave by itself to a person, for it may have left after the copy was made:
// attempts under way are over and their outcome is not known, nobody is asked about unknown ones, and what waited for
// its turn waits for a person. It tells how many. e tells each, and told the whole home.
func (s *Store) HoldRestored(ctx context.Context, e, told dispatch.Event) (held int, err error) {
	err = s.change(ctx, "store.hold_restored", func(tx *sql.Tx) error {
		waiting := []dispatch.State{dispatch.Held, dispatch.Queued, dispatch.Sending, dispatch.Uncertain}
		seqs, err := collect(ctx, tx, scanOne[int64], `SELECT seq FROM dispatches WHERE state IN (`+marks(len(waiting))+`)
			AND NOT (state IN ('queued', 'unknown') AND next_at IS NULL) ORDER BY seq`, anys(waiting)...)
		if err != nil {
			return err
		}
		all, err := s.load(ctx, tx, seqs)
		if err != nil {
			return err
		}
		for _, d := range all {
			if err := s.apply(ctx, tx, restored(d, e)); err != nil {
				return err
			}
		}
		held = len(all)
		if _, err := tx.ExecContext(ctx, `DELETE FROM lease`); err != nil {
			return err
		}
		return s.log(ctx, tx, told)
	})
	return held, err
}

// codeRestored is the code of an attempt that was under way when the home was copied.
const codeRestored = "attempt_interrupted"

// restored leaves a dispatch to a person.
func restored(d dispatch.Dispatch, e dispatch.Event) dispatch.Transition {
	e.ID, e.Details = "", map[string]string{"state": string(d.State)}
	t := dispatch.Transition{Dispatch: d.ID, From: d.State, To: d.State, Event: e}
	switch d.State {
	case dispatch.Held:
		t.To = dispatch.Queued
	case dispatch.Sending:
		t.To, t.Attempt = dispatch.Uncertain, interrupted(d, e.At)
	}
	return t
}

// interrupted is the attempt under way, ended without a known outcome.
func interrupted(d dispatch.Dispatch, at time.Time) *dispatch.Attempt {
	for _, a := range d.Attempts {
		if a.Ended.IsZero() {
			a.Ended, a.Certainty = at, dispatch.Maybe
			a.Error = &dispatch.Failure{Kind: dispatch.KindUncertain.String(), Code: codeRestored}
			return &a
		}
	}
	return nil
}
