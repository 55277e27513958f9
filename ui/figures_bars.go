package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
)

// bars is one channel over the weeks: what arrived is full, what failed is a frame above it, so that both are told
// apart without their colours.
type bars struct {
	widget.BaseWidget
	each    []dispatch.Outcomes
	label   string // for screen readers
	height  float32
	content *fyne.Container
}

var _ fyne.Accessible = (*bars)(nil)

func newBars(label string, each []dispatch.Outcomes, height float32) *bars {
	b := &bars{each: each, label: label, height: height}
	var parts []fyne.CanvasObject
	for range each {
		parts = append(parts, newSurface(theme.ColorNamePrimary, "", 0), newSurface("", colorRed, 0))
	}
	b.content = container.New(&barsLayout{each}, parts...)
	b.ExtendBaseWidget(b)
	return b
}

// AccessibilityLabel is the words.
func (b *bars) AccessibilityLabel() string { return b.label }

// AccessibilityRole says that it is read like text.
func (b *bars) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer is called by Fyne.
func (b *bars) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(b.content) }

// MinSize is called by Fyne.
func (b *bars) MinSize() fyne.Size {
	b.ExtendBaseWidget(b)
	return fyne.NewSize(0, b.height)
}

// barsLayout stands two surfaces for each bar on the foot.
type barsLayout struct{ each []dispatch.Outcomes }

// Layout is called by Fyne.
func (l *barsLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	wide := size.Width / float32(max(1, len(l.each)))
	width := min(wide*0.7, 24)
	unit := size.Height / float32(mostMade(l.each))
	for i, o := range l.each {
		lost := float32(o.Failed+o.Uncertain) * unit
		full := float32(o.Made)*unit - lost
		if lost > 0 {
			lost = max(lost, 3) // a single one is still a frame
			full = min(full, size.Height-lost)
		}
		x := (float32(i) + 0.15) * wide
		place(objects[2*i], x, size.Height-full, width, full)
		place(objects[2*i+1], x, size.Height-full-lost, width, lost)
	}
}

func place(o fyne.CanvasObject, x, y, width, height float32) {
	setVisible(o, height > 0)
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(width, height))
}

// MinSize is called by Fyne.
func (l *barsLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// mostMade is the highest bar, one at least.
func mostMade(each []dispatch.Outcomes) int {
	most := 1
	for _, o := range each {
		most = max(most, o.Made)
	}
	return most
}

// barsOf draws a channel's weeks, several to a bar where there are many.
func (u *UI) barsOf(f dispatch.Figures, c dispatch.ChannelFigures, height float32) *bars {
	each := f.Bars(c.Channel, weeksPerBar(f))
	return newBars(u.t("figures_bars", "channel", capital(u.texts.Channel(c.Channel)), "n", u.texts.Number(int64(c.Made)),
		"weeks", u.texts.Number(int64(len(f.Weeks))), "most", u.texts.Number(int64(mostMade(f.Bars(c.Channel, 1))))), each, height)
}

// weeksPerBar keeps bars wide enough to be seen.
func weeksPerBar(f dispatch.Figures) int {
	const mostBars = 53
	return max(1, (len(f.Weeks)+mostBars-1)/mostBars)
}
