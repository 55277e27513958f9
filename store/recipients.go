package store

import (
	"context"
	"database/sql"
	"errors"
	"sort"

	"github.com/souspli/souspli/dispatch"
)

func recipientPlace(id dispatch.ID) string { return place("recipients", "body", string(id)) }

// SaveRecipient inserts or replaces a recipient by its ID.
func (s *Store) SaveRecipient(ctx context.Context, r dispatch.Recipient, e dispatch.Event) error {
	return s.change(ctx, "store.save_recipient", func(tx *sql.Tx) error {
		if err := s.putRecipient(ctx, tx, r); err != nil {
			return err
		}
		return s.logRows(ctx, tx, e, touched{recipientRecord: {r.ID}})
	})
}

func (s *Store) putRecipient(ctx context.Context, tx *sql.Tx, r dispatch.Recipient) error {
	if !r.ID.Valid() {
		return invalid("id_malformed", "id")
	}
	body, err := s.sealJSON(recipientPlace(r.ID), r)
	if err != nil {
		return err
	}
	var seq int64
	err = tx.QueryRowContext(ctx, `INSERT INTO recipients (id, updated, body) VALUES (?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET updated = excluded.updated, body = excluded.body
		RETURNING seq`, r.ID, micros(s.now()), body).Scan(&seq)
	if err != nil {
		return err
	}
	return s.indexRecipient(ctx, tx, seq, r)
}

func (s *Store) indexRecipient(ctx context.Context, tx *sql.Tx, seq int64, r dispatch.Recipient) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM recipient_index WHERE rowid = ?`, seq); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO recipient_index (rowid, terms) VALUES (?, ?)`,
		seq, s.indexed(recipientTexts(r)...))
	return err
}

func recipientTexts(r dispatch.Recipient) []string {
	texts := []string{r.Name, r.Organisation, r.Department, r.Phone}
	for _, route := range r.Routes {
		texts = append(texts, route.Address)
	}
	return texts
}

// Recipient returns a recipient. One that was merged into another is that other.
func (s *Store) Recipient(ctx context.Context, id dispatch.ID) (dispatch.Recipient, error) {
	r, err := s.recipient(ctx, s.reader, id)
	return r, border("store.recipient", err)
}

func (s *Store) recipient(ctx context.Context, q querier, id dispatch.ID) (r dispatch.Recipient, err error) {
	var body []byte
	err = q.QueryRowContext(ctx, `SELECT id, body FROM recipients
		WHERE id = coalesce((SELECT kept FROM recipient_aliases WHERE id = ?), ?)`, id, id).Scan(&id, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return r, notFound("recipient_not_found")
	}
	if err != nil {
		return r, err
	}
	err = s.openJSON(recipientPlace(id), body, &r)
	return r, err
}

// Recipients finds by words or their beginnings in name, organisation, address and number, in name
// order; an empty query lists all. A limit of zero or less is none.
func (s *Store) Recipients(ctx context.Context, query string, limit int) ([]dispatch.Recipient, error) {
	found, err := s.findRecipients(ctx, s.match(query))
	if err != nil {
		return nil, border("store.recipients", err)
	}
	sortByName(found)
	if limit > 0 && len(found) > limit {
		found = found[:limit]
	}
	return found, nil
}

// Colleagues lists at most limit recipients, in no order, whose texts hold every word of an organisation's name.
// Unlike Recipients it opens no more than it returns.
func (s *Store) Colleagues(ctx context.Context, organisation string, limit int) ([]dispatch.Recipient, error) {
	match := s.match(organisation)
	if match == "" {
		return nil, nil
	}
	found, err := collect(ctx, s.reader, s.scanRecipient, `SELECT id, body FROM recipients
		WHERE seq IN (SELECT rowid FROM recipient_index WHERE recipient_index MATCH ? LIMIT ?)`, match, limit)
	return found, border("store.colleagues", err)
}

// findRecipients opens every match: names are sealed, so their order is known only after opening.
func (s *Store) findRecipients(ctx context.Context, match string) ([]dispatch.Recipient, error) {
	query, args := `SELECT id, body FROM recipients`, []any{}
	if match != "" {
		query += ` WHERE seq IN (SELECT rowid FROM recipient_index WHERE recipient_index MATCH ?)`
		args = append(args, match)
	}
	return collect(ctx, s.reader, s.scanRecipient, query, args...)
}

func (s *Store) scanRecipient(scan func(...any) error) (r dispatch.Recipient, err error) {
	var id dispatch.ID
	var body []byte
	if err := scan(&id, &body); err != nil {
		return r, err
	}
	err = s.openJSON(recipientPlace(id), body, &r)
	return r, err
}

// sortByName orders as people look names up: without accents and case, then by organisation.
func sortByName(recipients []dispatch.Recipient) {
	keys := make([]string, len(recipients))
	for i, r := range recipients {
		keys[i] = fold(r.Name) + "\x00" + fold(r.Organisation) + "\x00" + string(r.ID)
	}
	sort.Sort(byKey{keys, recipients})
}

// byKey sorts in place: an address book may be large.
type byKey struct {
	keys       []string
	recipients []dispatch.Recipient
}

func (b byKey) Len() int           { return len(b.keys) }
func (b byKey) Less(i, j int) bool { return b.keys[i] < b.keys[j] }

func (b byKey) Swap(i, j int) {
	b.keys[i], b.keys[j] = b.keys[j], b.keys[i]
	b.recipients[i], b.recipients[j] = b.recipients[j], b.recipients[i]
}
