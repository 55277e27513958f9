package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax/facsimile"
)

// coverSheet shows the cover page that the fax would leave with, over the three columns.
type coverSheet struct {
	s       *sendScreen
	content fyne.CanvasObject
	paper   *paper
	leave   *button
	slot    slot
}

func newCoverSheet(s *sendScreen) *coverSheet {
	u := s.u
	c := &coverSheet{s: s, paper: newPaper(false), leave: newButton(u.t("leave"), s.uncover)}
	head := newColumn(2, heading(u.t("cover_title")), caption(u.t("cover_explained")))
	c.content = filled(newColumn(gapDouble, head, spacer(0)), buttonBar(c.leave), c.paper)
	draft := s.draft().desk()
	run(u, &c.slot, func(ctx context.Context) (facsimile.Preview, error) { return u.desk.Cover(ctx, draft) },
		func(page facsimile.Preview, err error) {
			if err != nil {
				c.paper.set(nil, u.texts.Error(err))
				return
			}
			c.paper.set(page.Image, "")
		})
	return c
}

func (c *coverSheet) body() fyne.CanvasObject { return c.content }

func (c *coverSheet) begin() { c.s.u.focus(c.leave) }

func (c *coverSheet) close() { c.slot.drop() }

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
