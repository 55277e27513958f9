package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// press is any content made into one thing to choose, by mouse or keyboard.
type press struct {
	widget.BaseWidget
	content          fyne.CanvasObject
	label            string // for screen readers
	chosen           bool
	onTap            func()
	onKey            func(fyne.KeyName) // keys that are not its own; may be nil
	hovered, focused bool
	disabled         bool
}

var (
	_ fyne.Tappable     = (*press)(nil)
	_ fyne.Focusable    = (*press)(nil)
	_ desktop.Hoverable = (*press)(nil)
	_ desktop.Keyable   = (*press)(nil)
	_ fyne.Accessible   = (*press)(nil)
	_ fyne.Disableable  = (*press)(nil)
)

func newPress(label string, content fyne.CanvasObject, onTap func()) *press {
	p := &press{content: content, label: label, onTap: onTap}
	p.ExtendBaseWidget(p)
	return p
}

func (p *press) setChosen(chosen bool) {
	if p.chosen != chosen {
		p.chosen = chosen
		p.Refresh()
	}
}

// AccessibilityLabel is the words.
func (p *press) AccessibilityLabel() string { return p.label }

// AccessibilityRole says that this can be pressed.
func (p *press) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// Tapped is called by Fyne.
func (p *press) Tapped(*fyne.PointEvent) {
	if p.onTap != nil && !p.disabled {
		p.onTap()
	}
}

// Disabled reports whether it can be chosen. What cannot is passed over by Tab.
func (p *press) Disabled() bool { return p.disabled }

// Disable keeps it from being chosen.
func (p *press) Disable() { p.disabled = true; p.Refresh() }

// Enable lets it be chosen.
func (p *press) Enable() { p.disabled = false; p.Refresh() }

// FocusGained is called by Fyne.
func (p *press) FocusGained() {
	p.focused = true
	p.Refresh()
	comeInto(p)
}

// FocusLost is called by Fyne.
func (p *press) FocusLost() { p.focused = false; p.Refresh() }

// TypedRune is called by Fyne.
func (p *press) TypedRune(rune) {}

// TypedKey is called by Fyne.
func (p *press) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		touchWindow(p)
		p.Tapped(nil)
	case fyne.KeyEscape, fyne.KeyF1: // the window's, whatever has the keyboard
		passOn(p, e)
	default:
		if p.onKey != nil {
			touchWindow(p)
			p.onKey(e.Name)
		} else {
			passOn(p, e)
		}
	}
}

// passOn gives the window a key that has no meaning for the widget that has the keyboard: Fyne asks no further.
func passOn(from fyne.CanvasObject, e *fyne.KeyEvent) {
	c := fyne.CurrentApp().Driver().CanvasForObject(from)
	if c != nil && c.OnTypedKey() != nil {
		c.OnTypedKey()(e)
	}
}

// comeInto lets the window scroll to what got the keyboard, as it does after Tab.
func comeInto(o fyne.CanvasObject) {
	c, ok := fyne.CurrentApp().Driver().CanvasForObject(o).(desktop.Canvas)
	if ok && c.OnKeyUp() != nil {
		c.OnKeyUp()(&fyne.KeyEvent{Name: fyne.KeyTab})
	}
}

// touchWindow lets the window know that a widget kept a key for itself: somebody is there. No key has this name, so
// that nothing else comes of it.
func touchWindow(from fyne.CanvasObject) { passOn(from, &fyne.KeyEvent{Name: fyne.KeyUnknown}) }

// KeyDown is called by Fyne.
func (p *press) KeyDown(e *fyne.KeyEvent) { followTab(p, e) }

// KeyUp is called by Fyne.
func (p *press) KeyUp(*fyne.KeyEvent) {}

// followTab lets the window scroll to what Tab leads to from here. Widgets of Fyne's own, as the answers to a question
// are, do not tell that they have the keyboard, and the window is not told of keys while any widget has it.
func followTab(from fyne.CanvasObject, e *fyne.KeyEvent) {
	if e.Name == fyne.KeyTab {
		fyne.Do(func() { comeInto(from) })
	}
}

// MouseIn is called by Fyne.
func (p *press) MouseIn(*desktop.MouseEvent) { p.hovered = true; p.Refresh() }

// MouseMoved is called by Fyne.
func (p *press) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is called by Fyne.
func (p *press) MouseOut() { p.hovered = false; p.Refresh() }

// CreateRenderer is called by Fyne.
func (p *press) CreateRenderer() fyne.WidgetRenderer {
	r := &pressRenderer{press: p, back: newSurface("", "", 4)}
	r.paint()
	return r
}

type pressRenderer struct {
	press *press
	back  *surface
}

func (r *pressRenderer) Destroy() {}

func (r *pressRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	r.press.content.Resize(size)
}

func (r *pressRenderer) MinSize() fyne.Size { return r.press.content.MinSize() }

func (r *pressRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.press.content}
}

func (r *pressRenderer) Refresh() {
	r.paint()
	r.back.Refresh()
	r.press.content.Refresh()
	canvas.Refresh(r.press)
}

func (r *pressRenderer) paint() {
	r.back.fill, r.back.stroke = "", ""
	switch {
	case r.press.chosen:
		r.back.fill = theme.ColorNameSelection
	case r.press.hovered && !r.press.disabled:
		r.back.fill = theme.ColorNameHover
	}
	r.back.ring = r.press.focused
	if r.press.focused {
		r.back.stroke = theme.ColorNamePrimary
	}
}
