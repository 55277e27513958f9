package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// sooner lets a document leave before the one above it; nil for the first.
func (p *documentsPane) sooner(f *file) fyne.CanvasObject {
	d := p.s.draft()
	i := slices.Index(d.files, f)
	if i < 1 {
		return nil
	}
	b := newIconButton("", "up", func() {
		d.files[i-1], d.files[i] = d.files[i], d.files[i-1]
		d.doubt()
		p.render()
		p.s.suggest()
	}).called(p.s.u.t("file_sooner", "name", f.name()))
	b.Importance = widget.LowImportance
	return b
}

// pageLine leads to the pages of a document, and of one that is of some pages only, tells it and puts the others
// back.
func (p *documentsPane) pageLine(f *file) fyne.CanvasObject {
	u := p.s.u
	pages := u.link("arrange_open", func() { p.s.arrange(f) })
	if f.whole == nil {
		return newFlow(gapDouble, pages)
	}
	words := u.n("arranged_from", len(f.leaves), "pages", u.texts.Number(int64(f.whole.Pages)))
	return newColumn(2, caption(words), newFlow(gapDouble, pages, u.link("arrange_back", func() { p.s.wholeAgain(f) })))
}

// link is a small way to somewhere, in a line of text.
func (u *UI) link(key string, do func()) *press {
	words := caption(u.t(key)).fit(whole).tint(theme.ColorNamePrimary)
	return newPress(words.words, padded(2, 0, words), do)
}
