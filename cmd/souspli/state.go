package main

import (
	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch/wording"
)

// What is kept of the window between two starts, in clear: its size, the room it was in, and the language until there
// is a home. Nothing personal ever goes there.
const (
	languageState = "language"
	widthState    = "window.width"
	heightState   = "window.height"
	roomState     = "window.room"
)

// Bounds of a window's size, in the units of Fyne: a size kept on another screen never hides the window's edges.
const (
	leastWidth, leastHeight = 800, 560
	mostWidth, mostHeight   = 2560, 1440
)

func savedSize(desktop fyne.App) fyne.Size {
	kept := desktop.Preferences()
	width, height := kept.Float(widthState), kept.Float(heightState)
	if width == 0 || height == 0 {
		return fyne.Size{}
	}
	return fyne.NewSize(float32(min(max(width, leastWidth), mostWidth)), float32(min(max(height, leastHeight), mostHeight)))
}

func saveSize(desktop fyne.App, size fyne.Size) {
	desktop.Preferences().SetFloat(widthState, float64(size.Width))
	desktop.Preferences().SetFloat(heightState, float64(size.Height))
}

// savedLanguage is the one that a person chose here, or otherwise.
func savedLanguage(desktop fyne.App, otherwise wording.Language) wording.Language {
	if l, ok := wording.ParseLanguage(desktop.Preferences().String(languageState)); ok {
		return l
	}
	return otherwise
}
