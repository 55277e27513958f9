package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// taskLooks are the drawings of tasks. One that is missing is drawn as something to know.
var taskLooks = map[desk.TaskKind]look{
	desk.TaskSettle:    {"question", colorViolet},
	desk.TaskOverdue:   {"question", colorViolet},
	desk.TaskUnfetched: {"clock", colorAmber},
	desk.TaskRestored:  {"question", colorViolet},
	desk.TaskHeld:      {"warning", colorAmber},
	desk.TaskNumber:    {"warning", colorAmber},
	desk.TaskKeys:      {"forbidden", colorRed},
	desk.TaskAccount:   {"forbidden", colorRed},
	desk.TaskTell:      {"key", theme.ColorNamePrimary},
	desk.TaskFailed:    {"stop", colorRed},
	desk.TaskBounced:   {"stop", colorRed},
	desk.TaskOwnKey:    {"clock", colorAmber},
	desk.TaskCopy:      {"warning", colorAmber},
	desk.TaskNoCopy:    {"warning", colorAmber},
	desk.TaskDestroy:   {"clock", colorAmber},
	desk.TaskPassport:  {"clock", colorAmber},
	desk.TaskSetup:     {"info", colorSecondary},
	desk.TaskPartial:   stateLooks[dispatch.Partial],
}

// taskDoors open the place where a kind of task is settled; those that are missing are settled beside the list.
func taskDoors() map[desk.TaskKind]func(*UI, desk.Task) {
	return map[desk.TaskKind]func(*UI, desk.Task){
		desk.TaskKeys:     (*UI).settleKey,
		desk.TaskOwnKey:   func(u *UI, _ desk.Task) { u.openKeys() },
		desk.TaskAccount:  func(u *UI, t desk.Task) { u.openAccount(t.Account.ID) },
		desk.TaskPassport: func(u *UI, t desk.Task) { u.openAccount(t.Account.ID) },
		desk.TaskCopy:     func(u *UI, _ desk.Task) { u.openSettings(sectionRetention) },
		desk.TaskNoCopy:   func(u *UI, _ desk.Task) { u.openSettings(sectionRetention) },
		desk.TaskDestroy:  func(u *UI, _ desk.Task) { u.openSettings(sectionRetention) },
		desk.TaskSetup:    func(u *UI, _ desk.Task) { u.goOn() },
		desk.TaskNumber:   func(u *UI, t desk.Task) { u.openStored(t.Dispatch.Recipient.ID) },
	}
}

// taskRow is one task. A click shows what it is about; Enter or its button settles it.
type taskRow struct {
	press
	task desk.Task
	list *todoScreen
}

func newTaskRow(t *todoScreen, task desk.Task) *taskRow {
	u := t.u
	l, known := taskLooks[task.Kind]
	if !known {
		l = look{"info", colorSecondary}
	}
	sentence := u.taskWords(task)
	hint, since := u.taskHint(task), u.moment(task.Since)
	words := newColumn(2, body(sentence), caption(hint))
	if task.Failure != nil && hint != since { // the hint is why, not when
		words.Add(captionLine(since))
	}
	settle := newButton(u.taskButton(task), func() { t.settle(task) })
	content := newRow(gap+gapHalf, []track{own, share(1)}, picture(l.icon, l.color, 22), newMiddleBeside(leastTitle, words, settle))
	r := &taskRow{task: task, list: t}
	r.label, r.content = sentence, padded(gap, gap, content)
	r.onTap = func() { t.show(task) }
	r.onKey = r.handle
	r.ExtendBaseWidget(r)
	return r
}

// TypedKey is called by Fyne.
func (r *taskRow) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter {
		r.list.settle(r.task)
		return
	}
	r.press.TypedKey(e)
}

func (r *taskRow) handle(key fyne.KeyName) {
	switch key {
	case fyne.KeyUp:
		r.list.step(r, -1)
	case fyne.KeyDown:
		r.list.step(r, 1)
	case fyne.KeyDelete, fyne.KeyBackspace:
		r.list.putAside(r.task)
	}
}

// taskWords is the sentence of a task.
func (u *UI) taskWords(t desk.Task) string {
	key, days := t.Sentence(u.now())
	name, args := t.Name(), []any{}
	if name == "" {
		name = u.texts.Text("task_somebody")
	}
	if t.Dispatch != nil {
		args = append(args, "channel", capital(u.texts.Way(*t.Dispatch)), "phone", u.texts.PhoneNumber(t.Dispatch.Recipient.Phone))
	}
	if d := t.Date(); !d.IsZero() {
		args = append(args, "date", u.texts.Date(d, u.location()))
	}
	args = append(args, "name", name)
	if days > 0 {
		return u.texts.Plural(key, days, args...)
	}
	return u.texts.Text(key, args...)
}

// taskButton names what settles a task.
func (u *UI) taskButton(t desk.Task) string {
	if key, _ := t.Sentence(u.now()); u.texts.Has("task_do" + key[len("task"):]) {
		return u.texts.Text("task_do" + key[len("task"):])
	}
	return u.texts.Text("task_do_" + string(t.Kind))
}

// taskHint is what stands under the sentence of a task: whose it is, why, how much waits, or since when.
func (u *UI) taskHint(t desk.Task) string {
	about := ""
	switch hint := "task_" + string(t.Kind) + "_hint"; {
	case t.Key != nil:
		about = addressesOf(t.Key.Key)
	case t.Failure != nil && t.Kind != desk.TaskUnfetched && t.Kind != desk.TaskSettle && t.Kind != desk.TaskOverdue:
		about = u.failure(t.Failure)
	case u.texts.Has(hint):
		about = u.texts.Text(hint)
	case !t.Since.IsZero():
		about = u.moment(t.Since)
	}
	if t.Waiting == 0 || t.Kind == desk.TaskSetup {
		return about
	}
	return u.t("task_hint", "about", about, "waiting", u.texts.Plural("task_waiting", t.Waiting))
}

// settleKey opens the place where a task about a key is settled.
func (u *UI) settleKey(t desk.Task) {
	switch {
	case t.Key.Recipient.ID == "":
		u.openKeys()
	case t.Key.Key.Problem == dispatch.KeyChanged:
		u.callAbout(t.Key.Recipient, t.Key.Key)
	default:
		u.openCard(t.Key.Recipient)
	}
}
