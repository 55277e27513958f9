package store

import (
	"context"
	"database/sql"

	"github.com/souspli/souspli/dispatch"
)

func importPlace(id dispatch.ID) string { return place("recipient_imports", "body", string(id)) }

// ImportRecipients stores all changes or none, and keeps what they changed for LastImport. It fails with
// KindConflict when a recipient is no longer as it was before.
func (s *Store) ImportRecipients(ctx context.Context, changes []dispatch.Imported, e dispatch.Event) error {
	return s.change(ctx, "store.import_recipients", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM recipient_imports`); err != nil {
			return err
		}
		for _, c := range changes {
			if err := s.importOne(ctx, tx, c); err != nil {
				return err
			}
		}
		return s.log(ctx, tx, e)
	})
}

func (s *Store) importOne(ctx context.Context, tx *sql.Tx, c dispatch.Imported) error {
	if c.Before != nil {
		now, err := s.recipient(ctx, tx, c.After.ID)
		if err != nil {
			return err
		}
		if now.ID != c.After.ID || !now.Updated.Equal(c.Before.Updated) {
			return problem(dispatch.KindConflict, "import_stale")
		}
	}
	if err := s.putRecipient(ctx, tx, c.After); err != nil {
		return err
	}
	body, err := s.sealJSON(importPlace(c.After.ID), c)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO recipient_imports (id, body) VALUES (?, ?)`, c.After.ID, body)
	return err
}

// LastImport lists what the last import changed; nothing when there was none, or it was undone.
func (s *Store) LastImport(ctx context.Context) ([]dispatch.Imported, error) {
	all, err := collect(ctx, s.reader, func(scan func(...any) error) (c dispatch.Imported, err error) {
		var id dispatch.ID
		var body []byte
		if err := scan(&id, &body); err != nil {
			return c, err
		}
		err = s.openJSON(importPlace(id), body, &c)
		return c, err
	}, `SELECT id, body FROM recipient_imports`)
	return all, border("store.last_import", err)
}

// UndoImport stores recipients as they were, removes those that were new, and forgets the import.
func (s *Store) UndoImport(ctx context.Context, restored []dispatch.Recipient, removed []dispatch.ID, e dispatch.Event) error {
	return s.change(ctx, "store.undo_import", func(tx *sql.Tx) error {
		for _, r := range restored {
			if err := s.putRecipient(ctx, tx, r); err != nil {
				return err
			}
		}
		for _, id := range removed {
			if err := s.deleteRecipient(ctx, tx, id); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM recipient_imports`); err != nil {
			return err
		}
		return s.log(ctx, tx, e)
	})
}
