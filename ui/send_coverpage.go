package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax/facsimile"
)

// coverSheet shows the cover page that the fax would leave with, over the three columns.
type coverSheet struct {
	s       *sendScreen
	content fyne.CanvasObject
	view    *pageView
	scroll  *container.Scroll
	slot    slot
}

func newCoverSheet(s *sendScreen) *coverSheet {
	u := s.u
	c := &coverSheet{s: s}
	c.view = newPageView(u.t("leave"), newPaper(true), s.uncover, c.typed, func(e *fyne.ScrollEvent) { c.scroll.Scrolled(e) })
	c.scroll = container.NewVScroll(container.NewCenter(container.New(least{fyne.NewSize(coverWidth, coverWidth*letter)}, c.view)))
	head := newColumn(2, heading(u.t("cover_title")), caption(u.t("cover_explained")))
	c.content = filled(newColumn(gapDouble, head, spacer(0)), buttonBar(newButton(u.t("leave"), s.uncover)), c.scroll)
	draft := s.draft().desk()
	run(u, &c.slot, func(ctx context.Context) (facsimile.Preview, error) { return u.desk.Cover(ctx, draft) },
		func(page facsimile.Preview, err error) {
			if err != nil {
				c.view.paper.set(nil, u.texts.Error(err))
				return
			}
			c.view.paper.set(page.Image, "")
		})
	return c
}

func (c *coverSheet) body() fyne.CanvasObject { return c.content }

func (c *coverSheet) begin() { c.s.u.focus(c.view) }

func (c *coverSheet) close() { c.slot.drop() }

// coverWidth is that of a cover page that can be read.
const coverWidth = 712

func (c *coverSheet) typed(key fyne.KeyName) {
	switch key {
	case fyne.KeyDown, fyne.KeyPageDown:
		scrollBy(c.scroll, nearly*c.scroll.Size().Height)
	case fyne.KeyUp, fyne.KeyPageUp:
		scrollBy(c.scroll, -nearly*c.scroll.Size().Height)
	}
}

// coverLink leads to the cover page.
func (p *pager) coverLink() *press {
	return p.u.link("cover_open", func() {
		s := p.u.sending()
		s.coverWith(newCoverSheet(s))
	})
}

// hasCover reports whether the pages are looked at as a fax, and a number is known that it would go to.
func (d *draft) hasCover() bool {
	_, ok := d.routeOver(dispatch.CloudFax)
	return ok && d.asFax
}
