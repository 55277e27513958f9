package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// FirstFrame shows a new window at once, in the colours of the person and without a word, for a UI that takes its
// place: to read the fonts and the home takes longer than to show that the program is there.
func FirstFrame(a fyne.App, look Look, size fyne.Size) fyne.Window {
	a.Settings().SetTheme(ThemeFor(look))
	w := newWindow(a, size)
	w.SetContent(container.NewWithoutLayout())
	w.Show()
	return w
}

// newWindow makes a window of this size; zero is 1280 by 720. The program ends with it.
func newWindow(a fyne.App, size fyne.Size) fyne.Window {
	w := a.NewWindow("Souspli")
	w.SetPadded(false)
	if size.IsZero() {
		size = fyne.NewSize(1280, 720)
	}
	w.Resize(size)
	w.SetMaster()
	return w
}
