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
	back                *surface
	icon                *widget.Icon
	name, under         *text
	title, more         *text // of a heading
	cells, head, indent *fyne.Container
	content             *fyne.Container
}

func newListLine() *listLine {
	l := &listLine{
		back: newSurface("", "", 4), icon: widget.NewIcon(nil), name: line(""), under: captionLine(""),
		title: line("").bold(), more: captionLine("").fit(whole),
	}
	cells := newRow(gap+gapHalf, []track{own, share(1)}, sized(fyne.NewSquareSize(20), l.icon), newColumn(0, l.name, l.under))
	l.cells = padded(0, gap, cells)
	l.indent = sized(fyne.NewSquareSize(20+gapHalf), container.NewWithoutLayout())
	l.head = padded(0, gap, newRow(gap, []track{own, share(1), own, fixed(gap)}, l.indent, l.title, l.more, container.NewWithoutLayout()))
	l.head.Hide()
	l.content = container.NewStack(l.back, l.cells, l.head)
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

// entitle makes the line a heading with a few words at its end, or one below a heading.
func (l *listLine) entitle(title, more string, below bool) {
	setVisible(l.cells, false)
	setVisible(l.head, true)
	setVisible(l.indent, below)
	l.title.set(title)
	l.more.set(more)
	l.head.Refresh()
	l.paint("")
}

func (l *listLine) fill(name iconName, title, under string, selected bool) {
	l.icon.SetResource(icon{name, colorSecondary})
	setVisible(l.head, false)
	setVisible(l.cells, true)
	l.name.set(title)
	l.under.set(under)
	fill := fyne.ThemeColorName("")
	if selected {
		fill = theme.ColorNameSelection
	}
	l.paint(fill)
}

func (l *listLine) paint(fill fyne.ThemeColorName) {
	if l.back.fill != fill {
		l.back.fill = fill
		l.back.Refresh()
	}
}
