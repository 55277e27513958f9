package main

import (
	"os"
	"strconv"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/ui"
)

// What a person chose for this workstation, kept beside the window's size: nothing personal.
const (
	lookState     = "look"
	textSizeState = "text.percent"
	quietState    = "quiet"
)

// scaleVariable is how Fyne is told how large to draw. It reads it whenever the theme is set.
const scaleVariable = "FYNE_SCALE"

// savedPreferences are the ones kept, with the size of the text already given to Fyne. base is the scale that the
// surroundings ask for.
func savedPreferences(desktop fyne.App, base float64) ui.Preferences {
	kept := desktop.Preferences()
	p := ui.Preferences{
		Look: ui.Look(kept.String(lookState)), TextSize: kept.Int(textSizeState), Quiet: kept.Bool(quietState),
	}.Sound()
	setScale(base, p.TextSize)
	return p
}

func savePreferences(desktop fyne.App, base float64, p ui.Preferences) {
	kept := desktop.Preferences()
	kept.SetString(lookState, string(p.Look))
	kept.SetInt(textSizeState, p.TextSize)
	kept.SetBool(quietState, p.Quiet)
	setScale(base, p.TextSize)
}

// baseScale is what FYNE_SCALE asked for when the program began; 1 when it did not.
func baseScale() float64 {
	scale, err := strconv.ParseFloat(os.Getenv(scaleVariable), 64)
	if err != nil || scale <= 0 {
		return 1
	}
	return scale
}

// setScale leaves Fyne's own choice alone where everything is as the surroundings ask.
func setScale(base float64, percent int) {
	if base == 1 && percent == 100 && os.Getenv(scaleVariable) == "" {
		return
	}
	_ = os.Setenv(scaleVariable, strconv.FormatFloat(base*float64(percent)/100, 'f', 2, 64))
}
