package store

import (
	"context"
	"database/sql"

	"github.com/souspli/souspli/dispatch"
)

// RemoveRecipient forgets a recipient. Dispatches keep their own copy. What it was merged of stays known by its ids:
// the removal may be taken back.
func (s *Store) RemoveRecipient(ctx context.Context, id dispatch.ID, e dispatch.Event) error {
	return s.change(ctx, "store.remove_recipient", func(tx *sql.Tx) error {
		if err := s.deleteRecipient(ctx, tx, id); err != nil {
			return err
		}
		return s.logRows(ctx, tx, e, touched{recipientRecord: {id}})
	})
}

// deleteRecipient removes the row with all that finds it.
func (s *Store) deleteRecipient(ctx context.Context, tx *sql.Tx, id dispatch.ID) error {
	seqs, err := collect(ctx, tx, scanOne[int64], `DELETE FROM recipients WHERE id = ? RETURNING seq`, id)
	if err != nil {
		return err
	}
	if len(seqs) == 0 {
		return notFound("recipient_not_found")
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM recipient_index WHERE rowid = ?`, seqs[0]); err != nil {
		return err
	}
	if _, err := dropSecrets(ctx, tx, id); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM recipient_uses WHERE recipient = ?`, id)
	return err
}

// MergeRecipients stores what merge makes of two recipients, as they are kept now and nobody else changes them, in
// place of both; gone is found as kept from then on. When merge fails, nothing is stored.
func (s *Store) MergeRecipients(ctx context.Context, kept, gone dispatch.ID,
	merge func(kept, gone dispatch.Recipient) (dispatch.Recipient, dispatch.Event, error),
) (merged dispatch.Recipient, err error) {
	err = s.change(ctx, "store.merge_recipients", func(tx *sql.Tx) error {
		a, err := s.recipient(ctx, tx, kept)
		if err != nil {
			return err
		}
		b, err := s.recipient(ctx, tx, gone)
		if err != nil {
			return err
		}
		var e dispatch.Event
		if merged, e, err = merge(a, b); err != nil {
			return err
		}
		if a.ID == b.ID {
			return misused("merge with itself")
		}
		if err := s.giveAll(ctx, tx, b.ID, a.ID); err != nil {
			return err
		}
		if err := s.putRecipient(ctx, tx, merged); err != nil {
			return err
		}
		aliases, err := collect(ctx, tx, scanOne[dispatch.ID], `SELECT id FROM recipient_aliases WHERE kept = ?`, a.ID)
		if err != nil {
			return err
		}
		return s.logRows(ctx, tx, e, touched{recipientRecord: {merged.ID, b.ID}, aliasRecord: aliases})
	})
	return merged, err
}

// giveAll gives one recipient what another had, and removes the other.
func (s *Store) giveAll(ctx context.Context, tx *sql.Tx, from, to dispatch.ID) error {
	if err := giveUses(ctx, tx, from, to); err != nil {
		return err
	}
	if err := giveEvents(ctx, tx, from, to); err != nil {
		return err
	}
	if err := s.giveSecrets(ctx, tx, from, to); err != nil {
		return err
	}
	if err := s.deleteRecipient(ctx, tx, from); err != nil {
		return err
	}
	for _, statement := range []string{
		`UPDATE recipient_aliases SET kept = ? WHERE kept = ?`,
		`INSERT INTO recipient_aliases (kept, id) VALUES (?, ?)`,
	} {
		if _, err := tx.ExecContext(ctx, statement, to, from); err != nil {
			return err
		}
	}
	return nil
}

func giveUses(ctx context.Context, tx *sql.Tx, from, to dispatch.ID) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO recipient_uses (recipient, n, last)
		SELECT ?, n, last FROM recipient_uses WHERE recipient = ?
		ON CONFLICT (recipient) DO UPDATE SET n = n + excluded.n, last = max(last, excluded.last)`, to, from)
	return err
}

// countUse counts a new dispatch to its recipient and its address.
func (s *Store) countUse(ctx context.Context, tx *sql.Tx, d dispatch.Dispatch) error {
	if _, err := tx.ExecContext(ctx, `INSERT INTO recipient_uses (recipient, n, last) VALUES (?, 1, ?)
		ON CONFLICT (recipient) DO UPDATE SET n = n + 1, last = max(last, excluded.last)`, d.Recipient.ID, micros(d.Created)); err != nil {
		return err
	}
	if d.Route.Address == "" {
		return nil
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO address_uses (token, n) VALUES (?, 1)
		ON CONFLICT (token) DO UPDATE SET n = n + 1`, s.addressToken(d.Route.Channel, d.Route.Address))
	return err
}

// addressToken is no word: a word has no stroke in it.
func (s *Store) addressToken(channel dispatch.ChannelKind, address string) string {
	return s.sealer.Token("address/" + string(channel) + "/" + address)
}

// RecipientUses counts the dispatches made to each recipient that had any.
func (s *Store) RecipientUses(ctx context.Context) (map[dispatch.ID]int, error) {
	uses, err := recipientUses(ctx, s.reader)
	return uses, border("store.recipient_uses", err)
}

func recipientUses(ctx context.Context, q querier) (map[dispatch.ID]int, error) {
	uses := map[dispatch.ID]int{}
	_, err := collect(ctx, q, func(scan func(...any) error) (none struct{}, err error) {
		var id dispatch.ID
		var n int
		err = scan(&id, &n)
		uses[id] = n
		return none, err
	}, `SELECT recipient, n FROM recipient_uses`)
	return uses, err
}

// AddressUsed reports whether a dispatch was ever made to the address over the channel.
func (s *Store) AddressUsed(ctx context.Context, channel dispatch.ChannelKind, address string) (used bool, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM address_uses WHERE token = ?)`,
		s.addressToken(channel, address)).Scan(&used)
	return used, border("store.address_used", err)
}
