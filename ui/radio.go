package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// option is a value with the words that people read for it.
type option[T comparable] struct {
	value T
	words string
}

// newRadio asks for one of a few values. onChange may be nil while the form is read only at its end.
func newRadio[T comparable](options []option[T], selected T, onChange func(T)) *widget.RadioGroup {
	r := widget.NewRadioGroup(wordsOf(options), nil)
	r.Selected = wordsFor(options, selected)
	r.Required = r.Selected != ""
	r.OnChanged = func(words string) {
		r.Required = true
		onChange(valueFor(options, words))
	}
	return r
}

// newSelect asks for one of many values.
func newSelect[T comparable](options []option[T], selected T, onChange func(T)) *widget.Select {
	s := widget.NewSelect(wordsOf(options), nil)
	s.Selected = wordsFor(options, selected)
	s.OnChanged = func(words string) { onChange(valueFor(options, words)) }
	return s
}

// outlined draws the border that a select lacks beside entries.
func outlined(s *widget.Select) *fyne.Container {
	return container.NewStack(s, newSurface("", theme.ColorNameInputBorder, 4))
}

func wordsOf[T comparable](options []option[T]) []string {
	words := make([]string, len(options))
	for i, o := range options {
		words[i] = o.words
	}
	return words
}

func wordsFor[T comparable](options []option[T], value T) string {
	i := slices.IndexFunc(options, func(o option[T]) bool { return o.value == value })
	if i < 0 {
		return ""
	}
	return options[i].words
}

func valueFor[T comparable](options []option[T], words string) T {
	i := slices.IndexFunc(options, func(o option[T]) bool { return o.words == words })
	if i < 0 {
		var none T
		return none
	}
	return options[i].value
}
