package main

import (
	"runtime/debug"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/ui"
)

// addShell tells the window what stands around it: looks, notifications, the place beside the clock, and what it was
// built from. From here on a crash leaves a report in the home.
func (p *program) addShell(o *opened, c *ui.Config) {
	c.Preferences = savedPreferences(p.desktop, p.scale)
	c.SetPreferences = func(chosen ui.Preferences) { savePreferences(p.desktop, p.scale, chosen) }
	c.Notify = func(sentence string) { notify(p.desktop, sentence) }
	c.Pending = p.tray.show
	c.Build, _ = debug.ReadBuildInfo()
	home := o.home.Folder()
	c.Crash, c.ForgetCrash = lastCrash(home), func() error { return forgetCrash(home) }
	if err := watchCrashes(p.ctx, home); err != nil {
		fyne.LogError("a crash will leave no report", err)
	}
}

// What the menu beside the clock does, to whatever the window shows then: it outlives the home that it was made for.

func (p *program) showTasks() { p.shown.ShowTasks() }

func (p *program) raise() { p.shown.Raise() }

func (p *program) lock() { p.shown.Lock() }

// askToLeave closes the window as its own button does, in sight: there may be a question.
func (p *program) askToLeave() {
	p.shown.Raise()
	p.shown.Leave()
}
