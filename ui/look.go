package ui

import (
	"fyne.io/fyne/v2"
)

// lookPane chooses colours, the size of the text, and whether notifications are shown.
type lookPane struct{ root *fyne.Container }

func newLookPane(u *UI) *lookPane {
	return &lookPane{newColumn(gapTriple, u.lookChoice(), u.sizeChoice(), u.noticeChoice())}
}

func (l *lookPane) content() fyne.CanvasObject { return l.root }

func (l *lookPane) enter() {}

func (l *lookPane) changed() {}

func (u *UI) lookChoice() fyne.CanvasObject {
	var options []option[Look]
	for _, look := range looks() {
		name := look
		if name == LookOfDesktop {
			name = "desktop"
		}
		options = append(options, option[Look]{look, u.t("look_" + string(name))})
	}
	choose := newRadio(options, u.preferences.Look, func(look Look) {
		p := u.preferences
		p.Look = look
		u.prefer(p)
	})
	return newColumn(gap, strong(u.t("look")), choose.content)
}

func (u *UI) sizeChoice() fyne.CanvasObject {
	var options []option[int]
	for _, percent := range TextSizes() {
		options = append(options, option[int]{percent, u.t("text_size_percent", "n", percent)})
	}
	choose := newRadioLine(options, u.preferences.TextSize, func(percent int) {
		p := u.preferences
		p.TextSize = percent
		u.prefer(p)
	})
	return newColumn(gap, strong(u.t("text_size")), choose.content, caption(u.t("text_size_explained")))
}

func (u *UI) noticeChoice() fyne.CanvasObject {
	choose := newCheck(u.t("notify"), !u.preferences.Quiet, func(on bool) {
		p := u.preferences
		p.Quiet = !on
		u.prefer(p)
	})
	return newColumn(gap, strong(u.t("notifications")), choose.content, caption(u.t("notify_explained")))
}
