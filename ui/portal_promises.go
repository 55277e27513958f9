package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// accessDays are the lengths of access that a person chooses among.
var accessDays = []int{1, 7, 14, 30}

// promises tell what a portal can keep, one line each. What it cannot is not told.
func (u *UI) promises(c dispatch.Capabilities) []fyne.CanvasObject {
	var lines []fyne.CanvasObject
	if c.Unproven {
		lines = append(lines, u.unproven())
	}
	for _, p := range []struct {
		kept bool
		key  string
	}{
		{c.Notify, "portal_can_notify"},
		{c.Link, "portal_can_link"},
		{c.Password, "portal_can_password"},
		{c.Receipts == dispatch.ReceiptsCount, "portal_can_receipts_count"},
		{c.Receipts == dispatch.ReceiptsRecipient, "portal_can_receipts_per_recipient"},
		{c.Revoke && c.Extend, "ui_portal_can_change"},
		{c.Revoke && !c.Extend, "portal_can_revoke"},
		{c.Extend && !c.Revoke, "portal_can_extend"},
	} {
		if p.kept {
			lines = append(lines, u.promise(u.texts.Text(p.key)))
		}
	}
	return lines
}

// unproven tells that nobody has seen the service of an account live.
func (u *UI) unproven() fyne.CanvasObject {
	return sign("warning", colorAmber, caption(u.texts.Text("portal_unproven")))
}

// limits are what a service keeps a person from, where it has a sentence for that.
func (u *UI) limits(provider string) []fyne.CanvasObject {
	key := provider + "_limits"
	if !u.texts.Has(key) {
		return nil
	}
	return []fyne.CanvasObject{sign("info", colorBlue, caption(u.texts.Text(key)))}
}

func (u *UI) promise(words string) fyne.CanvasObject {
	return newTopRow(gapHalf+2, []track{own, share(1)}, picture("done", colorSecondary, 14), caption(words))
}

// portal tells what the portal of an option can keep, and asks how long it gives access; nil for every other
// option.
func (p *suggestionPane) portal(option desk.Option) fyne.CanvasObject {
	u, draft := p.s.u, p.s.draft()
	if option.Capabilities == nil || !option.Capabilities.Expiry {
		draft.giveAccess(0, u.now()) // nobody would keep it
	}
	if option.Capabilities == nil {
		return nil
	}
	account, _ := u.account(option.Account)
	parts := newColumn(gapHalf, append(u.limits(account.Provider), u.promises(*option.Capabilities)...)...)
	if option.Capabilities.Expiry && !option.Expires.IsZero() {
		parts.Add(spacer(2))
		parts.Add(p.access(option))
	}
	return parts
}

// access shows until when the portal would give access, and lets a person choose.
func (p *suggestionPane) access(portal desk.Option) fyne.CanvasObject {
	u, draft := p.s.u, p.s.draft()
	options := []option[int]{{0, u.t("access_usual")}}
	for _, days := range accessDays {
		options = append(options, option[int]{days, u.n("access_days", days)})
	}
	choose := newSelect(options, draft.access, func(days int) {
		if days == p.s.draft().access {
			return
		}
		p.s.draft().giveAccess(days, u.now())
		p.s.suggest()
	})
	until := caption(u.t("access_until", "date", u.texts.Date(portal.Expires, u.location())))
	return newRow(gap, []track{share(1), fixed(132)}, until, outlined(choose))
}

// abilities are what the portal that carries a dispatch can keep. One that cannot be opened any more keeps
// nothing.
func (u *UI) abilities(ctx context.Context, d dispatch.Dispatch) *dispatch.Capabilities {
	if !atPortal(d) {
		return nil
	}
	able, err := u.desk.DispatchCapabilities(ctx, d.ID)
	if err != nil {
		return nil
	}
	return able
}

// askAbility shows on an account's page what its portal can keep.
func (p *accountPage) askAbility() {
	account := p.account
	run(p.u, &p.ability, func(ctx context.Context) (*dispatch.Capabilities, error) {
		return p.u.desk.Capabilities(ctx, account)
	}, func(able *dispatch.Capabilities, err error) {
		if err != nil || able == nil {
			return
		}
		lines := newColumn(gapHalf, append(p.u.limits(account.Provider), p.u.promises(*able)...)...)
		p.able.Objects = []fyne.CanvasObject{newColumn(gap, strong(p.u.t("portal_keeps")), lines)}
		p.refresh()
	})
}
