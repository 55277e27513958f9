package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// historyOrder is the heading of the dates: pressing it turns the log round.
type historyOrder struct {
	u     *UI
	press *press
	arrow *widget.Icon
}

func newHistoryOrder(u *UI, turn func()) *historyOrder {
	o := &historyOrder{u: u, arrow: widget.NewIcon(nil)}
	words := newRow(gapHalf, []track{own, own}, captionLine(u.t("when")).fit(whole), sized(fyne.NewSquareSize(12), o.arrow))
	o.press = newPress("", words, turn)
	o.show(false)
	return o
}

// show tells which comes first.
func (o *historyOrder) show(oldest bool) {
	name, label := iconName("down"), "order_newest"
	if oldest {
		name, label = "up", "order_oldest"
	}
	o.arrow.SetResource(icon{name, colorSecondary})
	o.press.label = o.u.t(label)
}
