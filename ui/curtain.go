package ui

import (
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// curtain stands in the place of the whole frame: the question before closing, the lock, a home that stays shut, the
// first start. What it
// covers is not drawn, and keeps what was typed.
type curtain interface {
	content() fyne.CanvasObject
	// enter puts the keyboard where work begins.
	enter()
	// key takes a key of the window.
	key(name fyne.KeyName, plain bool)
	// counted is called once a second while the window counts.
	counted()
}

// curtain is what stands uppermost; nil: the frame does.
func (u *UI) curtain() curtain {
	switch {
	case u.leaving != nil:
		return u.leaving
	case u.lock != nil:
		return u.lock
	case u.shut != nil:
		return u.shut
	case u.start != nil:
		return u.start
	default:
		return nil
	}
}

// draw shows the frame, or what covers it.
func (u *UI) draw() {
	u.focusNow(nil)
	c := u.curtain()
	if c == nil {
		u.window.SetContent(container.NewStack(u.attention, u.frame.content))
		return
	}
	u.window.SetContent(container.NewStack(u.attention, c.content()))
	c.enter()
}

// discreet reports whether nothing that a job brings may take the keyboard or be drawn.
func (u *UI) discreet() bool { return u.lock != nil || u.leaving != nil }

// waits keeps documents until the frame is to be seen again.
func (u *UI) waits(paths []string) {
	u.waiting = append(u.waiting, paths...)
	if u.lock != nil {
		u.lock.counted()
	}
}

// takeWaiting brings in what waited.
func (u *UI) takeWaiting() {
	if u.curtain() != nil || u.desk == nil {
		return
	}
	waiting := u.waiting
	u.waiting = nil
	u.add(waiting)
}

// attention lies below everything and hears of every movement of the mouse in the window: the driver asks all that
// lies below the pointer for its cursor, from below to above.
type attention struct {
	widget.BaseWidget
	moved func()
}

var _ desktop.Cursorable = (*attention)(nil)

func newAttention(moved func()) *attention {
	a := &attention{moved: moved}
	a.ExtendBaseWidget(a)
	return a
}

// Cursor is called by Fyne.
func (a *attention) Cursor() desktop.Cursor {
	a.moved()
	return desktop.DefaultCursor
}

// CreateRenderer is called by Fyne.
func (a *attention) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewWithoutLayout())
}

// idle measures how long nobody has had a hand on the window. It may be asked from any goroutine.
type idle struct {
	last  atomic.Int64 // nanoseconds since 1970
	after atomic.Int64 // nanoseconds until the window locks; 0: never
}

func (i *idle) touch(now time.Time) { i.last.Store(now.UnixNano()) }

func (i *idle) due(now time.Time) bool {
	after := i.after.Load()
	return after > 0 && now.UnixNano()-i.last.Load() >= after
}

// touched is called for everything that a hand does to the window.
func (u *UI) touched() { u.idle.touch(u.now()) }

// idled locks the window, unless a hand was elsewhere: the keyboard went to another place meanwhile, or the system
// saw one.
func (u *UI) idled() {
	if u.lock != nil || !u.idle.due(u.now()) {
		return
	}
	if focused := u.window.Canvas().Focused(); focused != u.focusedLast {
		u.focusedLast = focused
		u.touched()
		return
	}
	if u.config.Idle != nil {
		if since, ok := u.config.Idle(); ok && since < time.Duration(u.idle.after.Load()) {
			u.idle.touch(u.now().Add(-since))
			return
		}
	}
	u.lockBecause(true)
}
