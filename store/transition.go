package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/souspli/souspli/dispatch"
)

// Apply stores one transition whole. It fails with KindConflict, and stores nothing, when the dispatch
// is no longer in t.From ("state_changed"), when t.Holder's turn is over ("lease_lost"), when a new
// attempt would run beside an open one ("attempt_open"), when sending would start without a new attempt
// ("attempt_known"), when it would end without ending the open one ("attempt_closed"), or when the attempt is no
// longer t.Known ("attempt_changed").
func (s *Store) Apply(ctx context.Context, t dispatch.Transition) error {
	return s.change(ctx, "store.apply", func(tx *sql.Tx) error { return s.apply(ctx, tx, t) })
}

func (s *Store) apply(ctx context.Context, tx *sql.Tx, t dispatch.Transition) error {
	if t.Event.At.IsZero() {
		t.Event.At = s.now()
	}
	seq, err := checkTransition(ctx, tx, t)
	if err != nil {
		return err
	}
	change, err := checkAttempt(ctx, tx, seq, t)
	if err != nil {
		return err
	}
	if err := s.checkKnown(ctx, tx, seq, t); err != nil {
		return err
	}
	if err := s.tell(ctx, tx, seq, t); err != nil {
		return err
	}
	if err := move(ctx, tx, seq, t, change == attemptStarts); err != nil || t.From == t.To {
		return err
	}
	if err := endUpload(ctx, tx, seq, t); err != nil {
		return err
	}
	if err := count(ctx, tx, t.From, -1); err != nil {
		return err
	}
	return count(ctx, tx, t.To, 1)
}

// checkTransition finds the dispatch and refuses what may not happen to it.
func checkTransition(ctx context.Context, tx *sql.Tx, t dispatch.Transition) (seq int64, err error) {
	if t.From != t.To && !t.From.CanBecome(t.To) {
		return 0, problem(dispatch.KindInternal, "state_impossible")
	}
	var state dispatch.State
	err = tx.QueryRowContext(ctx, `SELECT seq, state FROM dispatches WHERE id = ?`, t.Dispatch).Scan(&seq, &state)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return 0, notFound("dispatch_not_found")
	case err != nil:
		return 0, err
	case state != t.From:
		return 0, problem(dispatch.KindConflict, "state_changed")
	case t.Holder == "":
		return seq, nil
	default:
		return seq, holds(ctx, tx, t.Holder, t.Event.At)
	}
}

// tell logs the event, and stores the attempt that it tells of. Only a new NextAt goes untold.
func (s *Store) tell(ctx context.Context, tx *sql.Tx, seq int64, t dispatch.Transition) error {
	if t.Event.Type == "" {
		if t.Attempt != nil || t.From != t.To {
			return misused("change without event")
		}
		return nil
	}
	if t.Attempt == nil {
		_, err := s.logOf(ctx, tx, t.Dispatch, t.Event, telling{state: t.To})
		return err
	}
	plain, sum, err := writeAttempt(*t.Attempt)
	if err != nil {
		return err
	}
	event, err := s.logOf(ctx, tx, t.Dispatch, t.Event, telling{
		record: &record{Table: attemptRecord, ID: t.Attempt.ID, Sum: sum}, state: t.To, attempt: t.Attempt,
	})
	if err != nil {
		return err
	}
	body := s.sealer.Seal(attemptPlace(t.Attempt.ID, event), plain)
	return putAttempt(ctx, tx, seq, event, *t.Attempt, body)
}

// move sets what a transition changes of the dispatch itself. A new NextAt alone is no update that
// people would see.
func move(ctx context.Context, tx *sql.Tx, seq int64, t dispatch.Transition, started bool) error {
	tries, updated := 0, any(nil)
	if started {
		tries = 1
	}
	if t.Event.Type != "" {
		updated = micros(t.Event.At)
	}
	_, err := tx.ExecContext(ctx, `UPDATE dispatches SET state = ?1, updated = coalesce(?2, updated), next_at = ?3,
		tries = tries + ?4, delivered = CASE WHEN ?1 = ?5 THEN coalesce(delivered, ?2) END WHERE seq = ?6`,
		t.To, updated, nullMicros(t.NextAt), tries, dispatch.Delivered, seq)
	if err != nil {
		return err
	}
	return markEndless(ctx, tx, seq, t)
}
