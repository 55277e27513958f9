package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/souspli/souspli/fax/facsimile"
)

const (
	widestPage = 1100 // a wider page is no easier to read
	tallest    = 4    // heights of a page for a width of one: its width alone decides
	nearly     = 0.9  // of the room is scrolled by a key, so that a line or two stay in sight
)

// zoomed is the page in sight, large, over the three columns.
type zoomed struct {
	s       *sendScreen
	content *fyne.Container
	pager   *pager
	preview *preview
	scroll  *container.Scroll
	room    *fyne.Container
}

func newZoomed(s *sendScreen) *zoomed {
	z := &zoomed{s: s}
	z.pager = newPager(s.u, func() { z.content.Refresh() })
	z.preview = &preview{u: s.u, onDraw: func(picture facsimile.Preview, other *facsimile.Preview) {
		z.pager.found(picture, other)
		z.content.Refresh() // the page may be of another shape
	}}
	z.preview.view = newPageView(s.u.t("leave"), newPaper(true), s.unzoom, z.typed, func(e *fyne.ScrollEvent) { z.scroll.Scrolled(e) })
	z.room = container.New(least{}, z.preview.view)
	z.scroll = container.NewVScroll(container.NewCenter(z.room))
	name := line(s.draft().inSight().name()).bold()
	leave := newButton(s.u.t("leave"), s.unzoom)
	head := newTopRow(gapDouble, []track{share(1), share(1)}, newMiddleOf(name), z.pager.content, clearOfBar(leave))
	z.content = filled(container.New(layout.NewCustomPaddedLayout(0, gap, 0, 0), head), nil, container.New(&pageWide{z}, z.scroll))
	z.pager.update()
	return z
}

// newMiddleOf stands a line at the height of a button.
func newMiddleOf(o fyne.CanvasObject) fyne.CanvasObject {
	return sized(fyne.NewSize(0, 36), newMiddle(o))
}

// pageWide gives the page the whole width.
type pageWide struct{ zoomed *zoomed }

// Layout is called by Fyne.
func (l *pageWide) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	z := l.zoomed
	width := min(widestPage, size.Width-gapDouble)
	z.room.Layout = least{fyne.NewSize(width, width*z.preview.view.paper.shape())}
	objects[0].Resize(size)
	objects[0].Refresh()
	d := z.s.draft()
	if f := d.inSight(); f != nil {
		z.preview.show(f.report, d.page, z.s.u.manner(), fyne.NewSize(width, width*tallest))
	}
}

// MinSize is called by Fyne.
func (l *pageWide) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(48, 48) }

func (z *zoomed) typed(key fyne.KeyName) {
	switch key {
	case fyne.KeyPageDown:
		z.step(1)
	case fyne.KeyPageUp:
		z.step(-1)
	case fyne.KeyRight:
		z.turn(1)
	case fyne.KeyLeft:
		z.turn(-1)
	case fyne.KeyDown:
		z.scrollBy(rowHeight)
	case fyne.KeyUp:
		z.scrollBy(-rowHeight)
	}
}

// step goes down or up by what is in sight, and at the end to the next page.
func (z *zoomed) step(by int) {
	was := z.scroll.Offset.Y
	z.scrollBy(float32(by) * nearly * z.scroll.Size().Height)
	if z.scroll.Offset.Y == was {
		z.turn(by)
	}
}

func (z *zoomed) scrollBy(length float32) { scrollBy(z.scroll, length) }

// scrollBy goes down by a length, or up by a negative one, as far as there is anything.
func scrollBy(s *container.Scroll, length float32) {
	most := max(0, s.Content.MinSize().Height-s.Size().Height)
	s.ScrollToOffset(fyne.NewPos(0, min(most, max(0, s.Offset.Y+length))))
}

// turn shows another page: the next from its head, the one before from its foot.
func (z *zoomed) turn(by int) {
	if !z.pager.turn(by) {
		return
	}
	if by > 0 {
		z.scroll.ScrollToTop()
	} else {
		z.scroll.ScrollToBottom()
	}
}

// close ends what is being drawn.
func (z *zoomed) close() {
	z.preview.clear()
	z.pager.slot.drop()
}

// zoom shows the page in sight over the columns.
func (s *sendScreen) zoom() {
	if s.zoomed != nil || s.over != nil || s.draft().inSight() == nil {
		return
	}
	s.draft().chosen = s.draft().inSight()
	s.zoomed = newZoomed(s)
	s.middle.Objects = []fyne.CanvasObject{s.zoomed.content}
	s.middle.Refresh()
	s.u.focus(s.zoomed.preview.view)
}

// unzoom shows the columns again.
func (s *sendScreen) unzoom() {
	if s.zoomed == nil {
		return
	}
	s.zoomed.close()
	s.zoomed = nil
	s.middle.Objects = []fyne.CanvasObject{s.panes}
	s.middle.Refresh()
	s.documents.render()
	s.u.focus(s.documents.pages.preview.view)
}

// turn goes to another page, from wherever the keyboard is.
func (s *sendScreen) turn(by int) {
	switch {
	case s.over != nil:
	case s.zoomed != nil:
		s.zoomed.step(by)
	case s.documents.chooser == nil:
		s.documents.pages.pager.turn(by)
	}
}
