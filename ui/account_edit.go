package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// accountEdit shows what an account is set to, and changes it in the same place. Its secret stays.
type accountEdit struct {
	p       *accountPage
	content *fyne.Container
	name    *field
	entries map[string]*field // by name of the field
	choices map[string]string
	rare    bool // open
	slot    slot
}

func newAccountEdit(p *accountPage) *accountEdit {
	e := &accountEdit{p: p, content: newColumn(gap)}
	e.show()
	return e
}

// show tells the settings, by the names of the form.
func (e *accountEdit) show() {
	u, account, lines := e.p.u, e.p.account, newColumn(gapHalf)
	for _, f := range append(slices.Clone(e.p.service.Fields), rareFields(e.p.service)...) {
		if value := f.Of(account); value != "" && f.Name != desk.FieldURL {
			lines.Add(setting(u.fieldLabel(f), u.shown(f, value)))
		}
	}
	for _, choice := range u.preparations() {
		if choice.value != "" && choice.value == account.Settings[settingPrepare] {
			lines.Add(setting(u.t("prepare"), choice.words))
		}
	}
	e.content.Objects = []fyne.CanvasObject{lines}
	if len(e.changeable()) > 0 {
		edit := newButton(u.t("edit_account"), e.open)
		edit.Importance = widget.LowImportance
		e.content.Add(leading(edit))
	}
}

func setting(label, value string) fyne.CanvasObject {
	return newTopRow(gap, []track{share(2), share(3)}, caption(label), caption(value).tint(theme.ColorNameForeground))
}

// changeable are the fields that need no new account.
func (e *accountEdit) changeable() []desk.AccountField {
	var fields []desk.AccountField
	for _, f := range e.p.service.Fields {
		if f.Name != desk.FieldSecret && f.Name != desk.FieldCA {
			fields = append(fields, f)
		}
	}
	return append(fields, rareFields(e.p.service)...)
}

// open puts a form in the place of the settings.
func (e *accountEdit) open() {
	u, account := e.p.u, e.p.account
	e.entries, e.choices, e.name = map[string]*field{}, map[string]string{}, u.field("")
	e.name.SetText(account.Name)
	parts, rare := newColumn(gap+gapHalf, labelled(u.t("account_name"), e.name)), newColumn(gap+gapHalf, caption(u.t("account_rare_explained")))
	for _, f := range e.changeable() {
		input, entry := u.accountInput(f, f.Of(account), func(value string) { e.choices[f.Name] = value })
		if entry != nil {
			e.entries[f.Name] = entry
		}
		to := parts
		if isRare(e.p.service, f) {
			to = rare
		}
		to.Add(labelled(u.fieldLabel(f), input))
	}
	if len(rareFields(e.p.service)) > 0 {
		parts.Add(newDisclosure(u.t("account_rare"), &e.rare, rare, e.p.refresh))
	}
	parts.Add(newFlow(gap, newButton(u.t("save_account"), e.save), newButton(u.t("cancel"), e.leave)))
	e.content.Objects = []fyne.CanvasObject{parts}
	e.p.refresh()
	u.focus(e.name)
}

func (e *accountEdit) leave() {
	e.show()
	e.p.refresh()
}

// save asks for what is missing, and gives the desk only what changed.
func (e *accountEdit) save() {
	u, id := e.p.u, string(e.p.account.ID)
	for _, f := range e.changeable() {
		if entry := e.entries[f.Name]; f.Needed && entry != nil && strings.TrimSpace(entry.Text) == "" {
			e.p.notice.ask(u.t("field_missing", "field", u.fieldLabel(f)))
			e.p.refresh()
			u.focus(entry)
			return
		}
	}
	values := e.values()
	act(u, &e.slot, func(ctx context.Context) (dispatch.Account, error) {
		return u.desk.ChangeAccount(ctx, id, values)
	}, func(a dispatch.Account, err error) {
		if err != nil {
			e.p.fail(err)
			return
		}
		e.p.account = a
		e.show()
		e.p.head.set(a.Name)
		e.p.became(a, "account_saved")
	})
}

// values are those that differ, by the names that desk.ChangeAccount takes.
func (e *accountEdit) values() map[string]string {
	account, values := e.p.account, map[string]string{}
	if name := strings.TrimSpace(e.name.Text); name != "" && name != account.Name {
		values["name"] = name
	}
	for _, f := range e.changeable() {
		value, ok := e.choices[f.Name]
		if entry := e.entries[f.Name]; entry != nil {
			value, ok = strings.TrimSpace(entry.Text), true
		}
		if name := f.Name; ok && value != f.Of(account) {
			if name == desk.FieldFrom {
				name = "from"
			}
			values[name] = value
		}
	}
	return values
}
