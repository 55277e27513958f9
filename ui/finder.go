package ui

import "fyne.io/fyne/v2"

const (
	finderRows = 7
	rowHeight  = 44
)

// choice is one line that a finder offers.
type choice struct {
	icon           iconName
	title, caption string
}

// finder is a field with the matches below it, in the page: arrows move, Enter chooses.
type finder struct {
	content  *fyne.Container
	field    *field
	list     *fyne.Container
	rows     []*press
	cursor   int
	onChoose func(int)
}

// newFinder calls onQuery with every change of the field, and onChoose with the index of a choice.
func newFinder(u *UI, placeholder string, onQuery func(string), onChoose func(int)) *finder {
	f := &finder{field: u.field(placeholder), list: newColumn(0), onChoose: onChoose}
	f.field.Icon = icon{"search", colorSecondary}
	f.field.OnChanged = onQuery
	f.field.keys[fyne.KeyDown] = func() bool { f.move(1); return true }
	f.field.keys[fyne.KeyUp] = func() bool { f.move(-1); return true }
	f.field.keys[fyne.KeyReturn] = f.chooseCursor
	f.field.keys[fyne.KeyEnter] = f.chooseCursor
	f.content = newColumn(gap, f.field, f.list)
	return f
}

// offer shows choices; the first is the one that Enter takes.
func (f *finder) offer(choices []choice) {
	f.rows, f.cursor, f.list.Objects = nil, 0, nil
	for i, c := range choices[:min(len(choices), finderRows)] {
		row := newPress(c.title, choiceRow(c), func() { f.onChoose(i) })
		row.chosen = i == 0 && f.field.Text != ""
		f.rows = append(f.rows, row)
		f.list.Add(row)
	}
	f.content.Refresh()
}

func choiceRow(c choice) fyne.CanvasObject {
	words, height := newColumn(0, line(c.title)), float32(32)
	if c.caption != "" {
		words.Add(captionLine(c.caption))
		height = rowHeight
	}
	content := newRow(gap, []track{own, share(1)}, picture(c.icon, colorSecondary, 18), words)
	return sized(fyne.NewSize(0, height), padded(0, gap, content))
}

func (f *finder) move(by int) {
	if len(f.rows) == 0 {
		return
	}
	if !f.rows[f.cursor].chosen { // nothing marked yet: the first arrow marks the first line
		by = 0
	}
	f.rows[f.cursor].setChosen(false)
	f.cursor = min(max(0, f.cursor+by), len(f.rows)-1)
	f.rows[f.cursor].setChosen(true)
}

func (f *finder) chooseCursor() bool {
	if f.cursor < len(f.rows) && f.rows[f.cursor].chosen {
		f.onChoose(f.cursor)
	}
	return true
}
