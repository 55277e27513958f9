package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// pageView is a page to look at: keys turn it, a press opens it.
type pageView struct {
	press
	paper *paper
	wheel func(*fyne.ScrollEvent)
}

var (
	_ fyne.Scrollable    = (*pageView)(nil)
	_ desktop.Cursorable = (*pageView)(nil)
)

func newPageView(label string, p *paper, onTap func(), onKey func(fyne.KeyName), wheel func(*fyne.ScrollEvent)) *pageView {
	v := &pageView{paper: p, wheel: wheel}
	v.content, v.label, v.onTap, v.onKey = p, label, onTap, onKey
	v.ExtendBaseWidget(v)
	return v
}

// Cursor is called by Fyne.
func (v *pageView) Cursor() desktop.Cursor { return desktop.PointerCursor }

// Scrolled is called by Fyne.
func (v *pageView) Scrolled(e *fyne.ScrollEvent) { v.wheel(e) }
