package ui

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// taskKind is why a dispatch waits for a person.
type taskKind uint8

// The kinds of tasks, most urgent first.
const (
	taskSettle    taskKind = iota // nobody knows whether it arrived
	taskOverdue                   // it was taken long ago, and no end is known
	taskUnfetched                 // a portal has it, and nobody fetches it
	taskHeld                      // held back: its number is in doubt
	taskKey                       // a key changed, or stops what waits for it
	taskTell                      // the passphrase was never given
	taskFailed                    // it did not leave
	taskBounced                   // it came back
	taskOwnKey                    // the clinic's own key ends soon
)

// task is a dispatch that waits for a person, or a key that does.
type task struct {
	kind     taskKind
	dispatch dispatch.Dispatch
	key      *desk.KeyTask        // of taskKey
	own      *desk.OwnKeyStanding // of taskOwnKey
}

const (
	failedFor = 7 * 24 * time.Hour  // a failure is a task for a week, then history
	tellFor   = 14 * 24 * time.Hour // so is a passphrase, for the life of most links
	endFor    = 14 * 24 * time.Hour // and a fax without an end
	mostTasks = 100
)

func (u *UI) readTasks(ctx context.Context) ([]task, error) {
	var tasks []task
	for _, read := range []func(context.Context) ([]task, error){
		u.readSettle, u.readOverdue, u.readUnfetched, u.readHeld, u.readKeyTasks, u.readTell, u.readFailed, u.readOwnKey,
	} {
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

// readOverdue finds what was taken, and of which nobody has told the end for too long.
func (u *UI) readOverdue(ctx context.Context) ([]task, error) {
	return u.searchAwaiting(ctx, taskOverdue, dispatch.Filter{
		States: []dispatch.State{dispatch.Accepted}, Channels: []dispatch.ChannelKind{dispatch.CloudFax},
		Since: u.now().Add(-endFor),
	})
}

// readHeld finds what a person must let go, or cancel.
func (u *UI) readHeld(ctx context.Context) ([]task, error) {
	return u.searchAwaiting(ctx, taskHeld, dispatch.Filter{States: []dispatch.State{dispatch.Queued}})
}

// readFailed finds what did not leave, and what came back.
func (u *UI) readFailed(ctx context.Context) ([]task, error) {
	tasks, err := u.search(ctx, taskFailed, dispatch.Filter{
		States: []dispatch.State{dispatch.Failed, dispatch.Partial}, Since: u.now().Add(-failedFor),
	})
	for i := range tasks {
		if bounced(tasks[i].dispatch) {
			tasks[i].kind = taskBounced
		}
	}
	return tasks, err
}

// bounced reports whether a mail server took d and sent it back.
func bounced(d dispatch.Dispatch) bool {
	if d.State != dispatch.Failed || len(d.Attempts) == 0 {
		return false
	}
	last := d.Attempts[len(d.Attempts)-1]
	return last.Error != nil && strings.HasPrefix(last.Error.Code, "mail_bounced_")
}

// readTell finds what waits until somebody gives its passphrase by telephone.
func (u *UI) readTell(ctx context.Context) ([]task, error) {
	sent, err := u.search(ctx, taskTell, dispatch.Filter{
		States:   []dispatch.State{dispatch.Accepted, dispatch.Delivered},
		Channels: []dispatch.ChannelKind{dispatch.EmailEncrypted, dispatch.Portal},
		Since:    u.now().Add(-tellFor),
	})
	if err != nil {
		return nil, err
	}
	var untold []task
	for _, t := range sent {
		if !mayOpenByCall(t.dispatch) {
			continue
		}
		call, err := u.desk.Call(ctx, t.dispatch.ID)
		if err != nil {
			return nil, err
		}
		if call.Waits() {
			untold = append(untold, t)
		}
	}
	return untold, nil
}

// searchAwaiting keeps those that only a person can settle.
func (u *UI) searchAwaiting(ctx context.Context, kind taskKind, f dispatch.Filter) ([]task, error) {
	var tasks []task
	for f.Limit = mostTasks; ; {
		page, err := u.desk.Search(ctx, f)
		if err != nil {
			return nil, err
		}
		for _, d := range page.Dispatches {
			if d.AwaitsPerson() {
				tasks = append(tasks, task{kind: kind, dispatch: d})
			}
		}
		if f.After = page.Next; f.After == "" || len(tasks) >= mostTasks {
			return tasks, nil
		}
	}
}

func (u *UI) search(ctx context.Context, kind taskKind, f dispatch.Filter) ([]task, error) {
	f.Limit = mostTasks
	page, err := u.desk.Search(ctx, f)
	tasks := make([]task, len(page.Dispatches))
	for i, d := range page.Dispatches {
		tasks[i] = task{kind: kind, dispatch: d}
	}
	return tasks, err
}
