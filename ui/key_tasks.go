package ui

import (
	"context"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// readKeyTasks finds the keys that wait for a decision.
func (u *UI) readKeyTasks(ctx context.Context) ([]task, error) {
	waiting, err := u.desk.KeyTasks(ctx)
	tasks := make([]task, len(waiting))
	for i, k := range waiting {
		tasks[i] = task{kind: taskKey, key: &k}
	}
	return tasks, err
}

// readOwnKey finds that the clinic's own key ends soon, or has ended.
func (u *UI) readOwnKey(ctx context.Context) ([]task, error) {
	own, err := u.desk.OwnKeyStanding(ctx)
	if err != nil || !own.Renew {
		return nil, err
	}
	return []task{{kind: taskOwnKey, own: &own}}, nil
}

func (u *UI) ownKeySentence(own desk.OwnKeyStanding) string {
	key := "task_own_key"
	if own.Expired {
		key = "task_own_key_over"
	}
	return u.t(key, "date", u.texts.Date(own.Key.Expires, u.location()))
}

func (u *UI) keySentence(t desk.KeyTask) string {
	if t.Key.Problem == dispatch.KeyChanged {
		return u.t("task_key_changed", "name", u.keyHolder(t))
	}
	return u.t("task_key_stopped", "name", u.keyHolder(t))
}

// keyTaskHint is the address of a key, and how much waits for it.
func (u *UI) keyTaskHint(t desk.KeyTask) string {
	address := addressesOf(t.Key)
	if t.Waiting == 0 {
		return address
	}
	return u.n("task_key_waiting", t.Waiting, "address", address)
}

func (u *UI) keyHolder(t desk.KeyTask) string {
	switch {
	case t.Recipient.Name != "":
		return t.Recipient.Name
	case len(t.Key.Addresses) > 0:
		return t.Key.Addresses[0]
	default:
		return u.t("somebody")
	}
}

// settleKey opens the place where a task about a key is settled.
func (u *UI) settleKey(t task) {
	switch {
	case t.kind == taskOwnKey || t.key.Recipient.ID == "":
		u.openKeys()
	case t.key.Key.Problem == dispatch.KeyChanged:
		u.callAbout(t.key.Recipient, t.key.Key)
	default:
		u.openCard(t.key.Recipient)
	}
}

// openKeys shows the page of all keys.
func (u *UI) openKeys() {
	u.enter(roomBook)
	u.rooms[roomBook].(*bookScreen).keyring.open()
}

// callAbout shows a recipient with the number to call about a key.
func (u *UI) callAbout(r dispatch.Recipient, key dispatch.Key) {
	u.openCard(r)
	u.rooms[roomBook].(*bookScreen).keyring.begin(key)
}
