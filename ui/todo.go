package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
)

const detailWidth = 368

// todoScreen lists what waits for a person, each with the one thing to do about it.
type todoScreen struct {
	u      *UI
	root   *fyne.Container
	list   *fyne.Container
	detail *detail
}

func newTodoScreen(u *UI) *todoScreen {
	t := &todoScreen{u: u, list: container.NewStack(), detail: newDetail(u, u.t("todo_choose"))}
	t.root = newPanes(gapTriple, []track{share(1), fixed(1), fixed(detailWidth)},
		filled(paneTitle(u.t("room_todo")), nil, t.list), upright(), t.detail.content)
	return t
}

func (t *todoScreen) content() fyne.CanvasObject { return t.root }

func (t *todoScreen) enter() {
	t.render()
	t.u.refresh()
}

func (t *todoScreen) changed() {
	t.render()
	t.detail.again()
}

func (t *todoScreen) back() { t.detail.close() }

func (t *todoScreen) render() {
	tasks := t.u.live.tasks
	if len(tasks) == 0 {
		t.list.Objects = []fyne.CanvasObject{container.New(column{gap},
			sign("done", colorGreen, strong(t.u.t("todo_empty"))), caption(t.u.t("todo_empty_hint")))}
		t.list.Refresh()
		return
	}
	rows := newColumn(0)
	for i, task := range tasks {
		if i > 0 {
			rows.Add(rule())
		}
		rows.Add(t.row(task))
	}
	t.list.Objects = []fyne.CanvasObject{scrolled(rows)}
	t.list.Refresh()
}

// taskLooks are the drawing of a task and the key of its button.
var taskLooks = map[taskKind]struct {
	look
	button string
}{
	taskSettle:  {look{"question", colorViolet}, "settle"},
	taskOverdue: {look{"question", colorViolet}, "settle"},
	taskHeld:    {look{"warning", colorAmber}, "verify"},
	taskTell:    {look{"key", theme.ColorNamePrimary}, "call_sheet"},
	taskFailed:  {look{"stop", colorRed}, "see"},
}

func (t *todoScreen) row(task task) fyne.CanvasObject {
	d, l := task.dispatch, taskLooks[task.kind]
	open := widget.NewButton(t.u.t(l.button), func() { t.detail.open(d.ID) })
	if d.State == dispatch.Partial {
		l.look = stateLooks[dispatch.Partial]
	}
	words := newColumn(2, body(t.sentence(task)), captionLine(t.u.moment(d.Updated)))
	return padded(gap, 0, newRow(gap+gapHalf, []track{own, share(1)}, picture(l.icon, l.color, 22), words, open))
}

func (t *todoScreen) sentence(task task) string {
	u, d := t.u, task.dispatch
	channel := capital(u.texts.Channel(d.Channel))
	switch task.kind {
	case taskSettle:
		return u.t("task_settle", "channel", channel, "name", d.Recipient.Name)
	case taskOverdue:
		return u.t("task_overdue", "channel", channel, "name", d.Recipient.Name)
	case taskHeld:
		return u.t("task_held", "channel", channel, "name", d.Recipient.Name)
	case taskTell:
		return u.t("task_tell", "name", d.Recipient.Name)
	default:
		if d.State == dispatch.Partial {
			return u.t("task_partial", "channel", channel, "name", d.Recipient.Name)
		}
		return u.t("task_failed", "channel", channel, "name", d.Recipient.Name)
	}
}
