package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
)

// leavingWidth is that of the question on the empty window.
const leavingWidth = 560

// underWay is what closing the program would interrupt or put off.
type underWay struct {
	sending, waiting int
	first            dispatch.Dispatch // of those being sent
	unknown          bool              // it could not be read
}

func (w underWay) safe() bool { return !w.unknown && w.sending == 0 && w.waiting == 0 }

// leaving covers the window while a person decides whether to close it although something is under way.
type leaving struct {
	u     *UI
	root  *fyne.Container
	now   underWay
	waits bool // close as soon as everything is safe
	slot  slot

	stay, close, after *button // kept, so that the keyboard stays on them while the rest is drawn anew
}

func newLeaving(u *UI, now underWay) *leaving {
	l := &leaving{u: u, now: now, root: container.NewStack()}
	l.stay = newButton(u.t("leaving_stay"), l.end)
	l.close = newButton(u.t("leaving_now"), u.quit)
	l.after = newButton(u.t("leaving_after"), l.afterwards)
	l.after.Importance = widget.HighImportance
	l.render()
	return l
}

func (l *leaving) content() fyne.CanvasObject { return l.root }

func (l *leaving) enter() { l.u.focusNow(l.stay) }

func (l *leaving) key(name fyne.KeyName, plain bool) {
	if plain && name == fyne.KeyEscape {
		l.end()
	}
}

// end goes back to work.
func (l *leaving) end() {
	l.u.leaving = nil
	l.u.counting.Store(false)
	l.u.draw()
	if l.u.lock != nil {
		l.u.lock.counted()
	}
	l.u.takeWaiting()
}

// counted looks again, and closes once it may.
func (l *leaving) counted() {
	run(l.u, &l.slot, l.u.readUnderWay, func(now underWay, err error) {
		now.unknown = err != nil
		l.now = now
		if l.waits && now.safe() {
			l.u.quit()
			return
		}
		l.render()
	})
}

func (l *leaving) render() {
	u := l.u
	title, says := u.t("leaving_title"), newColumn(gap)
	if l.now.safe() { // while the question stood
		title = u.t("leaving_over")
		says.Add(body(u.t("leaving_over_explained")))
	}
	if l.now.unknown {
		says.Add(body(u.t("leaving_unknown")))
	}
	if l.now.sending > 0 {
		says.Add(body(u.n("leaving_sending", l.now.sending)))
		if far := u.howFar(l.now.first.ID); far != "" {
			says.Add(caption(u.t("leaving_far", "channel", u.texts.Way(l.now.first), "progress", far)))
		}
	}
	if l.now.waiting > 0 {
		says.Add(body(u.n("leaving_waiting", l.now.waiting)))
	}
	if l.waits {
		says.Add(caption(u.t("leaving_waits")))
	}
	form := newColumn(gapTriple,
		newTopRow(gap+gapHalf, []track{own, share(1)}, picture("sending", theme.ColorNamePrimary, 24), heading(title).fit(wrapped)),
		says, newRow(gap, []track{share(1)}, append([]fyne.CanvasObject{spacer(0)}, l.buttons()...)...))
	l.root.Objects = []fyne.CanvasObject{padded(gapTriple, gapTriple, container.New(inMiddle{leavingWidth}, form))}
	l.root.Refresh()
}

// buttons end with the one that is meant most often. The keyboard never stays on one that goes.
func (l *leaving) buttons() []fyne.CanvasObject {
	if !l.waits && !l.now.safe() {
		return []fyne.CanvasObject{l.stay, l.close, l.after}
	}
	if l.u.window.Canvas().Focused() == l.after {
		l.enter()
	}
	return []fyne.CanvasObject{l.stay, l.close}
}

// afterwards closes as soon as everything is safe.
func (l *leaving) afterwards() {
	l.waits = true
	l.counted()
}

// readUnderWay asks what would not end well by itself: what is being sent, and what would leave only at the next
// start.
func (u *UI) readUnderWay(ctx context.Context) (underWay, error) {
	page, err := u.desk.Search(ctx, dispatch.Filter{
		States: []dispatch.State{dispatch.Held, dispatch.Queued, dispatch.Sending}, Limit: mostMoving,
	})
	var now underWay
	for _, d := range page.Dispatches {
		switch {
		case d.State == dispatch.Sending:
			if now.sending == 0 {
				now.first = d
			}
			now.sending++
		case d.State == dispatch.Held, !d.AwaitsPerson() && d.Tries == 0:
			now.waiting++
		}
	}
	return now, err
}

// Leave closes the window, after asking when something would be interrupted or put off.
func (u *UI) Leave() {
	if u.desk == nil {
		u.quit()
		return
	}
	if u.leaving != nil {
		return
	}
	run(u, &u.leaveSlot, u.readUnderWay, func(now underWay, err error) {
		now.unknown = err != nil
		if now.safe() {
			u.quit()
			return
		}
		u.counting.Store(true)
		u.leaving = newLeaving(u, now)
		u.draw()
	})
}

func (u *UI) quit() {
	if u.config.Quit != nil {
		u.config.Quit()
		return
	}
	u.window.Close()
}
