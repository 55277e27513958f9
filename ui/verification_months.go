package ui

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch/desk"
)

// verificationMonths is the setting after how many months a fax number is verified again.
type verificationMonths struct {
	u       *UI
	root    *fyne.Container
	months  *field
	notice  *notice
	slot    slot
	reading slot
}

func newVerificationMonths(u *UI) *verificationMonths {
	v := &verificationMonths{u: u, months: u.field(""), notice: newNotice(u)}
	v.months.keys[fyne.KeyReturn] = func() bool { v.save(); return true }
	v.root = newColumn(gap+gapHalf, strong(u.t("verification_months")), caption(u.t("verification_months_explained")),
		newTopRow(gap, []track{fixed(numberWidth)}, labelled(u.t("verification_months_after"), v.months)),
		leading(newButton(u.t("verification_months_save"), v.save)), v.notice.content)
	return v
}

func (v *verificationMonths) content() fyne.CanvasObject { return v.root }

func (v *verificationMonths) enter() {
	run(v.u, &v.reading, v.u.desk.VerificationMonths, func(months int, err error) {
		if err != nil {
			v.notice.fail(err)
			return
		}
		v.months.SetText(strconv.Itoa(months))
	})
}

// changed is nothing here: what is being written does not change under the hands.
func (v *verificationMonths) changed() {}

func (v *verificationMonths) save() {
	months, err := strconv.Atoi(strings.TrimSpace(v.months.Text))
	if err != nil || months < 1 || months > desk.MostVerificationMonths {
		v.notice.ask(v.u.t("verification_months_range", "most", desk.MostVerificationMonths))
		return
	}
	act(v.u, &v.slot, noValue(func(ctx context.Context) error { return v.u.desk.SaveVerificationMonths(ctx, months) }),
		func(_ nothing, err error) {
			if err != nil {
				v.notice.fail(err)
				return
			}
			v.notice.tell(v.u.t("verification_months_saved"))
		})
}
