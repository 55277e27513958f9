package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// button is Fyne's with what the window needs of it: it passes on the keys that are the window's, comes into sight
// with the keyboard, and shows where the keyboard is by a line, not by a tint alone.
type button struct {
	widget.Button
	ring *surface
}

var _ fyne.Focusable = (*button)(nil)

func newButton(words string, onTap func()) *button {
	b := &button{ring: newSurface("", "", 4)}
	b.ring.ring = true
	b.Text, b.OnTapped = words, onTap
	b.ExtendBaseWidget(b)
	return b
}

// newIconButton has a drawing before its words, which may be empty.
func newIconButton(words string, name iconName, onTap func()) *button {
	b := newButton(words, onTap)
	b.Icon = icon{name, theme.ColorNameForeground}
	return b
}

// FocusGained is called by Fyne.
func (b *button) FocusGained() {
	b.ring.stroke = theme.ColorNameForeground
	b.ring.Refresh()
	b.Button.FocusGained()
	comeInto(b)
}

// FocusLost is called by Fyne.
func (b *button) FocusLost() {
	b.ring.stroke = ""
	b.ring.Refresh()
	b.Button.FocusLost()
}

// TypedKey is called by Fyne.
func (b *button) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		touchWindow(b)
		b.Button.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	default:
		passOn(b, e)
	}
}

// CreateRenderer is called by Fyne.
func (b *button) CreateRenderer() fyne.WidgetRenderer {
	return &buttonRenderer{WidgetRenderer: b.Button.CreateRenderer(), ring: b.ring}
}

// buttonRenderer lays the ring over Fyne's drawing.
type buttonRenderer struct {
	fyne.WidgetRenderer
	ring *surface
}

// Objects is called by Fyne.
func (r *buttonRenderer) Objects() []fyne.CanvasObject {
	return append(slices.Clone(r.WidgetRenderer.Objects()), r.ring)
}

// Layout is called by Fyne.
func (r *buttonRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.ring.Resize(size)
}
