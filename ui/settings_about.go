package ui

import "fyne.io/fyne/v2"

// aboutPane says what this program is.
type aboutPane struct{ root *fyne.Container }

func newAboutPane(u *UI) *aboutPane {
	words := u.t("about_development")
	if version := u.config.App.Metadata().Version; version != "" {
		words = u.t("about_version", "version", version)
	}
	return &aboutPane{newColumn(gap, heading(u.t("about")), body(words), caption(u.t("about_explained")))}
}

func (a *aboutPane) content() fyne.CanvasObject { return a.root }

func (a *aboutPane) enter() {}

func (a *aboutPane) changed() {}
