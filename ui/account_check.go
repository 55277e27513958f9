package ui

import (
	"context"
	"time"

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
	took := u.texts.Number(max(1, int64((check.Took+999*time.Millisecond)/time.Second)))
	head := caption(u.t("check_took", "date", u.texts.DateTime(check.At, u.location()), "seconds", took))
	lines := newColumn(gapHalf, head)
	for i, step := range checkSteps {
		switch reached := stepReached(check); {
		case !check.Failed() || i < reached:
			lines.Add(sign("done", colorGreen, body(u.t(step))))
		case i == reached:
			lines.Add(sign("stop", colorRed, body(u.failure(&dispatch.Failure{Kind: check.Kind, Code: check.Code}))))
		}
	}
	c.content.Objects = []fyne.CanvasObject{lines}
	c.content.Show()
	c.content.Refresh()
	c.changed()
}

// checkSteps are what a test goes through, in its order.
var checkSteps = []string{"check_answers", "check_accepts", "check_serves"}

// stepReached is the step at which a test failed, as far as its failure tells.
func stepReached(check desk.AccountCheck) int {
	switch check.Kind {
	case dispatch.KindUnreachable.String(), dispatch.KindInternal.String(), dispatch.KindStorage.String():
		return 0
	case dispatch.KindCredentials.String():
		return 1
	case dispatch.KindRefused.String(), dispatch.KindRejected.String():
		return 2
	default:
		return 0 // what speaks of no step says nothing of those before it either
	}
}
