package ui

import (
	"context"
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// taskKind is why a dispatch waits for a person.
type taskKind uint8

// The kinds of tasks, most urgent first.
const (
	taskSettle taskKind = iota // nobody knows whether it arrived
	taskTell                   // the passphrase was never given
	taskFailed                 // it did not leave
)

// task is a dispatch that waits for a person.
type task struct {
	kind     taskKind
	dispatch dispatch.Dispatch
}

const (
	failedFor = 7 * 24 * time.Hour  // a failure is a task for a week, then history
	tellFor   = 14 * 24 * time.Hour // so is a passphrase, for the life of most links
	mostTasks = 100
)

func (u *UI) readTasks(ctx context.Context) ([]task, error) {
	var tasks []task
	for _, read := range []func(context.Context) ([]task, error){u.readSettle, u.readTell, u.readFailed} {
		found, err := read(ctx)
		if err != nil {
			return nil, err
		}
		slices.SortStableFunc(found, func(a, b task) int { return a.dispatch.Updated.Compare(b.dispatch.Updated) })
		tasks = append(tasks, found...)
	}
	return tasks, nil
}

func (u *UI) readSettle(ctx context.Context) ([]task, error) {
	return u.search(ctx, taskSettle, dispatch.Filter{States: []dispatch.State{dispatch.Uncertain}})
}

func (u *UI) readFailed(ctx context.Context) ([]task, error) {
	return u.search(ctx, taskFailed, dispatch.Filter{
		States: []dispatch.State{dispatch.Failed, dispatch.Partial}, Since: u.now().Add(-failedFor),
	})
}

// readTell finds locked documents whose passphrase was never shown to anyone.
func (u *UI) readTell(ctx context.Context) ([]task, error) {
	sent, err := u.search(ctx, taskTell, dispatch.Filter{
		States:   []dispatch.State{dispatch.Accepted, dispatch.Delivered},
		Channels: []dispatch.ChannelKind{dispatch.EmailEncrypted},
		Since:    u.now().Add(-tellFor),
	})
	if err != nil {
		return nil, err
	}
	var untold []task
	for _, t := range sent {
		if t.dispatch.Form != dispatch.LockedPDF {
			continue
		}
		events, err := u.desk.Events(ctx, t.dispatch.ID)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(events, func(e dispatch.Event) bool { return e.Type == dispatch.EventPassphraseShown }) {
			untold = append(untold, t)
		}
	}
	return untold, nil
}

func (u *UI) search(ctx context.Context, kind taskKind, f dispatch.Filter) ([]task, error) {
	f.Limit = mostTasks
	page, err := u.desk.Search(ctx, f)
	tasks := make([]task, len(page.Dispatches))
	for i, d := range page.Dispatches {
		tasks[i] = task{kind, d}
	}
	return tasks, err
}
