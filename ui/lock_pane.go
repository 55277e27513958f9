package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch/desk"
)

// lockMinutes are the delays offered; 0, never, is for practice alone.
var lockMinutes = []int{0, 2, 5, 10, 15, 30, 60, 120}

// lockPane is where the lock is set: what opens the window again, and after how long it locks by itself.
type lockPane struct {
	u           *UI
	root        *fyne.Container
	code, again *field
	minutes     *widget.Select
	standing    *text
	codes       *fyne.Container // hidden where the passphrase opens
	keep        *button
	notice      *notice
	state       desk.Lock
	settled     func() // a code was chosen; may be nil

	reading, slot, minutesSlot slot
}

func newLockPane(u *UI, title *text) *lockPane {
	p := &lockPane{u: u, code: u.field(""), again: u.field(""), standing: body(""), notice: newNotice(u)}
	p.code.Password, p.again.Password = true, true
	p.code.keys[fyne.KeyReturn] = func() bool { u.focus(p.again); return true }
	p.again.keys[fyne.KeyReturn] = func() bool { p.choose(); return true }
	p.minutes = newSelect(p.delays(), 0, nil)
	p.keep = newButton(u.t("lock_set_code"), p.choose)
	p.codes = newColumn(gap,
		newTopRow(gap, []track{share(1), share(1)}, labelled(u.t("lock_new_code"), p.code), labelled(u.t("lock_code_again"), p.again)),
		leading(p.keep))
	setVisible(p.codes, u.live.lock.Way != desk.LockByPassphrase) // at once: what stands below does not jump
	p.root = newColumn(gap+gapHalf, title, caption(u.t("lock_explained")), p.standing, p.codes,
		newTopRow(gap, []track{share(1), share(1)}, labelled(u.t("lock_after"), outlined(p.minutes)), spacer(0)), p.notice.content)
	return p
}

func (p *lockPane) delays() []option[int] {
	var options []option[int]
	for _, minutes := range lockMinutes {
		switch {
		case minutes > 0:
			options = append(options, option[int]{minutes, p.u.n("lock_minutes", minutes)})
		case p.u.desk.Practice():
			options = append(options, option[int]{0, p.u.t("lock_never")})
		}
	}
	return options
}

func (p *lockPane) content() fyne.CanvasObject { return p.root }

func (p *lockPane) enter() {
	run(p.u, &p.reading, p.u.desk.Lock, func(state desk.Lock, err error) {
		if err != nil {
			p.notice.fail(err)
			return
		}
		p.fill(state)
	})
}

// changed is nothing here: what is being written does not change under the hands.
func (p *lockPane) changed() {}

func (p *lockPane) fill(state desk.Lock) {
	p.state = state
	switch state.Way {
	case desk.LockByPassphrase:
		p.standing.set(p.u.t("lock_by_passphrase"))
	case desk.LockByCode:
		p.standing.set(p.u.t("lock_by_code"))
	default:
		p.standing.set(p.u.t("lock_by_nothing"))
	}
	setVisible(p.codes, state.Way != desk.LockByPassphrase)
	p.minutes.OnChanged = nil
	p.minutes.SetSelected(wordsFor(p.delays(), state.Minutes))
	p.minutes.OnChanged = func(words string) { p.delay(valueFor(p.delays(), words)) }
	p.root.Refresh()
}

// choose keeps the code, once it was typed twice.
func (p *lockPane) choose() {
	code := p.code.Text
	if code != p.again.Text {
		p.notice.ask(p.u.t("lock_differ"))
		p.u.focus(p.again)
		return
	}
	act(p.u, &p.slot, noValue(func(ctx context.Context) error { return p.u.desk.SetLockCode(ctx, code) }),
		func(_ nothing, err error) {
			if err != nil {
				p.notice.fail(err)
				p.u.focus(p.code)
				return
			}
			p.code.SetText("")
			p.again.SetText("")
			p.notice.tell(p.u.t("lock_code_set"))
			p.enter()
			p.u.refresh()
			if p.settled != nil {
				p.settled()
			}
		})
}

func (p *lockPane) delay(minutes int) {
	act(p.u, &p.minutesSlot, noValue(func(ctx context.Context) error { return p.u.desk.SetLockMinutes(ctx, minutes) }),
		func(_ nothing, err error) {
			if err != nil {
				p.notice.fail(err)
				return
			}
			p.notice.tell(p.u.t("lock_minutes_set"))
			p.u.refresh()
		})
}
