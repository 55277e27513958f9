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
	ring   *surface
	spoken string // for screen readers, where there are no words
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

// called gives a button without words the words that screen readers say.
func (b *button) called(words string) *button {
	b.spoken = words
	return b
}

// AccessibilityLabel is the words.
func (b *button) AccessibilityLabel() string {
	if b.spoken != "" {
		return b.spoken
	}
	return b.Button.AccessibilityLabel()
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

// KeyDown is called by Fyne.
func (b *button) KeyDown(e *fyne.KeyEvent) { followTab(b, e) }

// KeyUp is called by Fyne.
func (b *button) KeyUp(*fyne.KeyEvent) {}

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
