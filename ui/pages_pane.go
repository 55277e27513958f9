package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

const (
	leastPage = 200 // height of the page at least
	// mostShare is how much of the column the page takes at most when what was read needs the rest, and shortShare
	// that of a short one, as with large text: what the document is must stay in sight.
	mostShare, shortShare = 0.55, 0.25
	shortColumn           = 420
)

// pagesPane is the page in sight at the head of the first column, with its controls.
type pagesPane struct {
	u       *UI
	pager   *pager
	preview *preview
	room    *fyne.Container // of the page; its layout is its height
	column  *container.Scroll
	wheeled float32
}

// newPagesPane calls zoom to see the page large, and relay when the column is to be laid out again.
func newPagesPane(u *UI, zoom, relay func()) *pagesPane {
	p := &pagesPane{u: u}
	p.pager = newPager(u, relay)
	view := newPageView(u.t("zoom"), newPaper(false), zoom, p.typed, p.scrolled)
	p.preview = &preview{u: u, view: view, onDraw: p.pager.found}
	p.room = container.New(least{}, view)
	return p
}

// above sets the page over what was read in it.
func (p *pagesPane) above(reading fyne.CanvasObject) fyne.CanvasObject {
	if p.u.draft.inSight() == nil {
		p.clear()
		return scrolled(reading)
	}
	p.pager.update()
	rest := newColumn(gap, p.pager.content, reading)
	p.column = container.NewVScroll(clearOfBar(newColumn(gapHalf, p.room, rest)))
	return container.New(&pageAbove{pages: p, rest: rest}, p.column)
}

func (p *pagesPane) clear() { p.preview.clear() }

func (p *pagesPane) typed(key fyne.KeyName) {
	switch key {
	case fyne.KeyPageDown, fyne.KeyRight:
		p.pager.turn(1)
	case fyne.KeyPageUp, fyne.KeyLeft:
		p.pager.turn(-1)
	}
}

// wheelStep is how far the wheel goes for a page.
const wheelStep = 20

// scrolled turns the page; past the first and the last one, the column scrolls.
func (p *pagesPane) scrolled(e *fyne.ScrollEvent) {
	p.wheeled += e.Scrolled.DY
	by := 1
	if p.wheeled > 0 {
		by = -1
	}
	if p.wheeled*float32(-by) < wheelStep {
		return
	}
	p.wheeled = 0
	if !p.pager.turn(by) {
		p.column.Scrolled(e)
	}
}

// pageAbove gives the page the height that what was read leaves, then asks for its picture at that size.
type pageAbove struct {
	pages *pagesPane
	rest  fyne.CanvasObject
}

// Layout is called by Fyne.
func (l *pageAbove) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	scroll := objects[0]
	scroll.Resize(size)
	scroll.Refresh() // texts know their height once they know their width
	width := size.Width - gap
	most := (width-2*gap)*l.pages.preview.view.paper.shape() + 2*gap
	part := float32(mostShare)
	if size.Height < shortColumn {
		part = shortShare
	}
	height := min(most, max(size.Height-gapHalf-l.rest.MinSize().Height, min(leastPage, size.Height*part)))
	l.pages.room.Layout = least{fyne.NewSize(0, height)}
	scroll.Refresh()
	l.pages.look(fyne.NewSize(width, height))
}

// MinSize is called by Fyne.
func (l *pageAbove) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(48, 48) }

// look asks for the picture of the page in sight.
func (p *pagesPane) look(size fyne.Size) {
	d := p.u.draft
	if f := d.inSight(); f != nil {
		p.preview.show(f.report, d.page, p.u.manner(), p.preview.view.paper.box(size))
	}
}
