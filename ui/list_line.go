package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// listLine is one line of a list: a drawing, a title and a caption, made once and then filled.
type listLine struct {
	widget.BaseWidget
	back        *surface
	icon        *widget.Icon
	name, under *text
	content     *fyne.Container
}

func newListLine() *listLine {
	l := &listLine{back: newSurface("", "", 4), icon: widget.NewIcon(nil), name: line(""), under: captionLine("")}
	cells := newRow(gap+gapHalf, []track{own, share(1)}, sized(fyne.NewSquareSize(20), l.icon), newColumn(0, l.name, l.under))
	l.content = container.NewStack(l.back, padded(0, gap, cells))
	l.ExtendBaseWidget(l)
	return l
}

// CreateRenderer is called by Fyne.
func (l *listLine) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(l.content) }

// MinSize is the same for every line.
func (l *listLine) MinSize() fyne.Size {
	l.ExtendBaseWidget(l)
	return fyne.NewSize(0, rowHeight)
}

// head makes the line a heading.
func (l *listLine) head(title, under string) {
	l.icon.SetResource(nil)
	l.embolden(true)
	l.name.set(title)
	l.under.set(under)
	l.paint("")
}

func (l *listLine) fill(name iconName, title, under string, selected bool) {
	l.icon.SetResource(icon{name, colorSecondary})
	l.embolden(false)
	l.name.set(title)
	l.under.set(under)
	fill := fyne.ThemeColorName("")
	if selected {
		fill = theme.ColorNameSelection
	}
	l.paint(fill)
}

func (l *listLine) embolden(bold bool) {
	if l.name.style.Bold != bold {
		l.name.style.Bold = bold
		l.name.Refresh()
	}
}

func (l *listLine) paint(fill fyne.ThemeColorName) {
	if l.back.fill != fill {
		l.back.fill = fill
		l.back.Refresh()
	}
}
