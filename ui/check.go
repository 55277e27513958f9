package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// check is a box to tick, or one answer of a radio. Unlike Fyne's, its words go on below when they are wider than their
// place, and a line around it shows where the keyboard is.
type check struct {
	Checked   bool
	OnChanged func(bool) // may be nil

	content *fyne.Container // what stands in a form
	box     *press
	words   *text
	mark    *widget.Icon
	off, on iconName
}

const markSide = 20

// newCheck is a box to tick.
func newCheck(words string, on bool, onChange func(bool)) *check {
	c := newMarked(words, "box", "box_ticked")
	c.OnChanged = onChange
	c.show(on)
	return c
}

// inLine keeps the words on one line, for a check beside others.
func (c *check) inLine() *check {
	c.words.fit(whole)
	return c
}

// newMarked has one drawing while it is off, and another while it is on.
func newMarked(words string, off, on iconName) *check {
	c := &check{words: body(words), mark: widget.NewIcon(nil), off: off, on: on}
	row := newRow(gapHalf, []track{own, share(1)}, sized(fyne.NewSquareSize(markSide), c.mark), c.words)
	c.box = newPress(words, padded(gapHalf, gapHalf, row), func() { c.SetChecked(!c.Checked) })
	c.content = container.New(snug{c}, c.box)
	c.draw()
	return c
}

// SetChecked ticks the box, or clears it, and tells when that is a change.
func (c *check) SetChecked(on bool) {
	if c.Checked == on {
		return
	}
	c.show(on)
	if c.OnChanged != nil {
		c.OnChanged(on)
	}
}

// show ticks the box, or clears it, and tells nobody.
func (c *check) show(on bool) {
	c.Checked = on
	c.draw()
}

func (c *check) draw() {
	name, color, words := c.off, theme.ColorNameInputBorder, theme.ColorNameForeground
	if c.Checked {
		name, color = c.on, theme.ColorNamePrimary
	}
	if c.Disabled() {
		color, words = theme.ColorNameDisabled, theme.ColorNameDisabled
	}
	c.mark.SetResource(icon{name, color})
	c.words.tint(words).Refresh()
}

// Disabled reports whether the mark can be changed.
func (c *check) Disabled() bool { return c.box.Disabled() }

// Disable makes the mark one that can only be read.
func (c *check) Disable() { c.box.Disable(); c.draw() }

// Enable makes the mark one that can be changed.
func (c *check) Enable() { c.box.Enable(); c.draw() }

// snug gives a check the width of its words, or of its place where that is less.
type snug struct{ check *check }

// Layout is called by Fyne.
func (l snug) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	natural, w := objects[0].MinSize().Width, l.check.words
	if w.fitting == wrapped {
		natural += fyne.MeasureText(w.words, w.Theme().Size(w.size), w.style).Width
	}
	objects[0].Resize(fyne.NewSize(min(size.Width, natural), size.Height))
}

// MinSize is called by Fyne.
func (l snug) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }
