package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// TaskKind is why something waits for a person. Its sentences live in package wording: "task_" and its name tells
// the task, that with "_do" names the button that settles it, and that with "_hint", where there is one, stands below.
type TaskKind string

// The kinds of tasks, most urgent first: what may have to be sent again, what waits to leave, what somebody expects
// today, what has failed, and what has time.
const (
	TaskSettle    TaskKind = "settle"    // nobody knows whether it arrived
	TaskRestored  TaskKind = "restored"  // may have left after the copy that the home was restored from
	TaskHeld      TaskKind = "held"      // held back: its number is in doubt, or has changed
	TaskKeys      TaskKind = "key"       // a key changed, or stops what waits for it
	TaskAccount   TaskKind = "account"   // a service refuses our password or our grant
	TaskTell      TaskKind = "tell"      // the passphrase was not given
	TaskBounced   TaskKind = "bounced"   // it came back
	TaskNumber    TaskKind = "number"    // it failed, and speaks against the number
	TaskFailed    TaskKind = "failed"    // it did not leave
	TaskPartial   TaskKind = "partial"   // it arrived incomplete
	TaskOverdue   TaskKind = "overdue"   // it was taken long ago, and no end is known
	TaskUnfetched TaskKind = "unfetched" // a portal has it, and nobody fetches it
	TaskOwnKey    TaskKind = "own_key"   // the clinic's own key ends soon, or has ended
	TaskCopy      TaskKind = "copy"      // the backup copy failed, or is late
	TaskNoCopy    TaskKind = "no_copy"   // there never was one
	TaskDestroy   TaskKind = "destroy"   // what was to be kept for a time is kept for longer
	TaskPassport  TaskKind = "passport"  // what is known of a service was not gone over for a year
	TaskSetup     TaskKind = "setup"     // steps of the first start are open: how many stands in Waiting
)

// TaskKinds are the kinds, most urgent first.
func TaskKinds() []TaskKind {
	return []TaskKind{
		TaskSettle, TaskRestored, TaskHeld, TaskKeys, TaskAccount, TaskTell, TaskBounced, TaskNumber, TaskFailed, TaskPartial,
		TaskOverdue, TaskUnfetched, TaskOwnKey, TaskCopy, TaskNoCopy, TaskDestroy, TaskPassport, TaskSetup,
	}
}

// Task is something that waits for a person. What it is about depends on its kind.
type Task struct {
	Kind     TaskKind
	Since    time.Time          // since when it waits; zero: not known
	Dispatch *dispatch.Dispatch // what waits; nil: not one dispatch
	Key      *KeyTask           // of TaskKeys
	Own      *OwnKeyStanding    // of TaskOwnKey
	Account  *dispatch.Account  // of TaskAccount and TaskPassport
	Failure  *dispatch.Failure  // what speaks for it; nil: nothing more is known
	Waiting  int                // dispatches that the task keeps from leaving or arriving, beside Dispatch
}

// ID names a task among the others for as long as it lasts.
func (t Task) ID() string {
	about := ""
	switch {
	case t.Dispatch != nil:
		about = string(t.Dispatch.ID)
	case t.Key != nil:
		about = t.Key.Key.Fingerprint
	case t.Account != nil:
		about = string(t.Account.ID)
	}
	return string(t.Kind) + "/" + about
}

// MayPutAway reports whether a person may say of the task that nothing is to be done about it.
func (t Task) MayPutAway() bool {
	return t.Dispatch != nil && (t.Dispatch.State == dispatch.Failed || t.Dispatch.State == dispatch.Partial)
}

const (
	tasksFor  = 90 * 24 * time.Hour // what nobody settled in three months is history, and stays to be found there
	tellFor   = 14 * 24 * time.Hour // a passphrase is worth giving for the life of most links
	mostTasks = 200                 // of one source: beyond it, nobody reads a list
)

// taskSource finds tasks of some kinds. It is asked after every change: it must stay quick in a log of any size.
type taskSource func(context.Context) ([]Task, error)

func (d *Desk) taskSources(waiting []dispatch.Dispatch) []taskSource {
	among := func(find func(context.Context, []dispatch.Dispatch) ([]Task, error)) taskSource {
		return func(ctx context.Context) ([]Task, error) { return find(ctx, waiting) }
	}
	return []taskSource{
		among(d.waitingTasks), d.untoldTasks, d.keyTasks, d.ownKeyTasks, among(d.accountTasks), d.copyTasks,
		d.retentionTasks, d.setupTasks,
	}
}

