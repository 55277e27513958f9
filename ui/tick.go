package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// tick is a check whose words go on below when they are wider than their place, which Fyne's do not.
type tick struct {
	widget.Check
	words   string
	content *fyne.Container // the box with its words
}

func newTick(words string, onChange func(bool)) *tick {
	t := &tick{words: words}
	t.OnChanged = onChange
	t.ExtendBaseWidget(t)
	label := &tickWords{tick: t}
	label.text = text{words: words, size: theme.SizeNameText, color: theme.ColorNameForeground}
	label.ExtendBaseWidget(label)
	t.content = newRow(0, []track{own, share(1)}, t, label)
	return t
}

// AccessibilityLabel is the words.
func (t *tick) AccessibilityLabel() string { return t.words }

// tickWords are words that tick their box.
type tickWords struct {
	text
	tick *tick
}

// Tapped is called by Fyne.
func (w *tickWords) Tapped(*fyne.PointEvent) { w.tick.SetChecked(!w.tick.Checked) }
