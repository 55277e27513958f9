package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// windowKey is a key that the window answers wherever the keyboard is, and what it does.
type windowKey struct {
	keys  []fyne.KeyName // that do the same
	plain bool           // without Ctrl
	name  string         // of its sentence; a room's is the room's own
	do    func(*UI)
}

// windowKeys are all of them. None has Ctrl with Alt: that is how Windows reports the key that types @ and [ on a
// Canadian French keyboard.
func windowKeys() []windowKey {
	var all []windowKey
	for i, r := range railOrder {
		all = append(all, windowKey{keys: []fyne.KeyName{railKeys[i]}, name: "room_" + string(r), do: func(u *UI) { u.enter(r) }})
	}
	return append(all,
		windowKey{keys: one(fyne.KeyO), name: "key_open", do: (*UI).open},
		windowKey{keys: one(fyne.KeyV), name: "key_paste", do: (*UI).paste},
		windowKey{keys: one(fyne.KeyF), name: "key_search", do: (*UI).seekHere},
		windowKey{keys: one(fyne.KeyL), name: "lock", do: (*UI).lockNow},
		windowKey{keys: []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter}, name: "key_submit", do: (*UI).submitHere},
		windowKey{keys: one(fyne.KeyEscape), plain: true, name: "key_back", do: (*UI).back},
		windowKey{keys: one(fyne.KeyPageUp), plain: true, name: "key_page_up", do: func(u *UI) { u.turn(-1) }},
		windowKey{keys: one(fyne.KeyPageDown), plain: true, name: "key_page_down", do: func(u *UI) { u.turn(1) }},
		windowKey{keys: one(fyne.KeyF1), plain: true, name: "key_help", do: (*UI).help},
		windowKey{keys: one(fyne.KeyF1), name: "key_help_always", do: (*UI).help},
	)
}

var railKeys = []fyne.KeyName{fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5, fyne.Key6}

// label is how the key is written on keyboards.
func (k windowKey) label(u *UI) string {
	name := u.texts.Text("ui_keyname_" + string(k.keys[0]))
	if !u.texts.Has("ui_keyname_" + string(k.keys[0])) {
		name = string(k.keys[0])
	}
	if k.plain {
		return name
	}
	return u.t("key_with_ctrl", "key", name)
}

// words say what the key does.
func (k windowKey) words(u *UI) string { return u.t(k.name) }

func (k windowKey) is(key fyne.KeyName, plain bool) bool {
	return k.plain == plain && slices.Contains(k.keys, key)
}

// addShortcuts registers the keys of the window.
func (u *UI) addShortcuts() {
	for _, k := range windowKeys() {
		for _, key := range k.keys {
			if !k.plain {
				u.window.Canvas().AddShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault}, u.shortcut)
			}
		}
	}
	u.window.Canvas().AddShortcut(&fyne.ShortcutPaste{}, u.shortcut) // as Fyne calls Ctrl+V
	if keys, ok := u.window.Canvas().(desktop.Canvas); ok {
		keys.SetOnKeyUp(func(e *fyne.KeyEvent) {
			u.touched()
			if e.Name == fyne.KeyTab {
				u.reveal() // fields see to it themselves
			}
		})
	}
	u.window.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { u.plainKey(e.Name) })
}

// plainKey does what a key of the window stands for, and tells whether it is one.
func (u *UI) plainKey(key fyne.KeyName) bool { return u.answerKey(key, true) }

// shortcut does what a shortcut of the window stands for, and nothing for any other.
func (u *UI) shortcut(s fyne.Shortcut) {
	switch s := s.(type) {
	case *desktop.CustomShortcut:
		if s.Modifier == fyne.KeyModifierShortcutDefault {
			u.answerKey(s.KeyName, false)
		}
	case *fyne.ShortcutPaste:
		u.answerKey(fyne.KeyV, false)
	}
}

func (u *UI) answerKey(key fyne.KeyName, plain bool) bool {
	u.touched()
	if c := u.curtain(); c != nil && (key != fyne.KeyL || plain) {
		c.key(key, plain)
		return true
	}
	for _, k := range windowKeys() {
		if k.is(key, plain) {
			k.do(u)
			return true
		}
	}
	return false
}

func (u *UI) seekHere() {
	if s, ok := u.rooms[u.here].(searcher); ok {
		s.search()
	}
}

func (u *UI) submitHere() {
	if s, ok := u.rooms[u.here].(submitter); ok {
		s.submit()
	}
}
