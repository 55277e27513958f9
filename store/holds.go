package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/souspli/souspli/dispatch"
)

// heldBack is true of a dispatch d that a hold covers, also one on a recipient that was merged since.
const heldBack = `EXISTS (SELECT 1 FROM holds AS h WHERE h.scope = 'everything'
	OR h.scope = 'dispatch' AND h.target = d.id
	OR h.scope = 'recipient' AND coalesce((SELECT kept FROM recipient_aliases WHERE id = h.target), h.target)
		= coalesce((SELECT kept FROM recipient_aliases WHERE id = d.recipient), d.recipient))`

// inIncident is true of a dispatch d that an entry of the register of incidents tells of, and inOpenIncident while
// something is left to be done about it.
const (
	inIncident     = `EXISTS (SELECT 1 FROM incident_dispatches WHERE dispatch = d.id)`
	inOpenIncident = `EXISTS (SELECT 1 FROM incident_dispatches AS l JOIN incidents AS i ON i.id = l.incident
		WHERE l.dispatch = d.id AND i.state = 'open')`
)

func holdPlace(id dispatch.ID) string { return place("holds", "body", string(id)) }

// PlaceHold keeps what h covers from being destroyed. It fails with KindNotFound when there is no such dispatch or
// recipient.
func (s *Store) PlaceHold(ctx context.Context, h dispatch.LegalHold, e dispatch.Event) error {
	return s.change(ctx, "store.place_hold", func(tx *sql.Tx) error {
		if err := s.findHeld(ctx, tx, h); err != nil {
			return err
		}
		body, err := s.sealJSON(holdPlace(h.ID), h)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO holds (id, scope, target, placed, body) VALUES (?, ?, ?, ?, ?)`,
			h.ID, h.Scope, h.Target, micros(h.Placed), body)
		if err != nil {
			return err
		}
		return s.logRows(ctx, tx, e, touched{holdRecord: {h.ID}})
	})
}

func (s *Store) findHeld(ctx context.Context, tx *sql.Tx, h dispatch.LegalHold) error {
	switch h.Scope {
	case dispatch.HoldDispatch:
		_, err := seqOf(ctx, tx, h.Target)
		return err
	case dispatch.HoldRecipient:
		known, err := exists(ctx, tx, `SELECT 1 FROM recipients WHERE id = ?1 UNION ALL SELECT 1 FROM recipient_aliases
			WHERE id = ?1 UNION ALL SELECT 1 FROM recipient_uses WHERE recipient = ?1 LIMIT 1`, h.Target)
		if err == nil && !known {
			return notFound("recipient_not_found")
		}
		return err
	case dispatch.HoldEverything:
		return nil
	default:
		return invalid("unknown_value", "scope")
	}
}

// LiftHold lets go of what only this hold kept. It fails with KindNotFound when there is no such hold.
func (s *Store) LiftHold(ctx context.Context, id dispatch.ID, e dispatch.Event) error {
	return s.change(ctx, "store.lift_hold", func(tx *sql.Tx) error {
		var lifted dispatch.ID
		err := tx.QueryRowContext(ctx, `DELETE FROM holds WHERE id = ? RETURNING id`, id).Scan(&lifted)
		if errors.Is(err, sql.ErrNoRows) {
			return notFound("hold_not_found")
		}
		if err != nil {
			return err
		}
		return s.logRows(ctx, tx, e, touched{holdRecord: {id}})
	})
}

// Holds lists the holds that stand, the oldest first.
func (s *Store) Holds(ctx context.Context) ([]dispatch.LegalHold, error) {
	found, err := collect(ctx, s.reader, func(scan func(...any) error) (h dispatch.LegalHold, err error) {
		var id dispatch.ID
		var body []byte
		if err := scan(&id, &body); err != nil {
			return h, err
		}
		return h, s.openJSON(holdPlace(id), body, &h)
	}, `SELECT id, body FROM holds ORDER BY placed, id`)
	return found, border("store.holds", err)
}
