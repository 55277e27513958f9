package main

import (
	"os"
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/souspli/souspli/ui"
)

// tray is the menu beside the clock of the desktop, where there is one: how many tasks wait, and three things to do.
type tray struct {
	app   desktop.App
	words ui.PendingWords
}

// newTray gives nothing on a desktop without a place for it: on Linux, where no session bus answers.
func newTray(a fyne.App) *tray {
	place, ok := a.(desktop.App)
	if !ok || runtime.GOOS == "linux" && os.Getenv("DBUS_SESSION_BUS_ADDRESS") == "" {
		return nil
	}
	return &tray{app: place}
}

// show changes the menu when its words change. It must be called on the goroutine that draws.
func (t *tray) show(words ui.PendingWords, open, lock, quit func()) {
	if t == nil || words == t.words {
		return
	}
	t.words = words
	count, last := fyne.NewMenuItem(words.Count, open), fyne.NewMenuItem(words.Quit, quit)
	last.IsQuit = true
	t.app.SetSystemTrayMenu(fyne.NewMenu("Souspli", count, fyne.NewMenuItemSeparator(),
		fyne.NewMenuItem(words.Open, open), fyne.NewMenuItem(words.Lock, lock), fyne.NewMenuItemSeparator(), last))
}

// notify shows a sentence outside the window. It may hold constant words and numbers alone: Windows runs it through a
// script.
func notify(a fyne.App, sentence string) {
	a.SendNotification(fyne.NewNotification("Souspli", sentence))
}
