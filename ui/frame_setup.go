package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// lockDoor locks the window, from the foot of the rail.
func (f *frame) lockDoor() fyne.CanvasObject {
	words := f.u.t("lock")
	f.lock = &door{label: line(words)}
	content := newRow(gap, []track{fixed(3), own, share(1)},
		spacer(3), picture("lock", theme.ColorNameForeground, 20), f.lock.label)
	f.lock.press = newPress(words, sized(fyne.NewSize(0, 40), padded(0, gap, content)), f.u.lockNow)
	return f.lock.press
}

// addWayToReal leads out of practice, where that is possible.
func (f *frame) addWayToReal(banner *fyne.Container) {
	if f.u.config.Homes == nil {
		return
	}
	words := line(f.u.t("start_to_real")).fit(whole).tint(colorOnBanner).bold()
	banner.Add(newPress(f.u.t("start_to_real"), padded(gapHalf, gap, words), f.u.beginReal))
}

// setupLeft leads back to the steps of the first start that were left.
func (f *frame) setupLeft() fyne.CanvasObject {
	f.left = newButton("", f.u.goOn)
	f.left.Importance = widget.LowImportance
	f.left.Hide()
	return f.left
}

func (f *frame) updateSetup() {
	left := f.u.live.setup.Open()
	if left > 0 {
		f.left.SetText(f.u.n("start_left", left))
	}
	setVisible(f.left, left > 0)
}
