package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
)

// accountForm adds a fax account, in the page: its service first, then what that service asks for.
type accountForm struct {
	u        *UI
	content  *fyne.Container
	middle   *fyne.Container
	name     *field
	provider string
	fields   []accountField
	entries  map[string]*field // by name of the field
	choices  map[string]string
	more     bool // open: what has a usual value

	notice *notice
	slot   slot
	saved  func(dispatch.Account)
}

func newAccountForm(u *UI, saved func(dispatch.Account), cancelled func()) *accountForm {
	f := &accountForm{u: u, saved: saved, notice: newNotice(u), name: u.field(""), middle: container.NewStack()}
	save := widget.NewButton(u.t("add_account"), f.save)
	save.Importance = widget.HighImportance
	buttons := buttonBar(widget.NewButton(u.t("leave"), cancelled), save)
	f.content = filled(paneTitle(u.t("new_fax_account")), newColumn(gap, f.notice.content, buttons), f.middle)
	f.choose(faxServices[0])
	return f
}

// choose asks for what a service needs. What was typed for another one goes.
func (f *accountForm) choose(provider string) {
	f.provider, f.fields = provider, fieldsOf(provider)
	f.entries, f.choices = map[string]*field{}, map[string]string{}
	needed, usual := newColumn(gap+gapHalf), newColumn(gap+gapHalf)
	for _, a := range f.fields {
		to := usual
		if a.needed || a.name == fieldUser || a.name == fieldSecret {
			to = needed
		}
		to.Add(labelled(f.label(a), f.input(a)))
	}
	usual.Add(labelled(f.u.t("prepare"), outlined(newSelect(f.u.preparations(), "", func(value string) {
		f.choices[settingPrepare] = value
	}))))
	service := newSelect(f.services(), provider, f.choose)
	f.middle.Objects = []fyne.CanvasObject{scrolled(newColumn(gap+gapHalf,
		labelled(f.u.t("fax_service"), outlined(service)),
		caption(f.u.t("about_"+provider)),
		labelled(f.u.t("account_name"), f.name),
		needed,
		newDisclosure(f.u.t("usual_settings"), &f.more, usual, f.middle.Refresh)))}
	f.middle.Refresh()
}

func (f *accountForm) services() []option[string] {
	var options []option[string]
	for _, service := range faxServices {
		options = append(options, option[string]{service, f.u.providerName(service)})
	}
	return options
}

func (f *accountForm) label(a accountField) string { return f.u.t("account_" + a.label) }

// input is where a field is typed or chosen.
func (f *accountForm) input(a accountField) fyne.CanvasObject {
	if len(a.choice) > 0 {
		var options []option[string]
		for _, value := range a.choice {
			words := f.u.t("account_" + a.label + "_usual")
			if value != "" {
				words = f.u.t("account_" + a.label + "_" + value)
			}
			options = append(options, option[string]{value, words})
		}
		return outlined(newSelect(options, "", func(value string) { f.choices[a.name] = value }))
	}
	entry := f.u.field(a.hint)
	entry.Password = a.name == fieldSecret
	f.entries[a.name] = entry
	return entry
}

// save asks for what is missing and leaves the rest to the desk, which contacts nobody.
func (f *accountForm) save() {
	if strings.TrimSpace(f.name.Text) == "" {
		f.missing(f.u.t("account_name"), f.name)
		return
	}
	for _, a := range f.fields {
		if entry := f.entries[a.name]; a.needed && strings.TrimSpace(entry.Text) == "" {
			f.missing(f.label(a), entry)
			return
		}
	}
	account, secret := f.account()
	act(f.u, &f.slot, func(ctx context.Context) (dispatch.Account, error) {
		defer clear(secret)
		return f.u.desk.AddAccount(ctx, account, secret, false)
	}, func(added dispatch.Account, err error) {
		if err != nil {
			f.notice.fail(err)
			f.content.Refresh()
			f.content.Refresh() // a sentence knows its height once it knows its width
			return
		}
		f.saved(added)
	})
}

func (f *accountForm) missing(label string, entry *field) {
	f.notice.ask(f.u.t("field_missing", "field", label))
	f.content.Refresh()
	f.u.focus(entry)
}

// account is what the form holds. A secret keeps its spaces.
func (f *accountForm) account() (a dispatch.Account, secret []byte) {
	a = dispatch.Account{
		Name: strings.TrimSpace(f.name.Text), Channel: dispatch.CloudFax, Provider: f.provider, Settings: map[string]string{},
	}
	for _, field := range f.fields {
		value := f.choices[field.name]
		if entry := f.entries[field.name]; entry != nil {
			value = entry.Text
		}
		if field.name != fieldSecret {
			value = strings.TrimSpace(value)
		}
		field.put(&a, &secret, value)
	}
	if prepare := f.choices[settingPrepare]; prepare != "" {
		a.Settings[settingPrepare] = prepare
	}
	return a, secret
}
