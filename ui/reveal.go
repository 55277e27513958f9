package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
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
	top := u.position(focused).Y - u.position(scroll).Y
	switch bottom := top + focused.Size().Height + gap; {
	case top < aboveFocus:
		scroll.ScrollToOffset(scroll.Offset.AddXY(0, top-aboveFocus))
	case bottom > scroll.Size().Height:
		scroll.ScrollToOffset(scroll.Offset.AddXY(0, min(bottom-scroll.Size().Height, top-aboveFocus)))
	}
}

func (u *UI) position(o fyne.CanvasObject) fyne.Position {
	return u.config.App.Driver().AbsolutePositionForObject(o)
}

// scrollAround finds the innermost scroll that an object stands in, going down from another object that stands in
// around; nil: none.
func (u *UI) scrollAround(sought, from fyne.CanvasObject, around *container.Scroll) *container.Scroll {
	if !from.Visible() {
		return nil
	}
	var inside []fyne.CanvasObject
	switch o := from.(type) {
	case *fyne.Container:
		inside = o.Objects
	case *container.Scroll:
		around, inside = o, []fyne.CanvasObject{o.Content}
	case *press:
		inside = []fyne.CanvasObject{o.content}
	case *widget.RadioGroup:
		if u.covers(o, sought) { // its answers are its own
			return around
		}
	}
	if from == sought {
		return around
	}
	for _, o := range inside {
		if found := u.scrollAround(sought, o, around); found != nil {
			return found
		}
	}
	return nil
}

func (u *UI) covers(o, sought fyne.CanvasObject) bool {
	at := u.position(sought).Subtract(u.position(o))
	return at.X >= 0 && at.Y >= 0 && at.X < o.Size().Width && at.Y < o.Size().Height
}
