package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// accountCheck tells what came of the last test of an account, which stays when the page is left.
type accountCheck struct {
	u       *UI
	account dispatch.ID
	content *fyne.Container
	changed func() // its height
	slot    slot
}

func newAccountCheck(u *UI, account dispatch.ID, changed func()) *accountCheck {
	c := &accountCheck{u: u, account: account, content: container.NewStack(), changed: changed}
	c.content.Hide()
	return c
}

func (c *accountCheck) read() {
	run(c.u, &c.slot, func(ctx context.Context) (*desk.AccountCheck, error) {
		check, tested, err := c.u.desk.AccountCheck(ctx, c.account)
		if err != nil || !tested {
			return nil, err
		}
		return &check, nil
	}, func(check *desk.AccountCheck, err error) {
		if err != nil || check == nil {
			return // the test can be made again
		}
		c.show(*check)
	})
}

func (c *accountCheck) show(check desk.AccountCheck) {
	u := c.u
	date := u.texts.DateTime(check.At, u.location())
	l, words := look{"done", colorGreen}, u.t("check_good", "date", date)
	if check.Failed() {
		l = look{"stop", colorRed}
		words = u.t("check_failed", "date", date, "why", u.failure(&dispatch.Failure{Kind: check.Kind, Code: check.Code}))
	}
	c.content.Objects = []fyne.CanvasObject{sign(l.icon, l.color, body(words))}
	c.content.Show()
	c.content.Refresh()
	c.changed()
}
