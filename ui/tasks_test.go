package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/wording"
)

// tasksScreens are kept as markup: what waits, who can be reached, and the settings.
var tasksScreens = []struct {
	name  string
	reach func(*rig)
}{
	{"settings_display", func(r *rig) { r.section(sectionDisplay) }},
	{"settings_language", func(r *rig) {
		r.book()
		r.tap(r.UI.t("add"))
		r.section(sectionDisplay)
		r.pick(map[wording.Language]string{wording.French: "English", wording.English: "Français"}[r.texts.Language()])
	}},
	{"settings_sending", func(r *rig) { r.section(sectionSending) }},
	{"todo_empty", func(r *rig) {
		r.ctrl(fyne.Key2)
		r.live.tasks = nil
		r.rooms[roomTodo].(*todoScreen).render()
		r.settle()
	}},
	{"settings_about", func(r *rig) { r.section(sectionAbout) }},
}

func TestTasksAreWalkedThroughAndSettledWithTheKeyboard(t *testing.T) {
	r := newRig(t, nil)
	r.ctrl(fyne.Key2)
	todo := r.rooms[roomTodo].(*todoScreen)
	focused := func() *taskRow {
		row, _ := r.window.Canvas().Focused().(*taskRow)
		return row
	}
	if len(todo.rows) < 3 || focused() != todo.rows[0] {
		t.Fatalf("%d rows; the keyboard is not on the first", len(todo.rows))
	}
	r.key(fyne.KeyDown)
	r.key(fyne.KeyDown)
	if row := focused(); row != todo.rows[2] || !row.chosen {
		t.Errorf("two rows down, the keyboard is elsewhere")
	}
	third := todo.rows[2].task.ID()
	r.refresh()
	r.settle()
	if row := focused(); row == nil || row.task.ID() != third {
		t.Error("the keyboard does not stay on its task")
	}
}

func TestAFailureIsPutAwayWithAWayBack(t *testing.T) {
	r := newRig(t, nil)
	r.ctrl(fyne.Key2)
	todo, before := r.rooms[roomTodo].(*todoScreen), len(r.live.tasks)
	for _, row := range todo.rows {
		if row.task.Kind == desk.TaskFailed {
			r.focus(row)
		}
	}
	r.key(fyne.KeyDelete)
	r.says("classé sans suite.")
	if len(r.live.tasks) != before-1 || r.window.Canvas().Focused() == nil {
		t.Errorf("%d tasks after %d, or the keyboard is nowhere", len(r.live.tasks), before)
	}
	r.tap("Remettre dans la liste")
	if len(r.live.tasks) != before {
		t.Errorf("%d tasks, want %d again", len(r.live.tasks), before)
	}
}

func TestNothingToDoTellsWhatArrivedToday(t *testing.T) {
	r := newRig(t, nil)
	r.ctrl(fyne.Key2)
	r.live.tasks = nil
	r.rooms[roomTodo].(*todoScreen).render()
	r.settle()
	r.says("Rien à faire.")
	r.says("1 envoi remis aujourd’hui.")
}

func TestEveryTaskHasItsWords(t *testing.T) {
	for _, language := range wording.Languages() {
		words := wording.For(language)
		for _, kind := range desk.TaskKinds() {
			if kind == desk.TaskUnfetched {
				continue // it tells days
			}
			if !words.Has("task_" + string(kind)) {
				t.Errorf("%s: no sentence for %s", language, kind)
			}
		}
		for _, kind := range desk.TaskKinds() {
			if !words.Has("task_do_" + string(kind)) {
				t.Errorf("%s: nothing settles %s", language, kind)
			}
		}
	}
}