// Tasks are what waits for a person: the most urgent kind first, and the oldest first in it.
func (d *Desk) Tasks(ctx context.Context) ([]Task, error) {
	waiting, err := d.config.Store.Waiting(ctx, d.config.Now().Add(-tasksFor), mostTasks)
	if err != nil {
		return nil, err
	}
	var all []Task
	for _, source := range d.taskSources(waiting) {
		found, err := source(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	SortTasks(all)
	return all, nil
}

// SortTasks puts the most urgent kind first, and the oldest first in it. A kind that is not known comes last.
func SortTasks(tasks []Task) {
	urgency := map[TaskKind]int{}
	for i, kind := range TaskKinds() {
		urgency[kind] = i - len(TaskKinds())
	}
	slices.SortStableFunc(tasks, func(a, b Task) int {
		if a.Kind != b.Kind {
			return urgency[a.Kind] - urgency[b.Kind]
		}
		return a.Since.Compare(b.Since)
	})
}

// waitingTasks are the dispatches that only a person can settle.
func (d *Desk) waitingTasks(ctx context.Context, waiting []dispatch.Dispatch) ([]Task, error) {
	restored, err := d.restored(ctx)
	if err != nil {
		return nil, err
	}
	var tasks []Task
	for _, x := range waiting {
		task, waits := TaskOf(x)
		if !waits {
			continue
		}
		if task.Kind == TaskHeld && x.Created.Before(restored) {
			task.Kind = TaskRestored
		}
		task, err := d.answered(ctx, task)
		if err != nil {
			return nil, err
		}
		tasks = append(tasks, task)
	}
	return tasks, nil
}

// TaskOf is the task that a dispatch is by itself, unless somebody has put it away. That its passphrase was not
// given, only its events tell.
func TaskOf(x dispatch.Dispatch) (task Task, waits bool) {
	task = Task{Since: x.Updated, Dispatch: &x, Failure: lastFailure(x)}
	switch {
	case x.State == dispatch.Uncertain:
		task.Kind = TaskSettle
	case x.State == dispatch.Queued && x.AwaitsPerson():
		task.Kind = TaskHeld
	case x.State == dispatch.Accepted && x.AwaitsPerson():
		task.Kind = TaskOverdue
		if x.Channel == dispatch.Portal {
			task.Kind = TaskUnfetched
		}
	case x.State == dispatch.Partial:
		task.Kind = TaskPartial
	case x.State == dispatch.Failed:
		task.Kind = failedKind(task.Failure)
	}
	return task, task.Kind != ""
}

func lastFailure(x dispatch.Dispatch) *dispatch.Failure {
	if len(x.Attempts) == 0 {
		return nil
	}
	return x.Attempts[len(x.Attempts)-1].Error
}

func failedKind(why *dispatch.Failure) TaskKind {
	switch {
	case why == nil:
		return TaskFailed
	case strings.HasPrefix(why.Code, "mail_bounced_"):
		return TaskBounced
	case why.Doubtful:
		return TaskNumber
	default:
		return TaskFailed
	}
}

// untoldTasks are the passphrases that somebody still has to give by telephone.
func (d *Desk) untoldTasks(ctx context.Context) ([]Task, error) {
	found, err := d.config.Store.Untold(ctx, d.config.Now().Add(-tellFor), mostTasks)
	if err != nil {
		return nil, err
	}
	var tasks []Task
	for _, x := range found {
		if d.agreed.known(x.ID) {
			continue
		}
		call, err := d.Call(ctx, x.ID)
		if err != nil {
			return nil, err
		}
		if call.Agreed {
			d.agreed.learn(x.ID)
		}
		if call.Waits() {
			tasks = append(tasks, Task{Kind: TaskTell, Since: x.Updated, Dispatch: &x})
		}
	}
	return tasks, nil
}

func (d *Desk) keyTasks(ctx context.Context) ([]Task, error) {
	waiting, err := d.KeyTasks(ctx)
	tasks := make([]Task, len(waiting))
	for i, k := range waiting {
		tasks[i] = Task{Kind: TaskKeys, Key: &k, Waiting: k.Waiting}
	}
	return tasks, err
}

func (d *Desk) ownKeyTasks(ctx context.Context) ([]Task, error) {
	own, err := d.OwnKeyStanding(ctx)
	if err != nil || !own.Renew {
		return nil, err
	}
	return []Task{{Kind: TaskOwnKey, Since: own.Key.Expires.Add(-RenewalNotice), Own: &own}}, nil
}

// DeliveredSince counts the dispatches of the last days whose delivery was confirmed not before since.
func (d *Desk) DeliveredSince(ctx context.Context, since time.Time) (int, error) {
	return d.config.Store.DeliveredSince(ctx, since)
}

// PutAway records that a person has seen that a dispatch failed, or arrived incomplete, and that nothing more is to
// be done about it; why may be empty. It fails with KindConflict and not_put_away in any other state.
func (d *Desk) PutAway(ctx context.Context, id dispatch.ID, why string) error {
	details := map[string]string{}
	if why = strings.TrimSpace(why); why != "" {
		details["why"] = why
	}
	return d.takeUp(ctx, id, d.dispatchEvent(dispatch.EventPutAway, id, details))
}

// TakeUp makes a task again of what was put away.
func (d *Desk) TakeUp(ctx context.Context, id dispatch.ID) error {
	return d.takeUp(ctx, id, d.dispatchEvent(dispatch.EventTakenUp, id, nil))
}

func (d *Desk) takeUp(ctx context.Context, id dispatch.ID, e dispatch.Event) error {
	x, err := d.config.Store.Dispatch(ctx, id)
	if err != nil {
		return err
	}
	if !(Task{Dispatch: &x}).MayPutAway() {
		return conflict("desk.put_away", "not_put_away")
	}
	if err := printable(e.Details); err != nil {
		return err
	}
	return d.config.Store.Append(ctx, e)
}
