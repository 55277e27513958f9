package ui

import (
	"context"

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

	returns *returns
	slot    slot
}

func newTodoScreen(u *UI) *todoScreen {
	t := &todoScreen{u: u, list: container.NewStack(), detail: newDetail(u, u.t("todo_choose"))}
	t.returns = newReturns(u, t.detail.open)
	t.root = newPanes(gapTriple, []track{share(1), fixed(1), fixed(detailWidth)},
		filled(t.head(), nil, t.list), upright(), t.detail.content)
	return t
}

// head is the title, and what delivery notices say.
func (t *todoScreen) head() fyne.CanvasObject {
	title := newTopRow(gap, []track{share(1)}, paneTitle(t.u.t("room_todo")), t.returns.read)
	return newColumn(gap, title, t.returns.notice.content)
}

func (t *todoScreen) content() fyne.CanvasObject { return t.root }

func (t *todoScreen) enter() {
	t.returns.notice.clear()
	t.render()
	t.u.refresh()
}

func (t *todoScreen) changed() {
	t.returns.update()
	t.root.Refresh()
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
	taskSettle:    {look{"question", colorViolet}, "settle"},
	taskOverdue:   {look{"question", colorViolet}, "settle"},
	taskUnfetched: {look{"clock", colorAmber}, "remind"},
	taskHeld:      {look{"warning", colorAmber}, "verify"},
	taskKey:       {look{"forbidden", colorRed}, "settle_key"},
	taskTell:      {look{"key", theme.ColorNamePrimary}, "call_sheet"},
	taskFailed:    {look{"stop", colorRed}, "see"},
	taskBounced:   {look{"stop", colorRed}, "send_otherwise"},
	taskOwnKey:    {look{"clock", colorAmber}, "extend_key"},
}

func (t *todoScreen) row(task task) fyne.CanvasObject {
	d, l := task.dispatch, taskLooks[task.kind]
	if d.State == dispatch.Partial {
		l.look = stateLooks[dispatch.Partial]
	}
	if task.kind == taskKey && task.key.Key.Problem != dispatch.KeyChanged {
		l.button = "open_card"
	}
	words := newColumn(2, body(t.sentence(task)), caption(t.below(task)))
	settle := widget.NewButton(t.u.t(l.button), func() { t.settle(task) })
	return padded(gap, 0, newRow(gap+gapHalf, []track{own, share(1)}, picture(l.icon, l.color, 22), words, settle))
}

// settle opens the place where a task is settled.
func (t *todoScreen) settle(task task) {
	switch task.kind {
	case taskKey, taskOwnKey:
		t.u.settleKey(task)
	case taskBounced:
		t.sendOtherwise(task.dispatch)
	default:
		t.detail.open(task.dispatch.ID)
	}
}

// sendOtherwise begins a draft for the recipient as the address book has it now.
func (t *todoScreen) sendOtherwise(d dispatch.Dispatch) {
	run(t.u, &t.slot, func(ctx context.Context) (dispatch.Recipient, error) {
		return t.u.stored(ctx, d.Recipient.ID)
	}, func(r dispatch.Recipient, err error) {
		if err != nil {
			t.detail.open(d.ID) // it tells what cannot be read
			return
		}
		t.u.startFor(r, d)
	})
}

// below is what stands under the sentence of a task: whose it is, why, or since when.
func (t *todoScreen) below(task task) string {
	switch task.kind {
	case taskKey:
		return t.u.keyTaskHint(*task.key)
	case taskOwnKey:
		return t.u.t("task_own_key_hint")
	case taskBounced:
		return t.u.failure(task.dispatch.Attempts[len(task.dispatch.Attempts)-1].Error)
	default:
		return t.u.moment(task.dispatch.Updated)
	}
}

func (t *todoScreen) sentence(task task) string {
	u, d := t.u, task.dispatch
	channel := capital(u.texts.Way(d))
	switch task.kind {
	case taskSettle:
		return u.t("task_settle", "channel", channel, "name", d.Recipient.Name)
	case taskOverdue:
		return u.t("task_overdue", "channel", channel, "name", d.Recipient.Name)
	case taskUnfetched:
		return u.unfetchedWords(d)
	case taskHeld:
		return u.t("task_held", "channel", channel, "name", d.Recipient.Name)
	case taskKey:
		return u.keySentence(*task.key)
	case taskOwnKey:
		return u.ownKeySentence(*task.own)
	case taskTell:
		return u.t("task_tell", "name", d.Recipient.Name)
	case taskBounced:
		return u.t("task_bounced", "name", d.Recipient.Name)
	default:
		if d.State == dispatch.Partial {
			return u.t("task_partial", "channel", channel, "name", d.Recipient.Name)
		}
		return u.t("task_failed", "channel", channel, "name", d.Recipient.Name)
	}
}
