package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

var railKeys = []fyne.KeyName{fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5, fyne.Key6}

// addShortcuts registers the shortcuts of the window. None has Ctrl with Alt: that is how Windows reports
// the key that types @ and [ on a Canadian French keyboard.
func (u *UI) addShortcuts() {
	keys := slices.Concat(railKeys, []fyne.KeyName{fyne.KeyO, fyne.KeyF, fyne.KeyReturn, fyne.KeyEnter})
	for _, key := range keys {
		u.window.Canvas().AddShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault}, u.shortcut)
	}
	if keys, ok := u.window.Canvas().(desktop.Canvas); ok {
		keys.SetOnKeyUp(func(e *fyne.KeyEvent) {
			if e.Name == fyne.KeyTab {
				u.reveal() // fields see to it themselves
			}
		})
	}
	u.window.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) {
		switch e.Name {
		case fyne.KeyEscape:
			u.back()
		case fyne.KeyPageUp:
			u.turn(-1)
		case fyne.KeyPageDown:
			u.turn(1)
		}
	})
}

// shortcut does what a shortcut of the window stands for, and nothing for any other.
func (u *UI) shortcut(s fyne.Shortcut) {
	custom, ok := s.(*desktop.CustomShortcut)
	if !ok || custom.Modifier != fyne.KeyModifierShortcutDefault {
		return
	}
	if i := slices.Index(railKeys, custom.KeyName); i >= 0 {
		u.enter(railOrder[i])
		return
	}
	switch custom.KeyName {
	case fyne.KeyO:
		u.open()
	case fyne.KeyF:
		if s, ok := u.rooms[u.here].(searcher); ok {
			s.search()
		}
	case fyne.KeyReturn, fyne.KeyEnter:
		if s, ok := u.rooms[u.here].(submitter); ok {
			s.submit()
		}
	}
}
