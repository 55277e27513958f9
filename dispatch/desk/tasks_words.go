package desk

import (
	"time"

	"github.com/souspli/souspli/dispatch"
)

// Name is whom or what a task is about: a person, a clinic, an account. Empty: the clinic itself, or nobody known.
func (t Task) Name() string {
	switch {
	case t.Dispatch != nil:
		return t.Dispatch.Recipient.Name
	case t.Account != nil:
		return t.Account.Name
	case t.Key != nil && t.Key.Recipient.Name != "":
		return t.Key.Recipient.Name
	case t.Key != nil && len(t.Key.Key.Addresses) > 0:
		return t.Key.Key.Addresses[0]
	default:
		return ""
	}
}

// Date is the day that the sentence of a task tells; zero: none.
func (t Task) Date() time.Time {
	if t.Own != nil && t.Own.Key != nil {
		return t.Own.Key.Expires
	}
	return t.Since
}

// Sentence is the key of a task's sentence in package wording, and a number of days that it tells; zero: none.
func (t Task) Sentence(now time.Time) (key string, days int) {
	switch {
	case t.Kind == TaskTell && t.Dispatch.Recipient.Phone != "":
		return "task_tell_phone", 0
	case t.Kind == TaskKeys && t.Key.Key.Problem != dispatch.KeyChanged:
		return "task_key_stopped", 0
	case t.Kind == TaskOwnKey && t.Own.Expired:
		return "task_own_key_over", 0
	case t.Kind == TaskUnfetched:
		return t.unfetched(now)
	default:
		return "task_" + string(t.Kind), 0
	}
}

// unfetched tells for how many days nobody has fetched, or nothing is known.
func (t Task) unfetched(now time.Time) (key string, days int) {
	since, key := t.Dispatch.Created, "task_unfetched"
	if n := len(t.Dispatch.Attempts); n > 0 && !t.Dispatch.Attempts[n-1].Ended.IsZero() {
		since = t.Dispatch.Attempts[n-1].Ended
	}
	if t.Failure != nil && t.Failure.Code != CodeNotFetched {
		key = "task_silent"
	}
	return key, max(1, int(now.Sub(since)/day))
}
