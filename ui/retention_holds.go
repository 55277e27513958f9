package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
)

// holds is what must not be destroyed, whatever its age.
type holds struct {
	u               *UI
	root            *fyne.Container
	list            *fyne.Container
	reason          *field
	notice          *notice
	kept            func() // told that a hold was placed or lifted
	reading, acting slot
}

func newHolds(u *UI, kept func()) *holds {
	h := &holds{u: u, kept: kept, list: newColumn(gap), reason: u.field(""), notice: newNotice(u)}
	h.root = newColumn(gap+gapHalf, strong(u.t("retention_holds")), h.list,
		labelled(u.t("retention_hold_reason"), h.reason),
		leading(newButton(u.t("retention_hold_everything"), h.place)), h.notice.content)
	return h
}

func (h *holds) content() fyne.CanvasObject { return h.root }

func (h *holds) enter() {
	run(h.u, &h.reading, h.u.desk.Holds, func(all []dispatch.LegalHold, err error) {
		if err != nil {
			h.notice.fail(err)
			return
		}
		h.show(all)
	})
}

func (h *holds) changed() { h.enter() }

func (h *holds) show(all []dispatch.LegalHold) {
	u := h.u
	h.list.RemoveAll()
	if len(all) == 0 {
		h.list.Add(caption(u.t("retention_holds_none")))
	}
	for _, hold := range all {
		what := u.texts.Text("hold_"+string(hold.Scope), "target", hold.Target)
		h.list.Add(newRow(gap, []track{share(1)},
			newColumn(0, body(u.t("retention_hold_line", "date", u.texts.Date(hold.Placed, u.config.Location), "what", what)), caption(hold.Reason)),
			newButton(u.t("retention_hold_lift"), func() { h.lift(hold.ID) })))
	}
	h.root.Refresh()
}

func (h *holds) place() {
	h.act("retention_hold_missing", func(ctx context.Context, reason string) error {
		_, err := h.u.desk.PlaceHold(ctx, dispatch.HoldEverything, "", reason)
		return err
	})
}

func (h *holds) lift(id dispatch.ID) {
	h.act("retention_lift_sure", func(ctx context.Context, reason string) error { return h.u.desk.LiftHold(ctx, id, reason) })
}

// act does what needs a reason; missing is what to say when there is none.
func (h *holds) act(missing string, do func(ctx context.Context, reason string) error) {
	reason := strings.TrimSpace(h.reason.Text)
	if reason == "" {
		h.notice.ask(h.u.t(missing))
		h.u.focus(h.reason)
		return
	}
	act(h.u, &h.acting, noValue(func(ctx context.Context) error { return do(ctx, reason) }), func(_ nothing, err error) {
		if err != nil {
			h.notice.fail(err)
			return
		}
		h.reason.SetText("")
		h.notice.clear()
		h.u.refresh()
		h.enter()
		h.kept()
	})
}
