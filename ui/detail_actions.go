package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// actions are what the dispatch still allows; nil when nothing.
func (d *detail) actions() fyne.CanvasObject {
	s := d.dispatch
	switch {
	case heldBack(s):
		return d.heldBack()
	case d.deposited():
		return d.portal()
	case s.State == dispatch.Accepted && s.AwaitsPerson():
		return d.overdue()
	case s.State == dispatch.Held || s.State == dispatch.Queued:
		return leading(newButton(d.u.t("cancel_dispatch"), func() { d.u.cancel(s.ID) }))
	case s.State == dispatch.Uncertain:
		return d.settle("settle_explained", "settle_lost")
	case recallable(s):
		return d.stop()
	case s.Form.NeedsPassphrase() && (s.State == dispatch.Accepted || s.State == dispatch.Delivered):
		return d.callSheet()
	case s.State == dispatch.Failed, s.State == dispatch.Partial:
		return d.otherwise()
	default:
		return nil
	}
}

// settle asks the person what the other side can't be asked. explained and lost are the keys of why, and of
// the button for what never arrived.
func (d *detail) settle(explained, lost string) fyne.CanvasObject {
	u, name := d.u, d.dispatch.Recipient.Name
	arrived := newButton(u.t("settle_arrived"), func() { d.resolve(true) })
	never := newButton(u.t(lost), func() { d.resolve(false) })
	return card(newColumn(gap+gapHalf,
		strong(u.t("settle_question", "name", name)),
		caption(u.t(explained)),
		u.reachLine(d.dispatch.Recipient),
		labelled(u.t("note"), d.note),
		newColumn(gap, arrived, never)))
}

// reachLine is where to call, or what to do when no number is known.
func (u *UI) reachLine(r dispatch.Recipient) fyne.CanvasObject {
	if r.Phone == "" {
		return u.addressLine("phone", u.t("no_phone"), nil)
	}
	return u.addressLine("phone", u.texts.PhoneNumber(r.Phone), nil)
}

// resolve needs a note: it is what a reviewer reads years later.
func (d *detail) resolve(sent bool) {
	note := strings.TrimSpace(d.note.Text)
	if note == "" {
		d.notice.ask(d.u.t("note_missing"))
		d.content.Refresh()
		d.u.focus(d.note)
		return
	}
	id := d.id
	act(d.u, &d.acts, func(ctx context.Context) (dispatch.Dispatch, error) {
		return d.u.desk.Resolve(ctx, id, sent, note)
	}, func(_ dispatch.Dispatch, err error) { d.finished(err) })
}

// otherwise leads back to the first screen with the same documents and the recipient of today: the rules are asked
// again. Of a failure, the next channel stands first.
func (d *detail) otherwise() fyne.CanvasObject {
	u := d.u
	ways := newFlow(gap)
	if next := desk.NextChannel(d.dispatch); next != "" && d.dispatch.State == dispatch.Failed {
		ways.Add(newButton(u.t("again_next", "channel", u.texts.Channel(next)), func() { d.startAgain(true) }))
	}
	ways.Add(d.againButton())
	ways.Add(lowButton(u.t("put_away"), d.putAway))
	return newColumn(gap, caption(u.t("otherwise_explained")), ways)
}

func (d *detail) againButton() *button {
	return newButton(d.u.t("again"), func() { d.startAgain(false) })
}

// onceMore offers what otherwise offers where nothing went wrong; nil: not now, or offered already.
func (d *detail) onceMore() fyne.CanvasObject {
	s := d.dispatch
	if !desk.MayGoAgain(s) || s.State == dispatch.Failed || s.State == dispatch.Partial {
		return nil
	}
	return leading(d.againButton())
}

// putAway says that nothing more is to be done about a failure.
func (d *detail) putAway() {
	id := d.id
	act(d.u, &d.acts, noValue(func(ctx context.Context) error { return d.u.desk.PutAway(ctx, id, "") }),
		func(_ nothing, err error) {
			d.finished(err)
			if err == nil {
				d.notice.tell(d.u.t("put_away_done", "name", d.dispatch.Recipient.Name))
			}
		})
}

func (d *detail) startAgain(next bool) {
	from := d.dispatch
	act(d.u, &d.acts, func(ctx context.Context) (desk.Draft, error) {
		return d.u.another(ctx, from)
	}, func(draft desk.Draft, err error) {
		if err != nil {
			d.finished(err)
			return
		}
		d.u.sendAgain(draft, from, next)
	})
}

// finished shows what an action changed, or why it did not.
func (d *detail) finished(err error) {
	d.notice.clear()
	if err != nil {
		d.notice.fail(err)
		d.content.Refresh()
		return
	}
	d.u.refresh()
	d.again()
}
