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
	u    *UI
	view *pageView
	// onDraw is told what a fax machine would do to the page in sight, and, where pages can be prepared, to
	// the same page in the other manner; nil: not known yet.
	onDraw func(page facsimile.Preview, other *facsimile.Preview)

	report inspect.Report
	wanted pictureKey
	slot   slot
	ahead  slot // the next page
	beside slot // the same page, in the other manner
}

// show asks for a page of a document, as large as fits in a box.
func (p *preview) show(report inspect.Report, page int, m manner, box fyne.Size) {
	key := pictureKey{
		document: report.SentSHA256(), page: page, manner: m,
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
	p.beside.drop()
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
	p.beside.drop()
	p.wanted = pictureKey{}
	p.view.paper.set(nil, "")
}

func (p *preview) drawn(picture facsimile.Preview) {
	p.view.paper.set(picture.Image, "")
	p.lookBeside(picture)
	p.lookAhead()
}

// lookBeside draws the page in the other manner too, so that the two can be compared.
func (p *preview) lookBeside(picture facsimile.Preview) {
	other, report := p.wanted, p.report
	switch {
	case p.wanted.manner == onScreen || !p.u.preparing():
		p.onDraw(picture, nil)
		return
	case p.wanted.manner == faxedPrepared:
		other.manner = faxedAsItIs
	default:
		other.manner = faxedPrepared
	}
	if known, ok := p.u.pictures.get(other); ok {
		p.onDraw(picture, &known)
		return
	}
	p.onDraw(picture, nil)
	run(p.u, &p.beside, func(ctx context.Context) (facsimile.Preview, error) { return p.u.picture(ctx, report, other) },
		func(drawn facsimile.Preview, err error) {
			if err == nil {
				p.u.pictures.put(other, drawn)
				p.onDraw(picture, &drawn)
			}
		})
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
	switch key.manner {
	case faxedAsItIs:
		drawn, err = u.desk.FaxPreview(ctx, report, key.page, facsimile.Plain)
	case faxedPrepared:
		drawn, err = u.desk.FaxPreview(ctx, report, key.page, facsimile.Optimised)
	default:
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
