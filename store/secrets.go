package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/souspli/souspli/dispatch"
)

func agreedPlace(recipient dispatch.ID) string {
	return place("recipient_secrets", "secret", string(recipient))
}

// SaveAgreedSecret keeps the secret agreed with a recipient, in place of an earlier one.
func (s *Store) SaveAgreedSecret(ctx context.Context, recipient dispatch.ID, secret string, e dispatch.Event) error {
	return s.change(ctx, "store.save_agreed_secret", func(tx *sql.Tx) error {
		known, err := s.recipient(ctx, tx, recipient)
		if err != nil {
			return err
		}
		sealed := s.sealer.Seal(agreedPlace(known.ID), []byte(secret))
		_, err = tx.ExecContext(ctx, `INSERT INTO recipient_secrets (recipient, agreed, secret) VALUES (?, ?, ?)
			ON CONFLICT (recipient) DO UPDATE SET agreed = excluded.agreed, secret = excluded.secret`,
			known.ID, micros(e.At), sealed)
		if err != nil {
			return err
		}
		return s.log(ctx, tx, e)
	})
}

// AgreedSecret returns the secret agreed with a recipient and since when; it is empty when there is none.
func (s *Store) AgreedSecret(ctx context.Context, recipient dispatch.ID) (secret string, since time.Time, err error) {
	secret, since, err = s.agreedSecret(ctx, recipient)
	return secret, since, border("store.agreed_secret", err)
}

func (s *Store) agreedSecret(ctx context.Context, recipient dispatch.ID) (string, time.Time, error) {
	var agreed int64
	var sealed []byte
	err := s.reader.QueryRowContext(ctx, `SELECT recipient, agreed, secret FROM recipient_secrets
		WHERE recipient = coalesce((SELECT kept FROM recipient_aliases WHERE id = ?), ?)`, recipient, recipient).
		Scan(&recipient, &agreed, &sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return "", time.Time{}, nil
	}
	if err != nil {
		return "", time.Time{}, err
	}
	plain, err := s.unseal(agreedPlace(recipient), sealed)
	return string(plain), fromMicros(agreed), err
}

// ForgetAgreedSecret destroys the secret agreed with a recipient. It fails with KindNotFound when there is none.
func (s *Store) ForgetAgreedSecret(ctx context.Context, recipient dispatch.ID, e dispatch.Event) error {
	return s.change(ctx, "store.forget_agreed_secret", func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `DELETE FROM recipient_secrets
			WHERE recipient = coalesce((SELECT kept FROM recipient_aliases WHERE id = ?), ?)`, recipient, recipient)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, notFound("no_agreed_secret"))
		}
		return s.log(ctx, tx, e)
	})
}

// OldPassphrases lists the dispatches that have a passphrase, need it no more to leave, and have not changed
// since before; oldest first.
func (s *Store) OldPassphrases(ctx context.Context, before time.Time) ([]dispatch.ID, error) {
	found, err := collect(ctx, s.reader, scanOne[dispatch.ID], `SELECT d.id FROM dispatch_bodies AS b
		INDEXED BY dispatch_bodies_passphrase JOIN dispatches AS d ON d.seq = b.seq
		WHERE b.passphrase IS NOT NULL AND d.updated <= ? AND d.state NOT IN (?, ?, ?, ?) ORDER BY d.seq`,
		micros(before), dispatch.Held, dispatch.Queued, dispatch.Sending, dispatch.Uncertain)
	return found, border("store.old_passphrases", err)
}

// ForgetPassphrase destroys the passphrase of a dispatch. It fails with KindConflict when the dispatch may still
// leave, and does nothing when there is none.
func (s *Store) ForgetPassphrase(ctx context.Context, id dispatch.ID, e dispatch.Event) error {
	return s.change(ctx, "store.forget_passphrase", func(tx *sql.Tx) error {
		var seq int64
		var stands dispatch.State
		err := tx.QueryRowContext(ctx, `SELECT seq, state FROM dispatches WHERE id = ?`, id).Scan(&seq, &stands)
		if errors.Is(err, sql.ErrNoRows) {
			return notFound("dispatch_not_found")
		}
		if err != nil {
			return err
		}
		if stands == dispatch.Held || stands == dispatch.Queued || stands == dispatch.Sending || stands == dispatch.Uncertain {
			return problem(dispatch.KindConflict, "state_changed")
		}
		return s.dropPassphrase(ctx, tx, seq, id, e)
	})
}

func (s *Store) dropPassphrase(ctx context.Context, tx *sql.Tx, seq int64, id dispatch.ID, e dispatch.Event) error {
	result, err := tx.ExecContext(ctx, `UPDATE dispatch_bodies SET passphrase = NULL
		WHERE seq = ? AND passphrase IS NOT NULL`, seq)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return err
	}
	e.Dispatch = id
	return s.log(ctx, tx, e)
}
