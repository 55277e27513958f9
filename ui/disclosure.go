package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// newDisclosure is a line that opens and closes what stands below it. open keeps its state while the page
// is built anew; changed lays the page out again.
func newDisclosure(title string, open *bool, inside fyne.CanvasObject, changed func()) *fyne.Container {
	arrow := widget.NewIcon(nil)
	show := func() {
		name := iconName("closed")
		if *open {
			name = "opened"
		}
		arrow.SetResource(icon{name, theme.ColorNamePrimary})
		setVisible(inside, *open)
	}
	show()
	head := newRow(gapHalf, []track{own, share(1)}, sized(fyne.NewSquareSize(16), arrow),
		line(title).tint(theme.ColorNamePrimary))
	toggle := newPress(title, sized(fyne.NewSize(0, 28), head), func() {
		*open = !*open
		show()
		changed()
	})
	return newColumn(gapHalf, toggle, inside)
}
