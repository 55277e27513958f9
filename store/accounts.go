package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/souspli/souspli/dispatch"
)

func accountPlace(id dispatch.ID) string { return place("accounts", "body", string(id)) }

func secretPlace(id dispatch.ID) string { return place("accounts", "secret", string(id)) }

// SaveAccount inserts or replaces an account by its ID. A nil secret leaves the one that is there.
func (s *Store) SaveAccount(ctx context.Context, a dispatch.Account, secret []byte, e dispatch.Event) error {
	return s.change(ctx, "store.save_account", func(tx *sql.Tx) error {
		if err := s.putAccount(ctx, tx, a, secret); err != nil {
			return err
		}
		return s.logRows(ctx, tx, e, touched{accountRecord: {a.ID}})
	})
}

func (s *Store) putAccount(ctx context.Context, tx *sql.Tx, a dispatch.Account, secret []byte) error {
	if !a.ID.Valid() {
		return invalid("id_malformed", "id")
	}
	if a.Channel != "" && !a.Channel.Valid() { // an account that is only asked carries nothing
		return invalid("channel_unknown", "channel")
	}
	body, err := s.sealJSON(accountPlace(a.ID), a)
	if err != nil {
		return err
	}
	var sealed any
	if secret != nil {
		sealed = s.sealer.Seal(secretPlace(a.ID), secret)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO accounts (id, channel, updated, body, secret) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET channel = excluded.channel, updated = excluded.updated,
			body = excluded.body, secret = coalesce(excluded.secret, secret)`,
		a.ID, a.Channel, micros(s.now()), body, sealed)
	return err
}

// ChangeAccount changes an account as it is kept now, while nobody else can: what was found of it meanwhile is not
// undone. A nil secret leaves the one that is there. When change fails, nothing is stored and its error is returned.
func (s *Store) ChangeAccount(
	ctx context.Context, id dispatch.ID, secret []byte, change func(a *dispatch.Account) (dispatch.Event, error),
) (changed dispatch.Account, err error) {
	err = s.change(ctx, "store.change_account", func(tx *sql.Tx) error {
		found, err := s.findAccounts(ctx, `SELECT id, body FROM accounts WHERE id = ?`, id)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return notFound("account_not_found")
		}
		changed = found[0]
		e, err := change(&changed)
		if err != nil {
			return err
		}
		if err := s.putAccount(ctx, tx, changed, secret); err != nil {
			return err
		}
		return s.logRows(ctx, tx, e, touched{accountRecord: {changed.ID}})
	})
	return changed, err
}

func (s *Store) findAccounts(ctx context.Context, query string, args ...any) ([]dispatch.Account, error) {
	return collect(ctx, s.reader, func(scan func(...any) error) (a dispatch.Account, err error) {
		var id dispatch.ID
		var body []byte
		if err := scan(&id, &body); err != nil {
			return a, err
		}
		err = s.openJSON(accountPlace(id), body, &a)
		return a, err
	}, query, args...)
}

// Accounts lists the accounts, oldest first.
func (s *Store) Accounts(ctx context.Context) ([]dispatch.Account, error) {
	found, err := s.findAccounts(ctx, `SELECT id, body FROM accounts ORDER BY id`)
	slices.SortStableFunc(found, func(a, b dispatch.Account) int { return a.Created.Compare(b.Created) })
	return found, border("store.accounts", err)
}

// AccountSecret returns the secret of an account, nil when it has none.
func (s *Store) AccountSecret(ctx context.Context, id dispatch.ID) ([]byte, error) {
	secret, err := s.accountSecret(ctx, id)
	return secret, border("store.account_secret", err)
}

func (s *Store) accountSecret(ctx context.Context, id dispatch.ID) ([]byte, error) {
	var sealed []byte
	err := s.reader.QueryRowContext(ctx, `SELECT secret FROM accounts WHERE id = ?`, id).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, notFound("account_not_found")
	}
	if err != nil || sealed == nil {
		return nil, err
	}
	return s.unseal(secretPlace(id), sealed)
}

// RemoveAccount forgets an account and its secret. Dispatches that it carried keep its id.
func (s *Store) RemoveAccount(ctx context.Context, id dispatch.ID, e dispatch.Event) error {
	return s.change(ctx, "store.remove_account", func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `DELETE FROM accounts WHERE id = ?`, id)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, notFound("account_not_found"))
		}
		return s.logRows(ctx, tx, e, touched{accountRecord: {id}})
	})
}

// SaveAccountSecret replaces the secret of an account, and nothing else: a service that is signed in to changes
// it by itself with every visit, which is no event. It fails with KindNotFound when the account is gone.
func (s *Store) SaveAccountSecret(ctx context.Context, id dispatch.ID, secret []byte) error {
	return s.change(ctx, "store.save_account_secret", func(tx *sql.Tx) error {
		sealed := s.sealer.Seal(secretPlace(id), secret)
		result, err := tx.ExecContext(ctx, `UPDATE accounts SET secret = ? WHERE id = ?`, sealed, id)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 1 {
			return err
		}
		return problem(dispatch.KindNotFound, "account_not_found")
	})
}
