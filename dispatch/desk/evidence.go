package desk

import (
	"context"
	"strconv"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/proof"
)

// Checkpoint signs the log as it stands and keeps what was signed. reason is one of the domain's reasons
// for a checkpoint. A log that does not go on from its last checkpoint is not signed: KindIntegrity.
func (d *Desk) Checkpoint(ctx context.Context, reason string) (dispatch.Checkpoint, error) {
	return d.config.Store.AddCheckpoint(ctx, func(size int64, root []byte) (dispatch.Checkpoint, dispatch.Event, error) {
		made, err := proof.SignCheckpoint(dispatch.Checkpoint{
			Size: size, Root: root, At: d.config.Now(), Reason: reason,
		}, d.config.NoteSigner)
		return made, d.event(dispatch.EventCheckpoint, map[string]string{
			"size": strconv.FormatInt(size, 10), "reason": reason,
		}), err
	})
}

// Checkpoints lists what was signed, oldest first.
func (d *Desk) Checkpoints(ctx context.Context) ([]dispatch.Checkpoint, error) {
	return d.config.Store.Checkpoints(ctx)
}

// checkpointEvery is how long a log that grows goes without a checkpoint.
const checkpointEvery = 24 * time.Hour

// CheckpointWhenDue signs the log when something happened since it was last signed, a day ago or more; it
// returns when to look again.
func (d *Desk) CheckpointWhenDue(ctx context.Context, reason string) (time.Duration, error) {
	due, wait, err := d.checkpointDue(ctx)
	if err != nil || !due {
		return wait, err
	}
	_, err = d.Checkpoint(ctx, reason)
	return checkpointEvery, err
}

// checkpointDue says whether something happened since the last checkpoint but that one's own event, and it
// is a day old; otherwise, how long until then.
func (d *Desk) checkpointDue(ctx context.Context) (due bool, wait time.Duration, err error) {
	all, err := d.config.Store.Checkpoints(ctx)
	if err != nil {
		return false, checkpointEvery, err
	}
	size, err := d.config.Store.LogSize(ctx)
	if err != nil || size == 0 {
		return false, checkpointEvery, err
	}
	if len(all) == 0 {
		return true, 0, nil
	}
	last := all[len(all)-1]
	age := d.config.Now().Sub(last.At)
	switch {
	case age >= 0 && age < checkpointEvery: // a clock that was set back is no reason to wait
		return false, checkpointEvery - age, nil
	default:
		return size > last.Size+1, checkpointEvery, nil
	}
}
