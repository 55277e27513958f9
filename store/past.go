package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// AddPast stores dispatches that are over, as they ended, all in one change: a home of any size is filled
// with what its log, its search and its figures would have held. Each leaves the line of its creation and
// one for each of its attempts, which must be ended. It refuses what the outbox would still touch.
func (s *Store) AddPast(ctx context.Context, past []dispatch.Dispatch) error {
	return s.change(ctx, "store.add_past", func(tx *sql.Tx) error {
		for _, d := range past {
			if err := s.addPast(ctx, tx, d); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Store) addPast(ctx context.Context, tx *sql.Tx, d dispatch.Dispatch) error {
	if !ended(d) {
		return misused("dispatch not over")
	}
	begun, attempts := d, d.Attempts
	begun.Attempts, begun.Updated = nil, d.Created
	first := dispatch.EventCreated
	if d.State != dispatch.ByHand {
		begun.State = dispatch.Held
	} else {
		first = dispatch.EventByHand
	}
	if err := s.create(ctx, tx, begun, "", dispatch.Event{Type: first, At: d.Created}); err != nil {
		return err
	}
	seq, err := seqOf(ctx, tx, d.ID)
	if err != nil {
		return err
	}
	if err := s.end(ctx, tx, seq, begun.State, d); err != nil {
		return err
	}
	for _, a := range attempts { // each tells the state, so that the log proves it
		if err := s.addEnded(ctx, tx, seq, d.ID, a); err != nil {
			return err
		}
	}
	if len(attempts) > 0 || d.State == begun.State {
		return nil
	}
	return s.log(ctx, tx, dispatch.Event{Type: dispatch.EventCancelled, Dispatch: d.ID, At: d.Updated})
}

// ended reports whether nothing will happen to d by itself.
func ended(d dispatch.Dispatch) bool {
	for _, a := range d.Attempts {
		if a.Ended.IsZero() {
			return false
		}
	}
	return d.NextAt.IsZero() && (d.State.Final() || d.State == dispatch.Accepted || d.State == dispatch.Uncertain)
}

func (s *Store) addEnded(ctx context.Context, tx *sql.Tx, seq int64, of dispatch.ID, a dispatch.Attempt) error {
	return s.tell(ctx, tx, seq, dispatch.Transition{
		Dispatch: of, Attempt: &a,
		Event: dispatch.Event{Type: dispatch.EventAttemptEnded, At: a.Ended, Details: map[string]string{
			"attempt": string(a.ID), "certainty": a.Certainty.String(),
		}},
	})
}

// end brings a dispatch into the state that it ended in.
func (s *Store) end(ctx context.Context, tx *sql.Tx, seq int64, from dispatch.State, d dispatch.Dispatch) error {
	var delivered time.Time
	if d.State == dispatch.Delivered {
		delivered = d.Updated
	}
	_, err := tx.ExecContext(ctx, `UPDATE dispatches SET state = ?, updated = ?, tries = ?, next_at = NULL, delivered = ?
		WHERE seq = ?`, d.State, micros(d.Updated), len(d.Attempts), nullMicros(delivered), seq)
	if err != nil || from == d.State {
		return err
	}
	if err := count(ctx, tx, from, -1); err != nil {
		return err
	}
	return count(ctx, tx, d.State, 1)
}
