package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/souspli/souspli/dispatch"
)

// ChangeSetting changes a setting as it is kept now, while nobody else can: v holds it, or what v held before when it
// was never set, and change makes of v what is kept. An event without a type is not logged; when change fails,
// nothing is stored.
func (s *Store) ChangeSetting(ctx context.Context, name string, v any, change func() (dispatch.Event, error)) error {
	return s.change(ctx, "store.change_setting", func(tx *sql.Tx) error {
		if err := s.settingIn(ctx, tx, name, v); err != nil {
			return err
		}
		event, err := change()
		if err != nil {
			return err
		}
		if err := s.putSetting(ctx, tx, name, v); err != nil || event.Type == "" {
			return err
		}
		if !tellsSetting(event.Type) {
			return s.log(ctx, tx, event)
		}
		return s.logRows(ctx, tx, event, touched{settingRecord: {dispatch.ID(s.settingToken(name))}})
	})
}

// tellsSetting reports whether an event tells the whole setting: such a setting is changed by nothing else, and stands
// as the last of them told it.
func tellsSetting(t dispatch.EventType) bool {
	switch t {
	case dispatch.EventSettingSaved, dispatch.EventRegisterProfileSaved,
		dispatch.EventLockChanged, dispatch.EventLocked, dispatch.EventUnlocked:
		return true
	default:
		return false
	}
}

// settingIn reads a setting into v, which stays as it is when there is none.
func (s *Store) settingIn(ctx context.Context, tx *sql.Tx, name string, v any) error {
	token := s.settingToken(name)
	var value []byte
	err := tx.QueryRowContext(ctx, `SELECT value FROM settings WHERE token = ?`, token).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.openJSON(place("settings", "value", token), value, v)
}
