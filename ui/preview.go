package ui

import (
	"context"
	"math"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/fax/facsimile"
)

// mostDots bounds the side of a picture, whatever the screen.
const mostDots = 3000

// preview draws pages into a view, away from the goroutine that draws the window. The newest wish supersedes
// an older one; the old picture stays until the new one is there.
type preview struct {
	u      *UI
	view   *pageView
	onDraw func(facsimile.Preview) // what a fax machine would do to the page in sight

	report inspect.Report
	wanted pictureKey
	slot   slot
	ahead  slot // the next page
}

// show asks for a page of a document, as large as fits in a box.
func (p *preview) show(report inspect.Report, page int, asFax bool, box fyne.Size) {
	key := pictureKey{
		document: report.SHA256, page: page, fax: asFax,
		width: p.dots(box.Width), height: p.dots(box.Height),
	}
	if key == p.wanted || key.width < 1 || key.height < 1 {
		return
	}
	if p.wanted.document != key.document {
		p.view.paper.set(nil, "") // never one document under the name of another
	}
	p.report, p.wanted = report, key
	p.ahead.drop()
	if picture, ok := p.u.pictures.get(key); ok {
		p.slot.drop()
		p.drawn(picture)
		return
	}
	run(p.u, &p.slot, func(ctx context.Context) (facsimile.Preview, error) { return p.u.picture(ctx, report, key) },
		func(picture facsimile.Preview, err error) {
			if err != nil {
				p.view.paper.set(nil, p.u.t("page_not_shown"))
				return
			}
			p.u.pictures.put(key, picture)
			p.drawn(picture)
		})
}

// clear forgets the document.
func (p *preview) clear() {
	p.slot.drop()
	p.ahead.drop()
	p.wanted = pictureKey{}
	p.view.paper.set(nil, "")
}

func (p *preview) drawn(picture facsimile.Preview) {
	p.view.paper.set(picture.Image, "")
	if p.onDraw != nil {
		p.onDraw(picture)
	}
	p.lookAhead()
}

// lookAhead draws the next page before it is asked for.
func (p *preview) lookAhead() {
	next, report := p.wanted, p.report
	next.page++
	if _, ok := p.u.pictures.get(next); ok || next.page > report.Pages {
		return
	}
	run(p.u, &p.ahead, func(ctx context.Context) (facsimile.Preview, error) { return p.u.picture(ctx, report, next) },
		func(picture facsimile.Preview, err error) {
			if err == nil {
				p.u.pictures.put(next, picture)
			}
		})
}

// dots turns a length of the layout into dots of the screen.
func (p *preview) dots(length float32) int {
	return min(mostDots, int(math.Round(float64(length*p.u.window.Canvas().Scale()))))
}

// picture draws one page. It is slow.
func (u *UI) picture(ctx context.Context, report inspect.Report, key pictureKey) (facsimile.Preview, error) {
	var drawn facsimile.Preview
	var err error
	if key.fax {
		drawn, err = u.desk.FaxPreview(ctx, report, key.page, facsimile.Plain)
	} else {
		drawn.Image, err = u.desk.Preview(ctx, report, key.page, key.width, key.height)
	}
	if err != nil || drawn.Image == nil {
		return facsimile.Preview{}, notDrawn(err)
	}
	drawn.Image = fitted(drawn.Image, key.width, key.height)
	return drawn, nil
}

func notDrawn(cause error) error {
	if cause != nil {
		return cause
	}
	return &dispatch.Error{Op: "ui.picture", Kind: dispatch.KindInternal, Certainty: dispatch.Unsent}
}
