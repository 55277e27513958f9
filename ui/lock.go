package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch/desk"
)

// lockWidth is that of the form on the empty window.
const lockWidth = 360

// lockScreen covers the window until somebody proves to be allowed to see it. It shows nothing of the home.
type lockScreen struct {
	u      *UI
	root   *fyne.Container
	secret *field
	open   *button
	wait   *text
	files  *text
	notice *notice
	until  time.Time // no try is heeded before
	slot   slot
}

func newLockScreen(u *UI, way desk.LockWay) *lockScreen {
	l := &lockScreen{u: u, secret: u.field(""), wait: caption(""), files: caption(""), notice: newNotice(u)}
	l.secret.Password = true
	l.secret.keys[fyne.KeyReturn] = func() bool { l.try(); return true }
	l.secret.keys[fyne.KeyEscape] = func() bool { return true }
	l.open = newButton(u.t("lock_unlock"), l.try)
	l.open.Importance = widget.HighImportance
	label := u.t("lock_code")
	if way == desk.LockByPassphrase {
		label = u.t("lock_passphrase")
	}
	form := newColumn(gapDouble,
		newTopRow(gap+gapHalf, []track{own, share(1)}, picture("lock", theme.ColorNamePrimary, 24), heading(u.t("lock_title")).fit(wrapped)),
		labelled(label, l.secret),
		newColumn(gapHalf, l.notice.content, l.wait, newRow(gap, []track{share(1)}, spacer(0), l.open)),
		newColumn(gapHalf, caption(u.t("lock_recovery")), caption(u.t("lock_goes_on")), l.files))
	l.root = container.NewStack(newSurface(theme.ColorNameBackground, "", 0),
		padded(gapTriple, gapTriple, container.New(inMiddle{lockWidth}, form)))
	l.counted()
	return l
}

func (l *lockScreen) content() fyne.CanvasObject { return l.root }

func (l *lockScreen) enter() { l.u.focusNow(l.secret) }

// key answers nothing: the secret alone opens.
func (l *lockScreen) key(fyne.KeyName, bool) {}

// counted shows how long the next try waits, and how many documents do.
func (l *lockScreen) counted() {
	left := l.left()
	setVisible(l.wait, left > 0)
	if left > 0 {
		l.wait.set(l.u.n("lock_wait", left))
		l.open.Disable()
	} else if !l.slot.busy {
		l.open.Enable()
	}
	l.u.counting.Store(left > 0)
	setVisible(l.files, len(l.u.waiting) > 0)
	l.files.set(l.u.n("lock_files", len(l.u.waiting)))
	l.root.Refresh()
}

// left is in whole seconds.
func (l *lockScreen) left() int {
	return max(0, int((l.until.Sub(l.u.now())+time.Second-1)/time.Second))
}

// try gives what was typed to the desk, and forgets it here. While the next try waits, only a recovery code can be
// meant: the desk tells them apart.
func (l *lockScreen) try() {
	u, typed := l.u, l.secret.Text
	if typed == "" || l.slot.busy {
		l.enter()
		return
	}
	l.secret.SetText("")
	l.notice.clear()
	l.open.SetText(u.t("lock_checking"))
	l.open.Disable()
	act(u, &l.slot, func(ctx context.Context) (time.Duration, error) {
		failure := u.desk.UnlockWindow(ctx, typed)
		if failure == nil {
			return 0, nil
		}
		state, err := u.desk.Lock(ctx)
		if err != nil {
			return 0, err
		}
		return state.Wait, failure
	}, func(wait time.Duration, err error) {
		l.open.SetText(u.t("lock_unlock"))
		if err == nil {
			u.unlock()
			return
		}
		l.until = u.now().Add(wait)
		l.notice.fail(err)
		l.counted()
		l.enter()
	})
}

// lockNow locks the window because somebody asked, or leads to where its secret is chosen.
func (u *UI) lockNow() { u.lockBecause(false) }

func (u *UI) lockBecause(isIdle bool) {
	if u.lock != nil || u.desk == nil {
		return
	}
	if u.live.lock.Way == desk.LockUnset {
		if !isIdle {
			u.chooseLock()
		}
		return
	}
	u.hide()
	run(u, &u.lockSlot, noValue(func(ctx context.Context) error { return u.desk.LockWindow(ctx, isIdle) }),
		func(_ nothing, err error) {
			if err != nil {
				u.log.WarnContext(u.ctx, "the lock is not in the log", "error", err)
			}
		})
}

// hide leaves nothing personal on the screen or on the clipboard.
func (u *UI) hide() {
	for overlays := u.window.Canvas().Overlays(); overlays.Top() != nil; {
		overlays.Remove(overlays.Top())
	}
	u.takeBack()
	u.lock = newLockScreen(u, u.live.lock.Way)
	u.draw()
}

// unlock shows again what was there.
func (u *UI) unlock() {
	u.lock = nil
	u.counting.Store(false)
	u.touched()
	u.draw()
	u.refresh()
	u.takeWaiting()
}

// chooseLock leads to the settings of the lock: without a secret, nothing could open the window again.
func (u *UI) chooseLock() {
	if u.curtain() != nil {
		return
	}
	u.enter(roomSettings)
	u.settings().open(sectionSecurity)
	if pane, ok := u.settings().pane(sectionSecurity).(*stacked); ok {
		if lock, ok := pane.parts[0].(*lockPane); ok {
			lock.notice.ask(u.t("lock_choose_first"))
			u.focus(lock.code)
		}
	}
}

// inMiddle stands an object in the middle of both directions, at a width.
type inMiddle struct{ width float32 }

// Layout is called by Fyne.
func (l inMiddle) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		width := min(l.width, size.Width)
		o.Resize(fyne.NewSize(width, o.MinSize().Height))
		height := min(o.MinSize().Height, size.Height)
		o.Resize(fyne.NewSize(width, height))
		o.Move(fyne.NewPos((size.Width-width)/2, (size.Height-height)/2))
	}
}

// MinSize is called by Fyne.
func (l inMiddle) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size{}
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	return size
}
