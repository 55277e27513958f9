package uitest

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// Tasks are what waits for a person, told as the desk tells it.
func (d *Desk) Tasks(ctx context.Context) ([]desk.Task, error) {
	tasks := d.dispatchTasks(ctx)
	keys, err := d.KeyTasks(ctx)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		tasks = append(tasks, desk.Task{Kind: desk.TaskKeys, Key: &k, Waiting: k.Waiting})
	}
	own, err := d.OwnKeyStanding(ctx)
	if err != nil {
		return nil, err
	}
	if own.Renew {
		tasks = append(tasks, desk.Task{Kind: desk.TaskOwnKey, Own: &own})
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	tasks = append(tasks, d.more...)
	desk.SortTasks(tasks)
	return tasks, d.called("Tasks")
}

func (d *Desk) dispatchTasks(ctx context.Context) (tasks []desk.Task) {
	d.mu.Lock()
	all, away := slices.Clone(d.dispatches), d.putAway
	d.mu.Unlock()
	for _, x := range all {
		if task, waits := desk.TaskOf(x); waits && !away[x.ID] {
			tasks = append(tasks, task)
		}
		if call, err := d.Call(ctx, x.ID); err == nil && call.Waits() {
			tasks = append(tasks, desk.Task{Kind: desk.TaskTell, Since: x.Updated, Dispatch: &x})
		}
	}
	return tasks
}

// Ask adds tasks that are about no dispatch.
func (d *Desk) Ask(tasks ...desk.Task) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.more = append(d.more, tasks...)
	d.version++
}

// PutAway forgets a task.
func (d *Desk) PutAway(_ context.Context, id dispatch.ID, _ string) error {
	return d.away("PutAway", id, true)
}

// TakeUp brings it back.
func (d *Desk) TakeUp(_ context.Context, id dispatch.ID) error { return d.away("TakeUp", id, false) }

func (d *Desk) away(method string, id dispatch.ID, away bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	err := d.called(method)
	if err == nil {
		if d.putAway == nil {
			d.putAway = map[dispatch.ID]bool{}
		}
		d.putAway[id] = away
		d.version++
	}
	return err
}

// DeliveredSince counts what is delivered and was made since.
func (d *Desk) DeliveredSince(_ context.Context, since time.Time) (n int, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, x := range d.dispatches {
		if x.State == dispatch.Delivered && !x.Updated.Before(since) {
			n++
		}
	}
	return n, d.called("DeliveredSince")
}

// AccountCheck is the outcome that a test of the account had.
func (d *Desk) AccountCheck(_ context.Context, account dispatch.ID) (desk.AccountCheck, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	c, tested := d.checks[account]
	return c, tested, d.called("AccountCheck")
}

// UndoSeconds are those that were saved, and at first ten.
func (d *Desk) UndoSeconds(context.Context) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return cmp.Or(d.undo, 10), d.called("UndoSeconds")
}

// SaveUndoSeconds keeps them.
func (d *Desk) SaveUndoSeconds(_ context.Context, seconds int) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	err := d.called("SaveUndoSeconds")
	if err == nil {
		d.undo = seconds
	}
	return err
}

// VerificationMonths are those that were saved, and at first a year.
func (d *Desk) VerificationMonths(context.Context) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.months == 0 {
		d.months = 12
	}
	return d.months, d.called("VerificationMonths")
}

// SaveVerificationMonths keeps them.
func (d *Desk) SaveVerificationMonths(_ context.Context, months int) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	err := d.called("SaveVerificationMonths")
	if err == nil {
		d.months = months
	}
	return err
}
