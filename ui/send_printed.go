package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"github.com/souspli/souspli/dispatch/desk"
)

// lookEvery is how many beats of the watcher lie between two looks into the print folder: two seconds. A document is
// taken at the second look that finds it unchanged.
const lookEvery = 8

// lookForPrinted looks into the print folder in a job of its own: it may lie on a network drive that does not answer.
func (w *watcher) lookForPrinted() {
	if w.beats%lookEvery != 0 || !w.looking.CompareAndSwap(false, true) {
		return
	}
	w.u.jobs.Go(func() {
		defer w.looking.Store(false)
		printed, err := w.u.desk.Printed(w.u.ctx)
		if err == nil {
			w.u.onMain(func() { w.u.arrived(printed) })
		}
	})
}

// arrived follows the print folder. Into an empty draft in sight, a document goes by itself; into one that somebody
// works on, never.
func (u *UI) arrived(printed []desk.Printed) {
	if u.ctx.Err() != nil || len(printed) == 0 && len(u.prints.waiting) == 0 {
		return
	}
	u.prints.waiting = printed
	s := u.sending()
	if len(printed) > 0 && u.here == roomSend && u.draft.empty() && s.over == nil && s.documents.chooser == nil && s.idle() {
		u.takePrinted()
		return
	}
	s.documents.strip()
}

// prints are the documents that other programs printed and that nobody has taken.
type prints struct {
	waiting []desk.Printed
	slot    slot
}

// next is the document that waits longest; it waits no more.
func (p *prints) next() (desk.Printed, bool) {
	if len(p.waiting) == 0 {
		return desk.Printed{}, false
	}
	first := p.waiting[0]
	p.waiting = p.waiting[1:]
	return first, true
}

// takePrinted brings the printed document that waits longest into the draft.
func (u *UI) takePrinted() {
	if first, ok := u.prints.next(); ok {
		u.desk.TakePrinted(first)
		u.enter(roomSend)
		u.sending().add([]string{first.Path})
		u.sending().documents.strip()
	}
}

// dismissPrinted leaves it where it is, and offers it no more.
func (u *UI) dismissPrinted() {
	first, ok := u.prints.next()
	if !ok {
		return
	}
	u.sending().documents.strip()
	run(u, &u.prints.slot, noValue(func(ctx context.Context) error { return u.desk.DismissPrinted(ctx, first) }),
		func(_ nothing, err error) {
			if err != nil {
				u.sending().notice.fail(err)
			}
		})
}

// strip tells that printed documents wait, above the documents of the draft.
func (p *documentsPane) strip() {
	u, n := p.s.u, len(p.s.u.prints.waiting)
	p.waiting.Objects = nil
	if n > 0 {
		ways := newFlow(gapDouble, u.link("printed_take", u.takePrinted), u.link("printed_dismiss", u.dismissPrinted))
		words := newColumn(2, caption(u.n("printed_waiting", n)).tint(theme.ColorNameForeground), ways)
		p.waiting.Objects = []fyne.CanvasObject{
			card(newTopRow(gap, []track{own, share(1)}, picture("document", theme.ColorNamePrimary, 18), words)), spacer(0),
		}
	}
	setVisible(p.waiting, n > 0)
	p.content.Refresh()
}
