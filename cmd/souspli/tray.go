package main

import (
	"bytes"
	"image/png"
	"os"
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/systray"
	"github.com/fyne-io/image/ico"

	"github.com/souspli/souspli/ui"
)

// tray is the icon beside the clock of the desktop, and its menu: how many tasks wait, and three things to do. It
// comes when a home is open. Fyne starts its own before the first frame, or never: a menu that is given to it later
// is not shown. Everything but do belongs to the goroutine that draws.
type tray struct {
	do                      trayActions
	words                   ui.Pending
	marked, dotted          bool              // the icon is there; it has a dot
	count, open, lock, quit *systray.MenuItem // nil until the menu is filled
	end                     func()
}

// trayActions are what the menu does, on the goroutine that draws, to whatever the window shows then.
type trayActions struct{ tasks, open, lock, quit func() }

// newTray gives nothing on a desktop without a place for it: on Linux, where no session bus answers.
func newTray(do trayActions) *tray {
	if runtime.GOOS == "linux" && os.Getenv("DBUS_SESSION_BUS_ADDRESS") == "" {
		return nil
	}
	return &tray{do: do}
}

// show puts the icon there the first time, and changes the menu when its words change.
func (t *tray) show(words ui.Pending) {
	if t == nil || words == t.words {
		return
	}
	t.words = words
	switch {
	case t.end == nil:
		t.begin()
	case t.count != nil:
		t.write()
	}
}

// begin puts the icon there. On Linux that waits for the session bus, and what the icon is must be told before: what
// the desktop reads from then on is changed under its eyes. Elsewhere it must be done here.
func (t *tray) begin() {
	systray.SetOnTapped(func() { draw(t.do.open) })
	var start func()
	start, t.end = systray.RunWithExternalLoop(func() { draw(t.fill) }, nil)
	if runtime.GOOS == "linux" {
		systray.SetTitle("Souspli") // also what the desktop remembers it by
		t.mark()
		go start()
	} else {
		start()
	}
}

func (t *tray) fill() {
	t.count = trayItem(t.words.Count, t.do.tasks)
	systray.AddSeparator()
	t.open, t.lock = trayItem(t.words.Open, t.do.open), trayItem(t.words.Lock, t.do.lock)
	systray.AddSeparator()
	t.quit = trayItem(t.words.Quit, t.do.quit)
	t.mark()
}

func trayItem(words string, do func()) *systray.MenuItem {
	item := systray.AddMenuItem(words, "")
	go func() {
		for range item.ClickedCh {
			draw(do)
		}
	}()
	return item
}

func (t *tray) write() {
	t.count.SetTitle(t.words.Count)
	t.open.SetTitle(t.words.Open)
	t.lock.SetTitle(t.words.Lock)
	t.quit.SetTitle(t.words.Quit)
	t.mark()
}

// mark gives the icon a dot while something waits, and the words that are shown when a pointer rests on it; not on
// Linux, where the desktop may read them while they change.
func (t *tray) mark() {
	if runtime.GOOS != "linux" {
		systray.SetTooltip(t.words.Count)
	}
	if t.marked && t.dotted == t.words.Waiting {
		return
	}
	t.marked, t.dotted = true, t.words.Waiting
	if icon, err := trayIcon(t.dotted); err != nil {
		fyne.LogError("the icon beside the clock can't be drawn", err)
	} else {
		systray.SetIcon(icon)
	}
}

// trayIcon is a picture in the form that the desktop takes: on Windows that is not PNG.
func trayIcon(waiting bool) ([]byte, error) {
	icon := ui.TrayIcon(waiting)
	if runtime.GOOS != "windows" {
		return icon, nil
	}
	picture, err := png.Decode(bytes.NewReader(icon))
	if err != nil {
		return nil, err
	}
	var converted bytes.Buffer
	err = ico.Encode(&converted, picture)
	return converted.Bytes(), err
}

// close takes the icon away where it would outlive the program.
func (t *tray) close() {
	if t != nil && t.end != nil && runtime.GOOS == "windows" {
		t.end()
	}
}

// notify shows a sentence outside the window. It may hold constant words and numbers alone: Windows runs it through a
// script.
func notify(a fyne.App, sentence string) {
	a.SendNotification(fyne.NewNotification("Souspli", sentence))
}
