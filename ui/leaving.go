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
	stay  *button
	slot  slot
}

func newLeaving(u *UI, now underWay) *leaving {
	l := &leaving{u: u, now: now, root: container.NewStack()}
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
	says := newColumn(gap)
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
	focused := u.window.Canvas().Focused()
	l.stay = newButton(u.t("leaving_stay"), l.end)
	buttons := []fyne.CanvasObject{l.stay, newButton(u.t("leaving_now"), u.quit)}
	if !l.waits {
		after := newButton(u.t("leaving_after"), func() { l.waits = true; l.counted() })
		after.Importance = widget.HighImportance
		buttons = append(buttons, after)
	}
	form := newColumn(gapTriple,
		newTopRow(gap+gapHalf, []track{own, share(1)}, picture("sending", theme.ColorNamePrimary, 24), heading(u.t("leaving_title")).fit(wrapped)),
		says, newRow(gap, []track{share(1)}, append([]fyne.CanvasObject{spacer(0)}, buttons...)...))
	l.root.Objects = []fyne.CanvasObject{padded(gapTriple, gapTriple, container.New(inMiddle{leavingWidth}, form))}
	l.root.Refresh()
	if focused != nil && u.leaving == l {
		l.enter()
	}
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
