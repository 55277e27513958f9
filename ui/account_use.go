package ui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// usePart tells that the account is the one that its channel sends with, or makes it that; and that the rules let it
// send nothing protected, with the way out. It is nil for an account that carries nothing.
func (p *accountPage) usePart() fyne.CanvasObject {
	u, a := p.u, p.account
	if a.Channel == "" {
		return nil
	}
	p.using = newColumn(0, leading(newButton(u.t("account_use"), p.use)))
	if u.live.used[a.Channel].ID == a.ID {
		p.showUsed()
	}
	parts := newColumn(gap, p.using)
	if refusedSender(a) {
		parts.Add(sign("stop", colorRed, body(u.refusedWords(a))))
	}
	if a.Standing == dispatch.ClinicDomain {
		parts.Add(indented(leading(newButton(u.t("account_approve"), p.approve))))
	}
	return parts
}

// refusedWords says why the rules let an account send nothing protected.
func (u *UI) refusedWords(a dispatch.Account) string {
	if a.Standing == dispatch.ClinicDomain {
		return u.t("account_unapproved")
	}
	return u.texts.Text("sender_refused_" + string(a.Standing))
}

func (p *accountPage) use() {
	id := string(p.account.ID)
	act(p.u, &p.slot, func(ctx context.Context) (dispatch.Account, error) { return p.u.desk.UseAccount(ctx, id) },
		func(a dispatch.Account, err error) {
			if err != nil {
				p.fail(err)
				return
			}
			p.showUsed()
			p.became(a, "account_now_used")
		})
}

// showUsed says that the account sends, in place of the button that makes it.
func (p *accountPage) showUsed() {
	p.using.Objects = []fyne.CanvasObject{sign("done", colorGreen, body(p.u.t("account_in_use")))}
	p.using.Refresh()
}

// approve records that the establishment approved the account's domain.
func (p *accountPage) approve() {
	id := string(p.account.ID)
	act(p.u, &p.slot, func(ctx context.Context) (dispatch.Account, error) {
		return p.u.desk.ChangeAccount(ctx, id, map[string]string{"approved": "yes"})
	}, func(a dispatch.Account, err error) {
		if err != nil {
			p.fail(err)
			return
		}
		p.became(a, "account_approved")
	})
}

// rareFields are the settings of a form that only few accounts need. The key of a server is confirmed
// elsewhere, and how pages are prepared is asked of every fax account.
func rareFields(form desk.AccountForm) []desk.AccountField {
	var fields []desk.AccountField
	for _, name := range form.Rare {
		if name != desk.SettingHostKey && name != settingPrepare {
			fields = append(fields, desk.AccountField{Name: name, Label: name})
		}
	}
	return fields
}

// isRare reports whether a field is one of them.
func isRare(form desk.AccountForm, f desk.AccountField) bool {
	return slices.Contains(form.Rare, f.Name)
}
