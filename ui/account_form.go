package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// accountForm adds an account, in the page: what it is for and its service first, then what that service asks for.
type accountForm struct {
	u        *UI
	content  *fyne.Container
	middle   *fyne.Container
	name     *field
	form     desk.AccountForm
	entries  map[string]*field // by name of the field
	choices  map[string]string
	approved bool
	more     bool // open: what has a usual value

	notice *notice
	slot   slot
	saved  func(dispatch.Account)
}

func newAccountForm(u *UI, saved func(dispatch.Account), cancelled func()) *accountForm {
	f := &accountForm{u: u, saved: saved, notice: newNotice(u), name: u.field(""), middle: container.NewStack()}
	save := newButton(u.t("add_account"), f.save)
	save.Importance = widget.HighImportance
	buttons := buttonBar(newButton(u.t("cancel"), cancelled), save)
	f.content = filled(paneTitle(u.t("new_account")), newColumn(gap, f.notice.content, buttons), f.middle)
	f.serve(dispatch.CloudFax)
	return f
}

// serve offers the services for a purpose, the first of them chosen.
func (f *accountForm) serve(channel dispatch.ChannelKind) { f.choose(f.u.services(channel)[0].value) }

// choose asks for what a service needs. What was typed for another one goes.
func (f *accountForm) choose(provider string) {
	f.form, _ = desk.AccountFormOf(provider)
	f.entries, f.choices, f.approved = map[string]*field{}, map[string]string{}, false
	f.notice.clear()
	needed, usual := newColumn(gap+gapHalf), newColumn(gap+gapHalf)
	for _, a := range f.form.Fields {
		to := usual
		if a.Needed || f.signsInWith(a) {
			to = needed
		}
		to.Add(f.labelled(a))
	}
	if approval := f.approval(); approval != nil {
		needed.Add(approval)
	}
	for _, a := range rareFields(f.form) {
		usual.Add(f.labelled(a))
	}
	if f.form.Channel == dispatch.CloudFax {
		usual.Add(labelled(f.u.t("prepare"), outlined(newSelect(f.u.preparations(), "", func(value string) {
			f.choices[settingPrepare] = value
		}))))
	}
	f.show(needed, usual)
}

// signsInWith reports whether a field stands with what is needed, although it may stay empty: a name and a
// password, where nobody signs in at the service itself.
func (f *accountForm) signsInWith(a desk.AccountField) bool {
	return !f.form.SignsIn && (a.Name == desk.FieldUser || a.Name == desk.FieldSecret)
}

func (f *accountForm) show(needed, usual *fyne.Container) {
	u := f.u
	purpose := newSelect(f.purposes(), f.form.Channel, f.serve)
	service := newSelect(u.services(f.form.Channel), f.form.Provider, f.choose)
	parts := newColumn(gap+gapHalf,
		newTopRow(gap, []track{share(2), share(3)},
			labelled(u.t("account_purpose"), outlined(purpose)), labelled(u.t("fax_service"), outlined(service))),
		caption(u.t("about_"+f.form.Provider)))
	if f.form.Unproven {
		parts.Add(u.unproven())
	}
	for _, limit := range u.limits(f.form.Provider) {
		parts.Add(limit)
	}
	parts.Add(labelled(u.t("account_name"), f.name))
	parts.Add(needed)
	if len(usual.Objects) > 0 {
		parts.Add(newDisclosure(u.t("usual_settings"), &f.more, usual, f.middle.Refresh))
	}
	f.middle.Objects = []fyne.CanvasObject{scrolled(parts)}
	f.middle.Refresh()
}

func (f *accountForm) purposes() []option[dispatch.ChannelKind] {
	var options []option[dispatch.ChannelKind]
	for _, channel := range purposes {
		options = append(options, option[dispatch.ChannelKind]{channel, f.u.purpose(channel)})
	}
	return options
}

// approval asks what only the establishment can say; nil where nothing depends on it.
func (f *accountForm) approval() fyne.CanvasObject {
	key := map[dispatch.ChannelKind]string{
		dispatch.Portal: "portal_approved", dispatch.EmailEncrypted: "domain_approved",
	}[f.form.Channel]
	if key == "" {
		return nil
	}
	return newCheck(f.u.t(key), f.approved, func(on bool) { f.approved = on }).content
}

func (f *accountForm) labelled(a desk.AccountField) fyne.CanvasObject {
	input, entry := f.u.accountInput(a, "", func(value string) { f.choices[a.Name] = value })
	if entry != nil {
		f.entries[a.Name] = entry
	}
	return labelled(f.u.fieldLabel(a), input)
}

// save asks for what is missing and leaves the rest to the desk, which contacts nobody.
func (f *accountForm) save() {
	if strings.TrimSpace(f.name.Text) == "" {
		f.missing(f.u.t("account_name"), f.name)
		return
	}
	for _, a := range f.form.Fields {
		if entry := f.entries[a.Name]; a.Needed && strings.TrimSpace(entry.Text) == "" {
			f.missing(f.u.fieldLabel(a), entry)
			return
		}
	}
	account, secret := f.account()
	approved := f.approved
	act(f.u, &f.slot, func(ctx context.Context) (dispatch.Account, error) {
		defer clear(secret)
		return f.u.desk.AddAccount(ctx, account, secret, approved)
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
		Name: strings.TrimSpace(f.name.Text), Channel: f.form.Channel, Provider: f.form.Provider, Settings: map[string]string{},
	}
	for _, field := range append(slices.Clone(f.form.Fields), rareFields(f.form)...) {
		value := f.choices[field.Name]
		if entry := f.entries[field.Name]; entry != nil {
			value = entry.Text
		}
		if field.Name == desk.FieldSecret {
			secret = []byte(value)
			continue
		}
		field.Put(&a, strings.TrimSpace(value))
	}
	if prepare := f.choices[settingPrepare]; prepare != "" {
		a.Settings[settingPrepare] = prepare
	}
	return a, secret
}
