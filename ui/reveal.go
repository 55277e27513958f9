package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// aboveFocus is what stays in sight above a widget that has the keyboard: its label.
const aboveFocus = 24

// reveal scrolls what has the keyboard into sight. Fyne lets Tab go below the fold and leaves it there.
func (u *UI) reveal() {
	focused, ok := u.window.Canvas().Focused().(fyne.CanvasObject)
	if !ok {
		return
	}
	scroll := u.scrollAround(focused, u.window.Content(), nil)
	if scroll == nil {
		return
	}
	if scroll.Content.MinSize().Height > scroll.Content.Size().Height {
		scroll.Refresh() // what was added since the last frame has no place yet
	}
	top := u.position(focused).Y - u.position(scroll).Y
	switch bottom := top + focused.Size().Height + gap; {
	case top < aboveFocus:
		scroll.ScrollToOffset(scroll.Offset.AddXY(0, top-aboveFocus))
	case bottom > scroll.Size().Height:
		scroll.ScrollToOffset(scroll.Offset.AddXY(0, min(bottom-scroll.Size().Height, top-aboveFocus)))
	}
}

// position is where an object stands in the window. Fyne knows it only of what was painted before.
func (u *UI) position(o fyne.CanvasObject) fyne.Position {
	driver := u.config.App.Driver()
	if driver.CanvasForObject(o) != nil {
		return driver.AbsolutePositionForObject(o)
	}
	at, _ := positionIn(u.window.Content(), o)
	return at
}

// positionIn finds an object in another one, which it may be itself.
func positionIn(from, sought fyne.CanvasObject) (at fyne.Position, found bool) {
	if from == sought {
		return from.Position(), true
	}
	for _, o := range inside(from) {
		if at, found := positionIn(o, sought); found {
			return from.Position().Add(at), true
		}
	}
	return fyne.Position{}, false
}

// inside are the parts of what arranges others.
func inside(from fyne.CanvasObject) []fyne.CanvasObject {
	switch o := from.(type) {
	case *fyne.Container:
		return o.Objects
	case *container.Scroll:
		return []fyne.CanvasObject{o.Content}
	case *press:
		return []fyne.CanvasObject{o.content}
	default:
		return nil
	}
}

// scrollAround finds the innermost scroll that an object stands in, going down from another object that stands in
// around; nil: none.
func (u *UI) scrollAround(sought, from fyne.CanvasObject, around *container.Scroll) *container.Scroll {
	if !from.Visible() {
		return nil
	}
	if scroll, ok := from.(*container.Scroll); ok {
		around = scroll
	}
	if from == sought {
		return around
	}
	for _, o := range inside(from) {
		if found := u.scrollAround(sought, o, around); found != nil {
			return found
		}
	}
	return nil
}
