package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// historyItem is a row as the list holds it; it leads back to its parts.
type historyItem struct {
	widget.BaseWidget
	row     *historyRow
	content *fyne.Container
}

func newHistoryItem(r *historyRow, cells fyne.CanvasObject) *historyItem {
	i := &historyItem{row: r, content: container.NewStack(r.back, cells)}
	i.ExtendBaseWidget(i)
	return i
}

// CreateRenderer is called by Fyne.
func (i *historyItem) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(i.content)
}

// MinSize is the same for every row, so that the list can tell any row's place without making it.
func (i *historyItem) MinSize() fyne.Size {
	i.ExtendBaseWidget(i)
	return fyne.NewSize(0, rowHeight)
}

func rowOf(o fyne.CanvasObject) *historyRow { return o.(*historyItem).row }
