package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// recipientDetail is where an event names the recipient that it tells of.
const recipientDetail = "recipient"

// tellOfRecipient makes an event found from the recipient that it tells of: what it says of it is sealed.
func tellOfRecipient(ctx context.Context, tx *sql.Tx, e dispatch.Event, seq int64) error {
	id := dispatch.ID(e.Details[recipientDetail])
	if e.Dispatch != "" || !id.Valid() {
		return nil
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO recipient_events (recipient, event) VALUES (?, ?)`, id, seq)
	return err
}

// RecipientEvents lists at most limit events that tell of a recipient and of no dispatch, newest first. Those whose
// details were destroyed are no longer among them.
func (s *Store) RecipientEvents(ctx context.Context, id dispatch.ID, limit int) (events []dispatch.Event, err error) {
	err = s.view(ctx, "store.recipient_events", func(tx *sql.Tx) error {
		rows, err := collect(ctx, tx, scanEvent, selectEvents+` WHERE details IS NOT NULL
			AND seq IN (SELECT event FROM recipient_events WHERE recipient = ?) ORDER BY seq DESC LIMIT ?`, id, limit)
		if err != nil {
			return err
		}
		events, err = s.openEvents(rows)
		return err
	})
	return events, err
}

// DispatchesTo lists at most limit dispatches to a recipient or to those merged into it, newest first.
func (s *Store) DispatchesTo(ctx context.Context, id dispatch.ID, limit int) ([]dispatch.Dispatch, error) {
	return s.list(ctx, "store.dispatches_to", `SELECT seq FROM dispatches
		WHERE recipient IN (SELECT ?1 UNION SELECT id FROM recipient_aliases WHERE kept = ?1)
		ORDER BY created DESC, seq DESC LIMIT ?2`, id, limit)
}

// RecipientsLast tells when the newest dispatch to each recipient that had any was made.
func (s *Store) RecipientsLast(ctx context.Context) (map[dispatch.ID]time.Time, error) {
	last := map[dispatch.ID]time.Time{}
	_, err := collect(ctx, s.reader, func(scan func(...any) error) (none struct{}, err error) {
		var id dispatch.ID
		var at int64
		err = scan(&id, &at)
		last[id] = fromMicros(at)
		return none, err
	}, `SELECT recipient, last FROM recipient_uses WHERE last > 0`)
	return last, border("store.recipients_last", err)
}

// RestoreRecipient takes the removal of a recipient back. It fails with KindConflict and recipient_exists while it is
// there.
func (s *Store) RestoreRecipient(ctx context.Context, r dispatch.Recipient, e dispatch.Event) error {
	return s.change(ctx, "store.restore_recipient", func(tx *sql.Tx) error {
		there, err := exists(ctx, tx, `SELECT 1 FROM recipients WHERE id = ?1 UNION ALL
			SELECT 1 FROM recipient_aliases AS a JOIN recipients AS r ON r.id = a.kept WHERE a.id = ?1`, r.ID)
		if err != nil {
			return err
		}
		if there {
			return problem(dispatch.KindConflict, "recipient_exists")
		}
		if err := s.putRecipient(ctx, tx, r); err != nil {
			return err
		}
		if err := countUses(ctx, tx, r.ID); err != nil {
			return err
		}
		return s.logRows(ctx, tx, e, touched{recipientRecord: {r.ID}})
	})
}

// countUses counts the dispatches to a recipient anew.
func countUses(ctx context.Context, tx *sql.Tx, id dispatch.ID) error {
	_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO recipient_uses (recipient, n, last)
		SELECT ?1, count(*), max(created) FROM dispatches
		WHERE recipient IN (SELECT ?1 UNION SELECT id FROM recipient_aliases WHERE kept = ?1) HAVING count(*) > 0`, id)
	return err
}

// giveEvents has the events of one recipient found under another.
func giveEvents(ctx context.Context, tx *sql.Tx, from, to dispatch.ID) error {
	_, err := tx.ExecContext(ctx, `UPDATE OR IGNORE recipient_events SET recipient = ? WHERE recipient = ?`, to, from)
	return err
}
