package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
)

// verification records, in the page, that a person made sure of a number or an address.
type verification struct {
	u      *UI
	how    *field
	slot   slot
	done   func(dispatch.Recipient)
	failed func(error)
}

func newVerification(u *UI, done func(dispatch.Recipient), failed func(error)) *verification {
	return &verification{u: u, how: u.field(u.t("verify_hint")), done: done, failed: failed}
}

// ask is the question about one route of a recipient.
func (v *verification) ask(r dispatch.Recipient, route dispatch.Route) fyne.CanvasObject {
	confirm := newButton(v.u.t("verified"), func() { v.confirm(r, route) })
	v.how.keys[fyne.KeyReturn] = func() bool { v.confirm(r, route); return true }
	return newColumn(gap, caption(v.instruction(r, route)), newRow(gap, []track{share(1)}, v.how, confirm))
}

func (v *verification) instruction(r dispatch.Recipient, route dispatch.Route) string {
	address := unbroken(v.u.address(route))
	if r.Phone == "" {
		return v.u.t("verify_without_phone", "address", address)
	}
	return v.u.t("verify_by_phone", "phone", unbroken(v.u.texts.PhoneNumber(r.Phone)), "address", address)
}

// confirm needs to know how: without it, nothing is recorded.
func (v *verification) confirm(r dispatch.Recipient, route dispatch.Route) {
	how := strings.TrimSpace(v.how.Text)
	if how == "" {
		v.u.focus(v.how)
		return
	}
	act(v.u, &v.slot, func(ctx context.Context) (dispatch.Recipient, error) {
		return v.u.desk.VerifyAddress(ctx, r.ID, route.Channel, route.Address, how)
	}, func(saved dispatch.Recipient, err error) {
		if err != nil {
			v.failed(err)
			return
		}
		v.how.SetText("")
		v.done(saved)
	})
}
