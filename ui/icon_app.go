package ui

import (
	_ "embed"

	"fyne.io/fyne/v2"
)

//go:embed icon_window.png
var iconPicture []byte

// Icon is the picture of the program: a sealed envelope. It was drawn beforehand (make icon): Fyne would draw it again
// at each start, before the first frame.
func Icon() fyne.Resource { return fyne.NewStaticResource("souspli.png", iconPicture) }
