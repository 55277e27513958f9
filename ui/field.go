package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// field is an entry that passes on the keys and the shortcuts that belong to the window. Fyne gives them
// all to the focused entry, which drops them.
type field struct {
	widget.Entry
	keys      map[fyne.KeyName]func() bool // true: handled
	shortcuts func(fyne.Shortcut)          // the window's
	come      func()                       // the keyboard comes
	left      func()                       // the keyboard goes elsewhere; may be nil
	touched   func()                       // somebody types
	paste     func(fyne.Shortcut) bool     // true: what was pasted is not text; may be nil
	hint      string                       // the placeholder, whole
	shown     float32                      // the width that it was shortened to
}

// field makes an entry for the window. placeholder may be empty.
func (u *UI) field(placeholder string) *field {
	f := &field{keys: map[fyne.KeyName]func() bool{}, shortcuts: u.shortcut, come: u.reveal, touched: u.touched}
	f.PlaceHolder = placeholder
	f.ExtendBaseWidget(f)
	f.keys[fyne.KeyEscape] = func() bool { u.back(); return true }
	f.keys[fyne.KeyF1] = func() bool { return u.plainKey(fyne.KeyF1) }
	f.keys[fyne.KeyPageUp] = func() bool { return u.turn(-1) }
	f.keys[fyne.KeyPageDown] = func() bool { return u.turn(1) }
	return f
}

// area is a field of several lines.
func (u *UI) area(placeholder string, rows int) *field {
	f := u.field(placeholder)
	f.MultiLine, f.Wrapping = true, fyne.TextWrapWord
	f.SetMinRowsVisible(rows)
	delete(f.keys, fyne.KeyPageUp) // they go through its lines
	delete(f.keys, fyne.KeyPageDown)
	return f
}

// Resize is called by Fyne. A placeholder on one line that is wider than its place ends with an ellipsis: Fyne's would
// be cut off above a scroll bar.
func (f *field) Resize(size fyne.Size) {
	f.Entry.Resize(size)
	if f.MultiLine || f.PlaceHolder == "" {
		return
	}
	if f.hint == "" || f.PlaceHolder != ellipsis(f.hint, f.shown, f.measure) {
		f.hint = f.PlaceHolder // it was set since
	}
	f.shown = size.Width - f.margins()
	if words := ellipsis(f.hint, f.shown, f.measure); words != f.PlaceHolder {
		f.SetPlaceHolder(words)
	}
}

// margins are what an entry keeps free beside its words, with the drawing before them.
func (f *field) margins() float32 {
	th := f.Theme()
	margins := 2 * (th.Size(theme.SizeNameInnerPadding) + th.Size(theme.SizeNameInputBorder))
	if f.Icon != nil {
		margins += th.Size(theme.SizeNameInlineIcon) + th.Size(theme.SizeNameLineSpacing)
	}
	return margins
}

func (f *field) measure(words string) float32 {
	return fyne.MeasureText(words, f.Theme().Size(theme.SizeNameText), f.TextStyle).Width
}

// AcceptsTab is called by Fyne: Tab leaves also a field of several lines, which would hold the keyboard for ever.
func (f *field) AcceptsTab() bool { return false }

// TypedKey is called by Fyne.
func (f *field) TypedKey(e *fyne.KeyEvent) {
	f.touch()
	if handle, ok := f.keys[e.Name]; ok && handle() {
		return
	}
	f.Entry.TypedKey(e)
}

// KeyDown is called by Fyne.
func (f *field) KeyDown(e *fyne.KeyEvent) {
	f.Entry.KeyDown(e)
	followTab(f, e)
}

// TypedRune is called by Fyne.
func (f *field) TypedRune(r rune) {
	f.touch()
	f.Entry.TypedRune(r)
}

func (f *field) touch() {
	if f.touched != nil {
		f.touched()
	}
}

// FocusGained is called by Fyne.
func (f *field) FocusGained() {
	f.Entry.FocusGained()
	if f.come != nil {
		f.come()
	}
}

// FocusLost is called by Fyne.
func (f *field) FocusLost() {
	f.Entry.FocusLost()
	if f.left != nil {
		f.left()
	}
}

// TypedShortcut is called by Fyne.
func (f *field) TypedShortcut(s fyne.Shortcut) {
	if _, custom := s.(*desktop.CustomShortcut); custom && f.shortcuts != nil {
		f.shortcuts(s)
	}
	if f.paste != nil && f.paste(s) {
		return
	}
	f.Entry.TypedShortcut(s)
}

// labelled sets a small label above a widget.
func labelled(label string, o fyne.CanvasObject) *fyne.Container {
	return newColumn(gapHalf, caption(label), o)
}
