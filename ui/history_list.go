package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// historyList is a list whose arrows choose, as those of a mail program do.
type historyList struct {
	widget.List
	move func(by int)
	key  func(fyne.KeyName) bool
}

func newHistoryList(h *historyScreen) *historyList {
	l := &historyList{move: h.move, key: h.key}
	l.Length = func() int { return len(h.rows) }
	l.CreateItem = func() fyne.CanvasObject { return newHistoryRow(h.u).content }
	l.UpdateItem = h.fill
	l.OnSelected = h.choose
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	return l
}

// TypedKey is called by Fyne.
func (l *historyList) TypedKey(e *fyne.KeyEvent) {
	if !l.key(e.Name) {
		l.List.TypedKey(e)
	}
}

// key moves through the rows; it reports false for keys that are not its own.
func (h *historyScreen) key(name fyne.KeyName) bool {
	inSight := max(1, int(h.list.Size().Height/historyStride())-1)
	switch name {
	case fyne.KeyDown:
		h.move(1)
	case fyne.KeyUp:
		h.move(-1)
	case fyne.KeyPageDown:
		h.move(inSight)
	case fyne.KeyPageUp:
		h.move(-inSight)
	case fyne.KeyEscape:
		h.back()
	case fyne.KeyReturn, fyne.KeyEnter:
		h.move(0)
	default:
		return false
	}
	return true
}

// move chooses another row, the first one when none is chosen.
func (h *historyScreen) move(by int) {
	if len(h.rows) == 0 {
		return
	}
	at := h.place(h.selected)
	if at < 0 {
		at, by = 0, 0
	}
	at = min(max(at+by, 0), len(h.rows)-1)
	h.list.ScrollTo(at)
	h.choose(at)
	h.list.Refresh()
}

// historyStride is the distance from row to row.
func historyStride() float32 { return rowHeight + theme.Padding() }
