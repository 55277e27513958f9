package ui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/fax/facsimile"
)

// pager is what turns the pages of the document in sight: the same under the small page and over the large
// one.
type pager struct {
	u        *UI
	content  *fyne.Container
	leaves   *fyne.Container // what turns the page
	position *text
	earlier  *button
	later    *button
	asFax    *check
	cover    *press
	compare  *comparison
	findings *text // of the page in sight, as a fax
	whole    *text // of the whole document, as a fax
	changed  func()

	judged *file
	slot   slot
}

// newPager calls changed when another page, or the same one in another way, is to be shown.
func newPager(u *UI, changed func()) *pager {
	p := &pager{u: u, changed: changed, position: line("").fit(whole), findings: caption(""), whole: caption("")}
	turner := func(by int) *button {
		b := newButton("", func() { p.turn(by) })
		b.Importance = widget.LowImportance
		return b
	}
	p.earlier, p.later = turner(-1), turner(1)
	p.asFax = newCheck(u.t("as_fax"), u.draft.asFax, func(on bool) { u.draft.asFax = on; p.update(); p.changed() }).inLine()
	p.leaves = newRow(0, nil, p.earlier, p.position, p.later)
	p.compare = newComparison(u, func(asItIs bool) { u.draft.asItIs = asItIs; p.update(); p.changed() })
	p.cover = p.coverLink()
	p.content = newColumn(gapHalf, newFlow(gap, p.leaves, p.asFax.content, p.cover), p.compare.content, p.findings, p.whole)
	return p
}

// turn goes to another page, if there is one.
func (p *pager) turn(by int) bool {
	d := p.u.draft
	f := d.inSight()
	if f == nil || d.page+by < 1 || d.page+by > f.report.Pages {
		return false
	}
	d.chosen = f // it stays in sight when another one is read
	d.page += by
	p.findings.set("")
	p.compare.weigh(onScreen, nil, nil)
	p.update()
	p.changed()
	return true
}

// update follows the document in sight.
func (p *pager) update() {
	d := p.u.draft
	f := d.inSight()
	if f == nil {
		return
	}
	p.position.set(p.u.t("page_of", "page", p.u.texts.Number(int64(d.page)), "pages", p.u.texts.Number(int64(f.report.Pages))))
	setTurning(p.earlier, "previous", d.page > 1)
	setTurning(p.later, "next", d.page < f.report.Pages)
	setVisible(p.leaves, f.report.Pages > 1)
	p.asFax.show(d.asFax)
	p.compare.update(p.u.manner())
	setVisible(p.cover, d.hasCover())
	setVisible(p.findings, d.asFax)
	setVisible(p.whole, d.asFax)
	p.judge(f)
	p.content.Refresh()
}

// setTurning draws an arrow, pale at the first or the last page.
func setTurning(b *button, name iconName, possible bool) {
	if possible {
		b.Enable()
		b.SetIcon(icon{name, theme.ColorNameForeground})
	} else {
		b.Disable()
		b.SetIcon(icon{name, theme.ColorNameInputBorder})
	}
}

// judge asks how the whole document would arrive, once a document and only when it is looked at as a fax.
func (p *pager) judge(f *file) {
	switch {
	case !p.u.draft.asFax:
		p.slot.drop()
		p.judged = nil
	case f.report.Legibility != nil:
		p.judged = f
		p.whole.set(p.u.wholeWords(*f.report.Legibility))
	case p.judged != f:
		p.judged = f
		p.whole.set(p.u.t("fax_judging"))
		p.ask(f)
	}
}

func (p *pager) ask(f *file) {
	report := f.report
	run(p.u, &p.slot, func(ctx context.Context) (facsimile.Legibility, error) {
		return p.u.desk.Legibility(ctx, report)
	}, func(l facsimile.Legibility, err error) {
		if err != nil {
			p.whole.set(p.u.texts.Error(err))
		} else {
			f.report.Legibility = &l
			p.whole.set(p.u.wholeWords(l))
			p.u.sending().showBar() // the time is known now
		}
		p.changed()
	})
}

// found tells what the page in sight would lose.
func (p *pager) found(picture facsimile.Preview, other *facsimile.Preview) {
	words, m := "", p.u.manner()
	if m != onScreen {
		words = p.u.findingWords(picture.Findings, m)
	}
	p.compare.weigh(m, &picture, other)
	if p.findings.words != words {
		p.findings.set(words)
		p.changed()
	}
}

// inSight is the document whose pages are shown: the chosen one, or the first whose kind is to be asked, or
// the first.
func (d *draft) inSight() *file {
	if slices.Contains(d.files, d.chosen) {
		if d.chosen.ready() {
			return d.chosen
		}
		return nil
	}
	ready := slices.DeleteFunc(slices.Clone(d.files), func(f *file) bool { return !f.ready() })
	if len(ready) == 0 {
		return nil
	}
	return ready[max(0, slices.IndexFunc(ready, func(f *file) bool { return d.kindOf(f.report) == "" }))]
}
