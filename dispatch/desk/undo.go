package desk

import (
	"context"
	"time"
)

const undoSetting = "undo_seconds"

// The bounds of the undo window: shorter, nobody reacts in time; longer, a clerk has gone.
const (
	LeastUndoSeconds = 5
	MostUndoSeconds  = 120
)

// UndoSeconds is for how long a dispatch can be taken back before it leaves: 10 unless it was changed.
func (d *Desk) UndoSeconds(ctx context.Context) (int, error) {
	seconds := int(DefaultHold / time.Second)
	_, err := d.config.Store.Setting(ctx, undoSetting, &seconds)
	return seconds, err
}

// SaveUndoSeconds changes it: from 5 to 120.
func (d *Desk) SaveUndoSeconds(ctx context.Context, seconds int) error {
	if seconds < LeastUndoSeconds || seconds > MostUndoSeconds {
		return invalid("unknown_value", "undo-seconds")
	}
	return d.saveSetting(ctx, undoSetting, seconds)
}

// undoWindow is what the draft asks for, or else what the home is set to.
func (d *Desk) undoWindow(ctx context.Context, draft Draft) (time.Duration, error) {
	if draft.Hold != nil {
		return *draft.Hold, nil
	}
	seconds, err := d.UndoSeconds(ctx)
	return time.Duration(seconds) * time.Second, err
}
