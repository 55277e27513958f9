package ui

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch/desk"
)

// portalDays are the settings of portals: how long they give access, and when a person is told that nobody fetched.
type portalDays struct {
	u        *UI
	root     *fyne.Container
	expiry   *field
	reminder *field
	notice   *notice
	slot     slot
	reading  slot
}

func newPortalDays(u *UI) *portalDays {
	p := &portalDays{u: u, expiry: u.field(""), reminder: u.field(""), notice: newNotice(u)}
	for _, entry := range []*field{p.expiry, p.reminder} {
		entry.keys[fyne.KeyReturn] = func() bool { p.save(); return true }
	}
	save := newButton(u.t("portal_days_save"), p.save)
	p.root = newColumn(gap+gapHalf, strong(u.t("portal_days")), caption(u.t("portal_days_explained")),
		newTopRow(gap, []track{fixed(numberWidth), fixed(numberWidth)},
			labelled(u.t("portal_days_expiry"), p.expiry), labelled(u.t("portal_days_reminder"), p.reminder)),
		leading(save), p.notice.content)
	return p
}

func (p *portalDays) content() fyne.CanvasObject { return p.root }

func (p *portalDays) enter() {
	run(p.u, &p.reading, p.u.desk.PortalDays, func(days desk.PortalDays, err error) {
		if err != nil {
			p.notice.fail(err)
			return
		}
		p.fill(days)
	})
}

// changed is nothing here: what is being written does not change under the hands.
func (p *portalDays) changed() {}

func (p *portalDays) fill(days desk.PortalDays) {
	p.expiry.SetText(strconv.Itoa(days.Expiry))
	p.reminder.SetText(strconv.Itoa(days.Reminder))
}

func (p *portalDays) save() {
	expiry, wrong := strconv.Atoi(strings.TrimSpace(p.expiry.Text))
	reminder, other := strconv.Atoi(strings.TrimSpace(p.reminder.Text))
	if wrong != nil || other != nil || expiry < 1 || expiry > desk.MostPortalDays || reminder < 1 || reminder > desk.MostPortalDays {
		p.notice.ask(p.u.t("portal_days_range", "most", desk.MostPortalDays))
		return
	}
	days := desk.PortalDays{Expiry: expiry, Reminder: reminder}
	act(p.u, &p.slot, noValue(func(ctx context.Context) error { return p.u.desk.SavePortalDays(ctx, days) }),
		func(_ nothing, err error) {
			if err != nil {
				p.notice.fail(err)
				return
			}
			p.notice.tell(p.u.t("portal_days_saved"))
		})
}
