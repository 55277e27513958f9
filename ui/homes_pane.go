package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch/desk"
)

// homesPane leads to the recovery code, to what the first start left, and to the other home.
type homesPane struct {
	u      *UI
	root   *fyne.Container
	open   bool // the question whether to make another recovery code is
	notice *notice
	slot   slot
}

func newHomesPane(u *UI) *homesPane {
	p := &homesPane{u: u, notice: newNotice(u), root: newColumn(gapTriple)}
	if !u.desk.Practice() {
		p.root.Add(p.recovery())
	}
	if u.config.Homes != nil {
		p.root.Add(p.other())
	}
	p.root.Add(p.notice.content)
	return p
}

func (p *homesPane) content() fyne.CanvasObject { return p.root }
func (p *homesPane) enter()                     {}
func (p *homesPane) changed()                   {}

// recovery makes another recovery code, by the page of the first start.
func (p *homesPane) recovery() fyne.CanvasObject {
	u := p.u
	inside := newColumn(gap, body(u.t("lock_renew_explained")), leading(newButton(u.t("lock_renew"), p.renew)))
	return newColumn(gap, strong(u.t("start_step_recovery")),
		newDisclosure(u.t("lock_renew_title"), &p.open, inside, func() { p.root.Refresh() }))
}

// other leads to the other of the two homes.
func (p *homesPane) other() fyne.CanvasObject {
	u := p.u
	if u.desk.Practice() {
		return newColumn(gap, strong(u.t("start_step_home")), leading(newButton(u.t("start_to_real"), u.beginReal)))
	}
	open := newButton(u.t("start_to_practice"), func() { u.config.Homes.Open(true, "", p.notice.fail) })
	return newColumn(gap, strong(u.t("start_step_home")), caption(u.t("start_to_practice_explained")), leading(open))
}

// renew shows the page of the recovery code over the window.
func (p *homesPane) renew() {
	act(p.u, &p.slot, func(ctx context.Context) (desk.Setup, error) { return p.u.desk.Setup(ctx) },
		func(standing desk.Setup, err error) {
			if err != nil {
				p.notice.fail(err)
				return
			}
			p.u.renewRecovery(standing)
		})
}
