package ui

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch/desk"
)

// passphraseDays is the setting after how many days passphrases are forgotten.
type passphraseDays struct {
	u       *UI
	root    *fyne.Container
	days    *field
	notice  *notice
	slot    slot
	reading slot
}

func newPassphraseDays(u *UI) *passphraseDays {
	p := &passphraseDays{u: u, days: u.field(""), notice: newNotice(u)}
	p.days.keys[fyne.KeyReturn] = func() bool { p.save(); return true }
	p.root = newColumn(gap+gapHalf, strong(u.t("passphrase_days")), caption(u.t("passphrase_days_explained")),
		newTopRow(gap, []track{fixed(numberWidth)}, labelled(u.t("passphrase_days_forget"), p.days)),
		leading(newButton(u.t("passphrase_days_save"), p.save)), p.notice.content)
	return p
}

func (p *passphraseDays) content() fyne.CanvasObject { return p.root }

func (p *passphraseDays) enter() {
	run(p.u, &p.reading, p.u.desk.PassphraseDays, func(days int, err error) {
		if err != nil {
			p.notice.fail(err)
			return
		}
		p.fill(days)
	})
}

// changed is nothing here: what is being written does not change under the hands.
func (p *passphraseDays) changed() {}

func (p *passphraseDays) fill(days int) { p.days.SetText(strconv.Itoa(days)) }

func (p *passphraseDays) save() {
	days, err := strconv.Atoi(strings.TrimSpace(p.days.Text))
	if err != nil || days < 1 || days > desk.MostPassphraseDays {
		p.notice.ask(p.u.t("passphrase_days_range", "most", desk.MostPassphraseDays))
		return
	}
	act(p.u, &p.slot, noValue(func(ctx context.Context) error { return p.u.desk.SavePassphraseDays(ctx, days) }),
		func(_ nothing, err error) {
			if err != nil {
				p.notice.fail(err)
				return
			}
			p.notice.tell(p.u.t("passphrase_days_saved"))
		})
}
