package ui

import (
	"fyne.io/fyne/v2"
)

// registersScreen holds what the law wants kept: the register of confidentiality incidents and that of
// communications.
type registersScreen struct {
	u    *UI
	root *fyne.Container
}

func newRegistersScreen(u *UI) *registersScreen {
	return &registersScreen{u: u, root: newColumn(gap, paneTitle(u.t("room_registers")))}
}

func (r *registersScreen) content() fyne.CanvasObject { return r.root }

func (r *registersScreen) enter() {}

func (r *registersScreen) changed() {}
