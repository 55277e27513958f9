package ui

import (
	"sync/atomic"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// gathering is how long news is gathered into one notification.
const gathering = 5 * time.Second

// tidings are what has happened while the window was not in front: numbers, never names, because a notification stands
// on locked screens, in lists of the system and, on Windows, in a script that would run what stands in it.
type tidings struct {
	away   bool
	known  bool
	moving map[dispatch.ID]bool
	tasks  int

	ended, waiting int
	due            atomic.Int64 // nanoseconds since 1970; 0: nothing to tell
}

// watchFront keeps notifications for when nobody looks at the window.
func (u *UI) watchFront() {
	front := u.config.App.Lifecycle()
	front.SetOnEnteredForeground(func() { u.tidings.away = false })
	front.SetOnExitedForeground(func() { u.tidings.away = true })
}

// gather compares what is under way and what waits with what was.
func (t *tidings) gather(l live, now time.Time) {
	moving := map[dispatch.ID]bool{}
	for _, d := range l.held {
		moving[d.ID] = true
	}
	for _, d := range l.moving {
		moving[d.ID] = true
	}
	if t.known && t.away {
		for id := range t.moving {
			if !moving[id] && !l.more { // of more than are listed, one that is missing may only be further behind
				t.ended++
			}
		}
		t.waiting += max(0, len(l.tasks)-t.tasks)
		if t.ended+t.waiting > 0 && t.due.Load() == 0 {
			t.due.Store(now.Add(gathering).UnixNano())
		}
	}
	t.known, t.moving, t.tasks = true, moving, len(l.tasks)
}

// isDue reports whether it is time to tell. It may be called from any goroutine.
func (t *tidings) isDue(now time.Time) bool {
	due := t.due.Load()
	return due != 0 && now.UnixNano() >= due
}

// tell says what was gathered, once, unless somebody has come to look or wants no notifications.
func (u *UI) tell() {
	t := &u.tidings
	if t.due.Swap(0) == 0 {
		return
	}
	ended, waiting := t.ended, t.waiting
	t.ended, t.waiting = 0, 0
	if !t.away || u.preferences.Quiet || u.config.Notify == nil {
		return
	}
	if ended > 0 {
		u.config.Notify(u.n("told_ended", ended))
	}
	if waiting > 0 {
		u.config.Notify(u.n("told_waiting", waiting))
	}
}

// showPending shows how many tasks wait, beside the clock of the desktop.
func (u *UI) showPending() {
	if u.config.Pending != nil {
		u.config.Pending(u.pending())
	}
}

func (u *UI) pending() Pending {
	p := Pending{Count: u.t("tray_nothing"), Open: u.t("tray_open"), Lock: u.t("tray_lock"), Quit: u.t("tray_quit")}
	if n := len(u.live.tasks); n > 0 {
		p.Waiting, p.Count = true, u.n("tray_waiting", n)
	}
	return p
}

// Pending is what stands beside the clock of the desktop: whether something waits for a person, and the lines of the
// menu, which are constant words and a number.
type Pending struct {
	Waiting                 bool
	Count, Open, Lock, Quit string
}

// ShowTasks shows what waits, unless the window is covered. It must be called on the goroutine that draws.
func (u *UI) ShowTasks() {
	u.Raise()
	if u.curtain() == nil {
		u.enter(roomTodo)
	}
}

// Lock locks the window, as its own key does; where nothing is chosen yet that opens it again, it comes into sight and
// asks. It must be called on the goroutine that draws.
func (u *UI) Lock() {
	if u.live.lock.Way == desk.LockUnset {
		u.Raise()
	}
	u.lockNow()
}
