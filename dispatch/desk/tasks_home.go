package desk

import (
	"context"
	"time"

	"github.com/souspli/souspli/dispatch"
)

const (
	copyLate     = 48 * time.Hour      // after the last copy, one is late: a workstation may be off for a day
	copyExpected = 7 * 24 * time.Hour  // after the first dispatch, a clinic has something to lose
	destroyWhen  = 30 * 24 * time.Hour // what was over for that long waits for a person to destroy it
)

// copyTasks ask for a backup copy where the last one failed, is late, or never was. A practice home needs none.
func (d *Desk) copyTasks(ctx context.Context) ([]Task, error) {
	if d.config.Practice {
		return nil, nil
	}
	s, err := d.CopyStanding(ctx)
	if err != nil {
		return nil, err
	}
	now := d.config.Now()
	switch {
	case !s.Failed.IsZero():
		return []Task{{Kind: TaskCopy, Since: s.Failed, Failure: &dispatch.Failure{Code: s.Problem}}}, nil
	case !s.Last.At.IsZero() && s.Folder != "" && now.Sub(s.Last.At) > copyLate:
		return []Task{{Kind: TaskCopy, Since: s.Last.At}}, nil
	case s.Last.At.IsZero() && s.Folder == "":
		return d.noCopy(ctx, now)
	default:
		return nil, nil
	}
}

// noCopy asks for the first copy once there is something to lose.
func (d *Desk) noCopy(ctx context.Context, now time.Time) ([]Task, error) {
	first, err := d.config.Store.Search(ctx, dispatch.Filter{Oldest: true, Limit: 1})
	if err != nil || len(first.Dispatches) == 0 {
		return nil, err
	}
	since := first.Dispatches[0].Created
	if now.Sub(since) < copyExpected {
		return nil, nil
	}
	return []Task{{Kind: TaskNoCopy, Since: since}}, nil
}

// retentionTasks remind of what is over for a month, and of a run that was stopped half-way.
func (d *Desk) retentionTasks(ctx context.Context) ([]Task, error) {
	run, open, err := d.openDestruction(ctx)
	if err != nil {
		return nil, err
	}
	if open {
		return []Task{{Kind: TaskDestroy, Since: run.Started}}, nil
	}
	kept, err := d.config.Store.Retention(ctx)
	if err != nil {
		return nil, err
	}
	since := d.config.Now().Add(-destroyWhen)
	over, err := d.config.Store.AnyExpired(ctx, kept.Cutoffs(since))
	if err != nil || !over {
		return nil, err
	}
	return []Task{{Kind: TaskDestroy, Since: since}}, nil
}
