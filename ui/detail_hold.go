package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
)

// holdOf is the legal hold on one dispatch; nil: none.
func (u *UI) holdOf(ctx context.Context, id dispatch.ID) (*dispatch.LegalHold, error) {
	all, err := u.desk.Holds(ctx)
	i := slices.IndexFunc(all, func(h dispatch.LegalHold) bool { return h.Scope == dispatch.HoldDispatch && h.Target == id })
	if err != nil || i < 0 {
		return nil, err
	}
	return &all[i], nil
}

// hold keeps the dispatch from being destroyed, or lets it go, with a reason that goes into the log.
func (d *detail) hold() fyne.CanvasObject {
	u := d.u
	why := labelled(u.t("retention_hold_reason"), d.holdReason)
	if d.held == nil {
		place := newButton(u.t("detail_hold_place"), func() { d.changeHold("retention_hold_missing", d.placeHold) })
		inside := newColumn(gap, caption(u.t("detail_hold_explained")), why, leading(place))
		return newDisclosure(u.t("detail_hold"), &d.holdOpen, inside, func() { d.content.Refresh() })
	}
	lift := newButton(u.t("retention_hold_lift"), func() { d.changeHold("retention_lift_sure", d.liftHold(d.held.ID)) })
	since := u.t("detail_held", "date", u.texts.Date(d.held.Placed, u.location()))
	inside := newColumn(gap, caption(d.held.Reason), why, leading(lift))
	return newDisclosure(since, &d.holdOpen, inside, func() { d.content.Refresh() })
}

func (d *detail) placeHold(ctx context.Context, id dispatch.ID, reason string) error {
	_, err := d.u.desk.PlaceHold(ctx, dispatch.HoldDispatch, id, reason)
	return err
}

func (d *detail) liftHold(hold dispatch.ID) func(context.Context, dispatch.ID, string) error {
	return func(ctx context.Context, _ dispatch.ID, reason string) error {
		return d.u.desk.LiftHold(ctx, hold, reason)
	}
}

// changeHold needs a reason; missing is what to say when there is none.
func (d *detail) changeHold(missing string, do func(context.Context, dispatch.ID, string) error) {
	id, reason := d.id, strings.TrimSpace(d.holdReason.Text)
	if reason == "" {
		d.notice.ask(d.u.t(missing))
		d.content.Refresh()
		d.u.focus(d.holdReason)
		return
	}
	act(d.u, &d.acts, noValue(func(ctx context.Context) error { return do(ctx, id, reason) }), func(_ nothing, err error) {
		if err == nil && id == d.id {
			d.holdReason.SetText("")
		}
		d.finished(err)
	})
}

// copyReference puts what the log calls the dispatch on the clipboard. It names nobody.
func (d *detail) copyReference() {
	d.u.config.App.Clipboard().SetContent(string(d.dispatch.ID))
	d.notice.tell(d.u.t("reference_copied"))
	d.content.Refresh()
}
