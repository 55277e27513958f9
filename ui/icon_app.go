package ui

import (
	_ "embed"

	"fyne.io/fyne/v2"
)

//go:embed icon_window.png
var iconPicture []byte

//go:embed icon_tray.png
var trayPicture []byte

//go:embed icon_tray_waiting.png
var trayWaitingPicture []byte

// Icon is the picture of the program: a sealed envelope. It was drawn beforehand (make icon): Fyne would draw it again
// at each start, before the first frame.
func Icon() fyne.Resource { return fyne.NewStaticResource("souspli.png", iconPicture) }

// TrayIcon is the picture beside the clock of the desktop, as PNG: with a dot while something waits for a person.
func TrayIcon(waiting bool) []byte {
	if waiting {
		return trayWaitingPicture
	}
	return trayPicture
}
