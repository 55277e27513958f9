package desk

import (
	"context"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// accountTasks are the accounts whose service refuses them, with the dispatches that failed because of it, and those
// whose passport was not gone over for a year.
func (d *Desk) accountTasks(ctx context.Context, waiting []dispatch.Dispatch) ([]Task, error) {
	accounts, err := d.config.Store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	var tasks []Task
	for _, a := range accounts {
		check, _, err := d.AccountCheck(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		if task, refused := refusedTask(a, check, waiting); refused {
			tasks = append(tasks, task)
		}
		if d.PassportOld(a) {
			tasks = append(tasks, Task{Kind: TaskPassport, Since: a.Passport.Reviewed.AddDate(0, passportMonths, 0), Account: &a})
		}
	}
	return tasks, nil
}

// refusedTask is what a refused account asks for. What was refused before a test succeeded is over.
func refusedTask(a dispatch.Account, check AccountCheck, waiting []dispatch.Dispatch) (task Task, refused bool) {
	task = Task{Kind: TaskAccount, Account: &a}
	if check.Failed() {
		task.refuse(check.At, &dispatch.Failure{Kind: check.Kind, Code: check.Code})
	}
	for _, x := range waiting {
		why := lastFailure(x)
		if x.Account != a.ID || x.State != dispatch.Failed || !aboutAccount(why) {
			continue
		}
		ended := x.Attempts[len(x.Attempts)-1].Ended
		if ended.After(check.Fresh) && (check.Failed() || ended.After(check.At)) {
			task.refuse(ended, why)
			task.Waiting++
		}
	}
	return task, task.Failure != nil
}

// refuse keeps the first time and the reason of a refusal.
func (t *Task) refuse(at time.Time, why *dispatch.Failure) {
	if !aboutAccount(why) {
		return
	}
	if t.Failure == nil || at.Before(t.Since) {
		t.Since, t.Failure = at, why
	}
}

// aboutAccount reports whether a failure speaks of what the clinic shows its service, and not of a key that a message
// is sealed with.
func aboutAccount(why *dispatch.Failure) bool {
	return why != nil && why.Kind == dispatch.KindCredentials.String() &&
		(!strings.HasPrefix(why.Code, "mail_") || why.Code == "mail_smtp_auth_off")
}
