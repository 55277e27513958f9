package ui

import (
	"fyne.io/fyne/v2"
)

// figuresScreens are those of the log in figures and of an empty history.
var figuresScreens = []struct {
	name  string
	reach func(*rig)
}{
	{"figures", func(r *rig) {
		r.ctrl(fyne.Key3)
		r.tap(r.UI.t("figures_open"))
	}},
	{"history_unmatched", func(r *rig) {
		r.ctrl(fyne.Key3)
		r.history().query.SetText("personne de ce nom")
		r.settle()
	}},
	{"history_date", func(r *rig) {
		r.ctrl(fyne.Key3)
		r.history().when.SetSelectedIndex(4)
		r.history().date.SetText("2026-11-20")
		r.history().turnRound()
		r.settle()
	}},
}
