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
		var changed []dispatch.ID
		for _, c := range changes {
			if err := s.importOne(ctx, tx, c); err != nil {
				return err
			}
			changed = append(changed, c.After.ID)
		}
		return s.logRows(ctx, tx, e, touched{recipientRecord: changed})
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
	all, err := s.lastImport(ctx, s.reader)
	return all, border("store.last_import", err)
}

func (s *Store) lastImport(ctx context.Context, q querier) ([]dispatch.Imported, error) {
	return collect(ctx, q, func(scan func(...any) error) (c dispatch.Imported, err error) {
		var id dispatch.ID
		var body []byte
		if err := scan(&id, &body); err != nil {
			return c, err
		}
		err = s.openJSON(importPlace(id), body, &c)
		return c, err
	}, `SELECT id, body FROM recipient_imports`)
}

// UndoImport asks of everything that the last import changed, as it is kept now and nobody else changes it, whether
// it is taken back: whoever was new goes, and whoever was changed is as before. Then it forgets the import and logs
// what told answers. Somebody who is gone is not asked about.
func (s *Store) UndoImport(ctx context.Context,
	takeBack func(c dispatch.Imported, now dispatch.Recipient, uses int) bool, told func() dispatch.Event,
) error {
	return s.change(ctx, "store.undo_import", func(tx *sql.Tx) error {
		changes, err := s.lastImport(ctx, tx)
		if err != nil {
			return err
		}
		uses, err := recipientUses(ctx, tx)
		if err != nil {
			return err
		}
		var back []dispatch.ID
		for _, c := range changes {
			now, err := s.recipient(ctx, tx, c.After.ID)
			if dispatch.KindOf(err) == dispatch.KindNotFound {
				now, err = dispatch.Recipient{}, nil
			}
			if err != nil {
				return err
			}
			if !takeBack(c, now, uses[c.After.ID]) {
				continue
			}
			if err := s.takeBack(ctx, tx, c); err != nil {
				return err
			}
			back = append(back, c.After.ID)
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM recipient_imports`); err != nil {
			return err
		}
		return s.logRows(ctx, tx, told(), touched{recipientRecord: back})
	})
}

func (s *Store) takeBack(ctx context.Context, tx *sql.Tx, c dispatch.Imported) error {
	if c.Before == nil {
		return s.deleteRecipient(ctx, tx, c.After.ID)
	}
	return s.putRecipient(ctx, tx, *c.Before)
}
