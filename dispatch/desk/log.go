package desk

import (
	"context"

	"github.com/souspli/souspli/dispatch"
)

// Search finds dispatches, newest first.
func (d *Desk) Search(ctx context.Context, f dispatch.Filter) (dispatch.Page, error) {
	return d.config.Store.Search(ctx, f)
}

// Show returns a dispatch with its attempts.
func (d *Desk) Show(ctx context.Context, id dispatch.ID) (dispatch.Dispatch, error) {
	return d.config.Store.Dispatch(ctx, id)
}

// Events lists what happened to a dispatch, oldest first.
func (d *Desk) Events(ctx context.Context, id dispatch.ID) ([]dispatch.Event, error) {
	return d.config.Store.Events(ctx, id)
}

// CountByState counts all dispatches.
func (d *Desk) CountByState(ctx context.Context) (map[dispatch.State]int, error) {
	return d.config.Store.CountByState(ctx)
}

// VerifyLog proves the log against its evidence tree and returns how many events it proved.
func (d *Desk) VerifyLog(ctx context.Context) (int64, error) { return d.config.Store.VerifyLog(ctx) }

// Version changes whenever the home changed, by this program or another.
func (d *Desk) Version(ctx context.Context) (int64, error) { return d.config.Store.Version(ctx) }
