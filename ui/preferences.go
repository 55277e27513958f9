package ui

import "slices"

// Preferences are what a person chose for this workstation. The zero value follows the desktop.
type Preferences struct {
	Look Look
	// TextSize is how large everything is drawn, in percent of the desktop's own size: one of TextSizes, or 0 for 100.
	TextSize int
	// Quiet keeps notifications away.
	Quiet bool
}

// Look names the colours of the window. The empty one follows the desktop between light and dark.
type Look string

// The looks.
const (
	LookOfDesktop Look = ""
	LookLight     Look = "light"
	LookDark      Look = "dark"
	LookContrast  Look = "contrast"
)

func looks() []Look { return []Look{LookOfDesktop, LookLight, LookDark, LookContrast} }

// TextSizes are those that can be chosen, in percent. Fyne rounds a scale to one decimal.
func TextSizes() []int { return []int{100, 125, 150, 175} }

// Sound gives the preferences with what is not known replaced by its default, as a file from elsewhere may hold anything.
func (p Preferences) Sound() Preferences {
	if !slices.Contains(looks(), p.Look) {
		p.Look = LookOfDesktop
	}
	if !slices.Contains(TextSizes(), p.TextSize) {
		p.TextSize = 100
	}
	return p
}

// prefer keeps what the person chose and shows it at once. The size is the program's to set, before the theme is set
// anew, because only then does Fyne read it.
func (u *UI) prefer(p Preferences) {
	p = p.Sound()
	if p == u.preferences {
		return
	}
	u.preferences = p
	if u.config.SetPreferences != nil {
		u.config.SetPreferences(p)
	}
	u.config.App.Settings().SetTheme(ThemeFor(p.Look))
}
