package store

import (
	"context"
	"database/sql"
	"errors"
)

func (s *Store) settingToken(name string) string { return s.sealer.Token("setting/" + name) }

// Setting reads a value into v and reports whether it was set.
func (s *Store) Setting(ctx context.Context, name string, v any) (bool, error) {
	const op = "store.setting"
	token := s.settingToken(name)
	var value []byte
	err := s.reader.QueryRowContext(ctx, `SELECT value FROM settings WHERE token = ?`, token).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, border(op, err)
	}
	if err := s.openJSON(place("settings", "value", token), value, v); err != nil {
		return false, border(op, err)
	}
	return true, nil
}

// SaveSetting keeps v as JSON under a name. It is for what the program remembers: of what a person set, ChangeSetting tells.
func (s *Store) SaveSetting(ctx context.Context, name string, v any) error {
	return s.change(ctx, "store.save_setting", func(tx *sql.Tx) error { return s.putSetting(ctx, tx, name, v) })
}

func (s *Store) putSetting(ctx context.Context, tx *sql.Tx, name string, v any) error {
	token := s.settingToken(name)
	value, err := s.sealJSON(place("settings", "value", token), v)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO settings (token, version, updated, value) VALUES (?, 1, ?, ?)
		ON CONFLICT (token) DO UPDATE SET version = version + 1, updated = excluded.updated,
			value = excluded.value`, token, micros(s.now()), value)
	return err
}
