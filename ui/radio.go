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

// radio asks for one of a few values.
type radio struct {
	content *fyne.Container // what stands in a form
	answers []*check
}

// newRadio stands the answers below one another.
func newRadio[T comparable](options []option[T], selected T, onChange func(T)) *radio {
	r := newAnswers(options, selected, onChange)
	r.content = newColumn(0, r.contents()...)
	return r
}

// newRadioLine stands the answers beside one another, as far as there is place.
func newRadioLine[T comparable](options []option[T], selected T, onChange func(T)) *radio {
	r := newAnswers(options, selected, onChange)
	for _, answer := range r.answers {
		answer.inLine()
	}
	r.content = newFlow(gap, r.contents()...)
	return r
}

func newAnswers[T comparable](options []option[T], selected T, onChange func(T)) *radio {
	r := &radio{}
	for _, o := range options {
		answer := newMarked(o.words, "ring", "chosen")
		answer.show(o.value == selected)
		answer.box.onTap = func() {
			if !answer.Checked {
				r.choose(answer)
				onChange(o.value)
			}
		}
		r.answers = append(r.answers, answer)
	}
	return r
}

func (r *radio) choose(answer *check) {
	for _, one := range r.answers {
		one.show(one == answer)
	}
}

func (r *radio) contents() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, one := range r.answers {
		all = append(all, one.content)
	}
	return all
}

// Disabled reports whether the answer can only be read.
func (r *radio) Disabled() bool { return slices.ContainsFunc(r.answers, (*check).Disabled) }

// Disable makes the answer one that can only be read.
func (r *radio) Disable() {
	for _, one := range r.answers {
		one.Disable()
	}
}

// Enable lets an answer be chosen.
func (r *radio) Enable() {
	for _, one := range r.answers {
		one.Enable()
	}
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
