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

func drawnPlace(recipient dispatch.ID) string {
	return place("recipient_secrets_drawn", "secret", string(recipient))
}

// SaveDrawnSecret keeps a secret that the recipient must still be told, in place of another such. The one agreed
// stays in use.
func (s *Store) SaveDrawnSecret(ctx context.Context, recipient dispatch.ID, secret string, e dispatch.Event) error {
	return s.change(ctx, "store.save_drawn_secret", func(tx *sql.Tx) error {
		known, err := s.recipient(ctx, tx, recipient)
		if err != nil {
			return err
		}
		if err := s.putDrawn(ctx, tx, known.ID, secret, micros(e.At)); err != nil {
			return err
		}
		return s.log(ctx, tx, e)
	})
}

func (s *Store) putDrawn(ctx context.Context, tx *sql.Tx, recipient dispatch.ID, secret string, at int64) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO recipient_secrets_drawn (recipient, drawn, secret) VALUES (?, ?, ?)
		ON CONFLICT (recipient) DO UPDATE SET drawn = excluded.drawn, secret = excluded.secret`,
		recipient, at, s.sealer.Seal(drawnPlace(recipient), []byte(secret)))
	return err
}

func (s *Store) putAgreed(ctx context.Context, tx *sql.Tx, recipient dispatch.ID, secret string, at int64) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO recipient_secrets (recipient, agreed, secret) VALUES (?, ?, ?)
		ON CONFLICT (recipient) DO UPDATE SET agreed = excluded.agreed, secret = excluded.secret`,
		recipient, at, s.sealer.Seal(agreedPlace(recipient), []byte(secret)))
	return err
}

// TakeDrawnSecret puts the secret drawn for a recipient at a time into use, in place of an earlier one. It fails with
// KindNotFound and no_drawn_secret when none waits, and with KindConflict and drawn_secret_changed when another does.
func (s *Store) TakeDrawnSecret(ctx context.Context, recipient dispatch.ID, drawn time.Time, e dispatch.Event) error {
	return s.change(ctx, "store.take_drawn_secret", func(tx *sql.Tx) error {
		known, err := s.recipient(ctx, tx, recipient)
		if err != nil {
			return err
		}
		secret, waits, err := s.drawnSecret(ctx, tx, known.ID)
		switch {
		case err != nil:
			return err
		case secret == "":
			return notFound("no_drawn_secret")
		case micros(waits) != micros(drawn):
			return problem(dispatch.KindConflict, "drawn_secret_changed")
		}
		if err := s.putAgreed(ctx, tx, known.ID, secret, micros(e.At)); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM recipient_secrets_drawn WHERE recipient = ?`, known.ID); err != nil {
			return err
		}
		return s.log(ctx, tx, e)
	})
}

// AgreedSecret returns the secret agreed with a recipient and since when; it is empty when there is none.
func (s *Store) AgreedSecret(ctx context.Context, recipient dispatch.ID) (secret string, since time.Time, err error) {
	secret, since, err = s.agreedSecret(ctx, s.reader, recipient)
	return secret, since, border("store.agreed_secret", err)
}

// DrawnSecret returns the secret that a recipient must still be told, and when it was drawn; it is empty when there
// is none.
func (s *Store) DrawnSecret(ctx context.Context, recipient dispatch.ID) (secret string, drawn time.Time, err error) {
	secret, drawn, err = s.drawnSecret(ctx, s.reader, recipient)
	return secret, drawn, border("store.drawn_secret", err)
}

func (s *Store) agreedSecret(ctx context.Context, q querier, recipient dispatch.ID) (string, time.Time, error) {
	return s.secret(ctx, q, recipient, agreedPlace, `SELECT recipient, agreed, secret FROM recipient_secrets
		WHERE recipient = coalesce((SELECT kept FROM recipient_aliases WHERE id = ?1), ?1)`)
}

func (s *Store) drawnSecret(ctx context.Context, q querier, recipient dispatch.ID) (string, time.Time, error) {
	return s.secret(ctx, q, recipient, drawnPlace, `SELECT recipient, drawn, secret FROM recipient_secrets_drawn
		WHERE recipient = coalesce((SELECT kept FROM recipient_aliases WHERE id = ?1), ?1)`)
}

// secret is what query finds for a recipient, empty when it finds nothing.
func (s *Store) secret(ctx context.Context, q querier, recipient dispatch.ID, sealedAt func(dispatch.ID) string, query string) (string, time.Time, error) {
	var at int64
	var sealed []byte
	err := q.QueryRowContext(ctx, query, recipient).Scan(&recipient, &at, &sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return "", time.Time{}, nil
	}
	if err != nil {
		return "", time.Time{}, err
	}
	plain, err := s.unseal(sealedAt(recipient), sealed)
	return string(plain), fromMicros(at), err
}

// ForgetAgreedSecret destroys the secret agreed with a recipient, and one that waits to be told. It fails with
// KindNotFound when there is neither.
func (s *Store) ForgetAgreedSecret(ctx context.Context, recipient dispatch.ID, e dispatch.Event) error {
	return s.change(ctx, "store.forget_agreed_secret", func(tx *sql.Tx) error {
		known, err := s.recipient(ctx, tx, recipient)
		if err != nil {
			return err
		}
		n, err := dropSecrets(ctx, tx, known.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return notFound("no_agreed_secret")
		}
		return s.log(ctx, tx, e)
	})
}

// dropSecrets destroys all secrets of a recipient, and tells how many.
func dropSecrets(ctx context.Context, tx *sql.Tx, recipient dispatch.ID) (int64, error) {
	var dropped int64
	for _, statement := range []string{
		`DELETE FROM recipient_secrets WHERE recipient = ?`, `DELETE FROM recipient_secrets_drawn WHERE recipient = ?`,
	} {
		result, err := tx.ExecContext(ctx, statement, recipient)
		if err != nil {
			return 0, err
		}
		n, err := result.RowsAffected()
		if err != nil {
			return 0, err
		}
		dropped += n
	}
	return dropped, nil
}

// giveSecrets gives the secrets of one recipient to another who has none of that sort.
func (s *Store) giveSecrets(ctx context.Context, tx *sql.Tx, from, to dispatch.ID) error {
	for _, sort := range []struct {
		read func(context.Context, querier, dispatch.ID) (string, time.Time, error)
		put  func(context.Context, *sql.Tx, dispatch.ID, string, int64) error
	}{{s.agreedSecret, s.putAgreed}, {s.drawnSecret, s.putDrawn}} {
		own, _, err := sort.read(ctx, tx, to)
		if err != nil {
			return err
		}
		given, at, err := sort.read(ctx, tx, from)
		if err != nil {
			return err
		}
		if own != "" || given == "" {
			continue
		}
		if err := sort.put(ctx, tx, to, given, micros(at)); err != nil {
			return err
		}
	}
	return nil
}

// OldPassphrases lists the dispatches that have a passphrase, need it no more to leave, and have not changed since
// before; oldest first. One of unknown outcome may leave again, and is not listed until somebody settles it.
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
