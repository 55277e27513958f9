package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// sealedKey is a key as its row seals it: with the certificate, which JSON for people leaves out.
type sealedKey struct {
	Key         dispatch.Key `json:"key"`
	Certificate []byte       `json:"certificate"`
}

// keyToken finds a fingerprint without showing it: whoever knows a public key could otherwise tell whom
// the clinic writes to.
func (s *Store) keyToken(fingerprint string) string {
	return s.sealer.Token("key/" + strings.ToLower(fingerprint))
}

// SaveKey inserts or replaces a certificate by its fingerprint.
func (s *Store) SaveKey(ctx context.Context, k dispatch.Key, e dispatch.Event) error {
	return s.change(ctx, "store.save_key", func(tx *sql.Tx) error {
		if err := s.putKey(ctx, tx, k); err != nil {
			return err
		}
		return s.logRows(ctx, tx, e, touched{keyRecord: {dispatch.ID(s.keyToken(k.Fingerprint))}})
	})
}

func (s *Store) putKey(ctx context.Context, tx *sql.Tx, k dispatch.Key) error {
	if k.Fingerprint == "" {
		return invalid("fingerprint_missing", "fingerprint")
	}
	token := s.keyToken(k.Fingerprint)
	body, err := s.sealJSON(place("keys", "body", token), sealedKey{k, k.Certificate})
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO keys (token, updated, body) VALUES (?, ?, ?)
		ON CONFLICT (token) DO UPDATE SET updated = excluded.updated, body = excluded.body`,
		token, micros(s.now()), body)
	return err
}

// ChangeKey changes a recipient's certificate as it is kept now, while nobody else can: what was decided about it a
// moment ago is not undone. When change fails, nothing is stored and its error is returned.
func (s *Store) ChangeKey(
	ctx context.Context, fingerprint string, change func(k *dispatch.Key) (dispatch.Event, error),
) (changed dispatch.Key, err error) {
	err = s.change(ctx, "store.change_key", func(tx *sql.Tx) error {
		found, err := s.findKeys(ctx, `SELECT 'keys', token, body FROM keys WHERE token = ?`, s.keyToken(fingerprint))
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return notFound("key_not_found")
		}
		changed = found[0]
		e, err := change(&changed)
		if err != nil {
			return err
		}
		if err := s.putKey(ctx, tx, changed); err != nil {
			return err
		}
		return s.logRows(ctx, tx, e, touched{keyRecord: {dispatch.ID(s.keyToken(changed.Fingerprint))}})
	})
	return changed, err
}

// SaveOwnKey keeps the clinic's own certificate with its secret part.
func (s *Store) SaveOwnKey(ctx context.Context, k dispatch.Key, secret []byte, e dispatch.Event) error {
	return s.change(ctx, "store.save_own_key", func(tx *sql.Tx) error {
		if k.Fingerprint == "" {
			return invalid("fingerprint_missing", "fingerprint")
		}
		k.Own = true
		token := s.keyToken(k.Fingerprint)
		body, err := s.sealJSON(place("own_keys", "body", token), sealedKey{k, k.Certificate})
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO own_keys (token, updated, body, secret) VALUES (?, ?, ?, ?)
			ON CONFLICT (token) DO UPDATE SET updated = excluded.updated, body = excluded.body,
				secret = excluded.secret`,
			token, micros(s.now()), body, s.sealer.Seal(place("own_keys", "secret", token), secret))
		if err != nil {
			return err
		}
		return s.logRows(ctx, tx, e, touched{ownKeyRecord: {dispatch.ID(token)}})
	})
}

// Key returns a certificate, a recipient's or the clinic's own.
func (s *Store) Key(ctx context.Context, fingerprint string) (dispatch.Key, error) {
	const op = "store.key"
	token := s.keyToken(fingerprint)
	found, err := s.findKeys(ctx, `SELECT 'own_keys', token, body FROM own_keys WHERE token = ?1
		UNION ALL SELECT 'keys', token, body FROM keys WHERE token = ?1`, token)
	if err == nil && len(found) == 0 {
		err = notFound("key_not_found")
	}
	if err != nil {
		return dispatch.Key{}, border(op, err)
	}
	return found[0], nil
}

// Keys lists every certificate once, the clinic's own first, then in the order of their making.
func (s *Store) Keys(ctx context.Context) ([]dispatch.Key, error) {
	found, err := s.findKeys(ctx, `SELECT 'own_keys', token, body FROM own_keys
		UNION ALL SELECT 'keys', token, body FROM keys WHERE token NOT IN (SELECT token FROM own_keys)`)
	if err != nil {
		return nil, border("store.keys", err)
	}
	slices.SortStableFunc(found, func(a, b dispatch.Key) int {
		if a.Own != b.Own {
			return map[bool]int{true: -1, false: 1}[a.Own]
		}
		return cmp.Or(a.Created.Compare(b.Created), strings.Compare(a.Fingerprint, b.Fingerprint))
	})
	return found, nil
}

func (s *Store) findKeys(ctx context.Context, query string, args ...any) ([]dispatch.Key, error) {
	return collect(ctx, s.reader, func(scan func(...any) error) (dispatch.Key, error) {
		var table, token string
		var body []byte
		if err := scan(&table, &token, &body); err != nil {
			return dispatch.Key{}, err
		}
		return s.openKey(place(table, "body", token), body)
	}, query, args...)
}

func (s *Store) openKey(place string, body []byte) (dispatch.Key, error) {
	var sealed sealedKey
	if err := s.openJSON(place, body, &sealed); err != nil {
		return dispatch.Key{}, err
	}
	sealed.Key.Certificate = sealed.Certificate
	return sealed.Key, nil
}

// OwnKey returns the own OpenPGP certificate saved last and its secret part.
func (s *Store) OwnKey(ctx context.Context) (dispatch.Key, []byte, error) {
	return s.OwnKeyOf(ctx, dispatch.OpenPGPKey)
}

// OwnKeyOf returns the own certificate of a kind saved last and its secret part.
func (s *Store) OwnKeyOf(ctx context.Context, kind dispatch.KeyKind) (dispatch.Key, []byte, error) {
	k, secret, err := s.ownKey(ctx, kind)
	return k, secret, border("store.own_key", err)
}

// ownKey looks into every row, of which there are a handful: what kind a key is of is sealed with it.
func (s *Store) ownKey(ctx context.Context, kind dispatch.KeyKind) (dispatch.Key, []byte, error) {
	rows, err := collect(ctx, s.reader, scanOwnKey, `SELECT token, body, secret FROM own_keys ORDER BY seq DESC`)
	if err != nil {
		return dispatch.Key{}, nil, err
	}
	for _, row := range rows {
		k, err := s.openKey(place("own_keys", "body", row.token), row.body)
		if err != nil {
			return dispatch.Key{}, nil, err
		}
		if k.Kind != kind {
			continue
		}
		secret, err := s.unseal(place("own_keys", "secret", row.token), row.secret)
		if err != nil {
			return dispatch.Key{}, nil, err
		}
		return k, secret, nil
	}
	return dispatch.Key{}, nil, notFound("own_key_not_found")
}

type ownKeyRow struct {
	token        string
	body, secret []byte
}

func scanOwnKey(scan func(...any) error) (row ownKeyRow, err error) {
	err = scan(&row.token, &row.body, &row.secret)
	return row, err
}
