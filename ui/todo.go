package ui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

const (
	detailWidth = 368
	mostRows    = 60 // of tasks: nobody settles more before the list is drawn again
)

// todoScreen lists what waits for a person, each with the one thing to do about it.
type todoScreen struct {
	u      *UI
	root   *fyne.Container
	list   *fyne.Container
	rows   []*taskRow
	detail *detail
	chosen string // the task whose dispatch is in sight
	away   *putAway

	returns *returns
	slot    slot
	done    slot
}

func newTodoScreen(u *UI) *todoScreen {
	t := &todoScreen{u: u, list: container.NewStack(), detail: newDetail(u, u.t("todo_choose"))}
	t.returns, t.away = newReturns(u, t.detail.open), newPutAway(u)
	t.root = newPanes(gapTriple, []track{share(1), fixed(1), fixed(detailWidth)},
		filled(t.head(), t.away.content, t.list), upright(), t.detail.content)
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
	t.away.clear()
	t.render()
	if len(t.rows) > 0 {
		t.u.focus(t.rows[0])
	}
	t.u.refresh()
}

func (t *todoScreen) changed() {
	t.returns.update()
	t.root.Refresh()
	t.render()
	t.detail.again()
}

func (t *todoScreen) back() {
	t.chosen = ""
	t.detail.close()
	t.mark()
}

// render draws the rows anew. The keyboard stays on its task, or goes to the one that has taken its place.
func (t *todoScreen) render() {
	at := slices.IndexFunc(t.rows, func(r *taskRow) bool { return fyne.Focusable(r) == t.u.window.Canvas().Focused() })
	held := ""
	if at >= 0 {
		held = t.rows[at].task.ID()
	}
	t.rows = nil
	t.invite()
	if len(t.u.live.tasks) == 0 {
		t.showEmpty()
		return
	}
	t.list.Objects = []fyne.CanvasObject{scrolled(t.column())}
	t.list.Refresh()
	t.mark()
	if at < 0 {
		return
	}
	i := slices.IndexFunc(t.rows, func(r *taskRow) bool { return r.task.ID() == held })
	if i < 0 {
		i = min(at, len(t.rows)-1)
	}
	t.u.focus(t.rows[i])
}

func (t *todoScreen) column() fyne.CanvasObject {
	tasks := t.u.live.tasks
	rows := newColumn(0)
	for i, task := range tasks[:min(len(tasks), mostRows)] {
		if i > 0 {
			rows.Add(rule())
		}
		row := newTaskRow(t, task)
		t.rows = append(t.rows, row)
		rows.Add(row)
	}
	if more := len(tasks) - mostRows; more > 0 {
		rows.Add(padded(gap, gap, caption(t.u.n("todo_more", more))))
	}
	return rows
}

// invite says beside the list what to do with it, as long as there is something in it.
func (t *todoScreen) invite() {
	t.detail.empty = ""
	if len(t.u.live.tasks) > 0 {
		t.detail.empty = t.u.t("todo_choose")
	}
	if t.detail.id == "" {
		t.detail.close()
	}
}

// showEmpty says that nothing waits, and how much arrived today.
func (t *todoScreen) showEmpty() {
	u := t.u
	today := caption("")
	t.list.Objects = []fyne.CanvasObject{container.New(column{gap},
		sign("done", colorGreen, strong(u.t("todo_empty"))), today, caption(u.t("todo_empty_hint")))}
	setVisible(today, false)
	t.list.Refresh()
	since := startOfDay(u.now(), u.location())
	run(u, &t.done, func(ctx context.Context) (int, error) { return u.desk.DeliveredSince(ctx, since) },
		func(n int, err error) {
			if err == nil && n > 0 {
				today.set(u.n("todo_done", n))
				setVisible(today, true)
				t.list.Refresh()
			}
		})
}

// mark shows which task the detail is about.
func (t *todoScreen) mark() {
	for _, row := range t.rows {
		row.setChosen(row.task.ID() == t.chosen)
	}
}

// show opens the dispatch of a task beside the list.
func (t *todoScreen) show(task desk.Task) {
	t.chosen = task.ID()
	if task.Dispatch == nil {
		t.detail.close()
	} else {
		t.detail.open(task.Dispatch.ID)
	}
	t.mark()
}

// step moves the keyboard to the row above or below.
func (t *todoScreen) step(from *taskRow, by int) {
	if i := slices.Index(t.rows, from) + by; i >= 0 && i < len(t.rows) {
		t.u.focus(t.rows[i])
		t.show(t.rows[i].task)
	}
}

// settle opens the place where a task is settled.
func (t *todoScreen) settle(task desk.Task) {
	if door, known := taskDoors()[task.Kind]; known {
		door(t.u, task)
		return
	}
	switch task.Kind {
	case desk.TaskBounced, desk.TaskFailed:
		t.sendOtherwise(*task.Dispatch)
	default:
		t.show(task)
	}
}

// sendOtherwise begins a draft with the same documents for the recipient as the address book has it now.
func (t *todoScreen) sendOtherwise(d dispatch.Dispatch) {
	run(t.u, &t.slot, func(ctx context.Context) (desk.Draft, error) {
		return t.u.another(ctx, d)
	}, func(draft desk.Draft, err error) {
		if err != nil {
			t.detail.open(d.ID) // it tells what cannot be read
			return
		}
		t.u.sendAgain(draft, d, bounced(d))
	})
}

// putAside puts a failure away, with the way back beside the list.
func (t *todoScreen) putAside(task desk.Task) {
	if task.MayPutAway() {
		t.away.away(*task.Dispatch)
	}
}

// putAway says that nothing is to be done about a failure, and keeps the way back in sight.
type putAway struct {
	u       *UI
	content *fyne.Container
	words   *text
	undo    *button
	last    dispatch.ID
	slot    slot
}

func newPutAway(u *UI) *putAway {
	p := &putAway{u: u, words: body("")}
	p.undo = newButton(u.t("put_away_undo"), p.back)
	p.content = card(newRow(gap, []track{share(1)}, p.words, p.undo))
	p.content.Hide()
	return p
}

func (p *putAway) clear() { setVisible(p.content, false) }

func (p *putAway) away(d dispatch.Dispatch) {
	p.act(func(ctx context.Context) error { return p.u.desk.PutAway(ctx, d.ID, "") }, func() {
		p.last = d.ID
		p.words.set(p.u.t("put_away_done", "name", d.Recipient.Name))
		setVisible(p.content, true)
	})
}

func (p *putAway) back() {
	id := p.last
	p.act(func(ctx context.Context) error { return p.u.desk.TakeUp(ctx, id) }, p.clear)
}

func (p *putAway) act(work func(context.Context) error, then func()) {
	act(p.u, &p.slot, noValue(work), func(_ nothing, err error) {
		if err != nil {
			p.u.frame.say(p.u.texts.Error(err))
			return
		}
		then()
		p.u.refresh()
	})
}
