package desk

import (
	"context"
	"slices"

	"github.com/souspli/souspli/dispatch"
)

// answered makes of the task to verify a number, once that is done or the number is given up, the task of any other
// failure: the document still has to go.
func (d *Desk) answered(ctx context.Context, task Task) (Task, error) {
	if task.Kind != TaskNumber {
		return task, nil
	}
	now, err := d.config.Store.Recipient(ctx, task.Dispatch.Recipient.ID)
	if err != nil && dispatch.KindOf(err) != dispatch.KindNotFound {
		return task, err
	}
	if !slices.ContainsFunc(now.RoutesOver(task.Dispatch.Channel), func(r dispatch.Route) bool {
		return r.Address == task.Dispatch.Route.Address && r.InDoubt()
	}) {
		task.Kind = TaskFailed
	}
	return task, nil
}
