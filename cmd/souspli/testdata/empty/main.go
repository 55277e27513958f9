// Command empty is what the window of Souspli is measured beside: a window of Fyne as large, with nothing in it.
package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/container"
)

func main() {
	window := app.NewWithID("ca.souspli.Empty").NewWindow("Empty")
	window.SetContent(container.NewWithoutLayout())
	window.Resize(fyne.NewSize(1280, 720))
	window.ShowAndRun()
}
