package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
)

// recipientForm adds or changes a recipient, in the page.
type recipientForm struct {
	u       *UI
	content *fyne.Container
	edited  dispatch.Recipient

	name, organisation, department, fax, faxAgain, email, phone, portal *field
	facility, directory, system, agrees, form                           *fyne.Container

	notice *notice
	slot   slot
	saved  func(dispatch.Recipient)
}

func newRecipientForm(u *UI, r dispatch.Recipient, saved func(dispatch.Recipient), cancelled func()) *recipientForm {
	f := &recipientForm{u: u, edited: r, saved: saved, notice: newNotice(u)}
	if f.edited.Class == "" {
		f.edited.Class = dispatch.ExternalPartner
	}
	f.makeFields(r)
	save := newButton(u.t("save_recipient"), f.save)
	save.Importance = widget.HighImportance
	leave := newButton(u.t("cancel"), cancelled)
	buttons := buttonBar(leave, save)
	f.content = filled(nil, newColumn(gap, f.notice.content, buttons), scrolled(f.fields()))
	f.showForClass()
	return f
}

func (f *recipientForm) makeFields(r dispatch.Recipient) {
	filled := func(value string) *field {
		e := f.u.field("")
		e.Text = value
		return e
	}
	fax, _ := r.Route(dispatch.CloudFax)
	portal, _ := r.Route(dispatch.Portal)
	f.name, f.organisation, f.department = filled(r.Name), filled(r.Organisation), filled(r.Department)
	f.fax, f.faxAgain = filled(f.u.texts.PhoneNumber(fax.Address)), filled(f.u.texts.PhoneNumber(fax.Address))
	f.email, f.phone = filled(r.Email()), filled(f.u.texts.PhoneNumber(r.Phone))
	f.portal = filled(portal.Address)
}

func (f *recipientForm) fields() fyne.CanvasObject {
	u := f.u
	class := newSelect(f.classes(), f.edited.Class, func(c dispatch.Class) {
		f.edited.Class = c
		f.showForClass()
	})
	f.facility, f.directory, f.system, f.agrees = f.newFacility(), f.newDirectory(), f.newSystem(), f.newAgrees()
	f.form = f.newForm()
	halves := []track{share(1), share(1)}
	return newColumn(gap+gapHalf,
		labelled(u.t("name"), f.name),
		newTopRow(gap, halves, labelled(u.t("organisation"), f.organisation), labelled(u.t("department"), f.department)),
		labelled(u.t("class"), outlined(class)),
		f.facility, f.directory, f.system,
		newTopRow(gap, halves, labelled(u.t("fax"), f.fax), labelled(u.t("fax_again"), f.faxAgain)),
		newTopRow(gap, halves, labelled(u.t("email"), f.email), labelled(u.t("phone"), f.phone)),
		f.form, f.agrees,
		labelled(u.t("portal_identity"), f.portal),
		f.newRestricted())
}

func (f *recipientForm) classes() []option[dispatch.Class] {
	var options []option[dispatch.Class]
	for _, class := range dispatch.Classes() {
		options = append(options, option[dispatch.Class]{class, capital(f.u.texts.Class(class))})
	}
	return options
}

func (f *recipientForm) newFacility() *fyne.Container {
	options := []option[dispatch.Facility]{{"", f.u.t("facility_unsaid")}}
	for _, facility := range dispatch.Facilities() {
		options = append(options, option[dispatch.Facility]{facility, capital(f.u.texts.Facility(facility))})
	}
	return labelled(f.u.t("facility"), outlined(newSelect(options, f.edited.Facility,
		func(facility dispatch.Facility) { f.edited.Facility = facility })))
}

func (f *recipientForm) newDirectory() *fyne.Container {
	u := f.u
	choose := newSelect([]option[dispatch.Truth]{
		{dispatch.Unknown, u.t("not_looked_up")}, {dispatch.True, u.t("yes")}, {dispatch.False, u.t("no")},
	}, f.edited.InDirectory, func(t dispatch.Truth) { f.edited.InDirectory = t })
	return labelled(u.t("directory_question"), outlined(choose))
}

func (f *recipientForm) newSystem() *fyne.Container {
	options := []option[dispatch.ChannelKind]{{"", f.u.t("no_system")}}
	for _, kind := range []dispatch.ChannelKind{dispatch.EMR, dispatch.RSSSSystem, dispatch.PSV} {
		options = append(options, option[dispatch.ChannelKind]{kind, capital(f.u.texts.Channel(kind))})
	}
	return labelled(f.u.t("system_question"), outlined(newSelect(options, f.edited.System,
		func(kind dispatch.ChannelKind) { f.edited.System = kind })))
}

// newForm asks in which form the recipient wants encrypted e-mail.
func (f *recipientForm) newForm() *fyne.Container {
	options := []option[dispatch.Form]{{"", f.u.t("form_as_known")}}
	for _, form := range dispatch.Forms() {
		options = append(options, option[dispatch.Form]{form, capital(f.u.texts.Text("form_" + string(form)))})
	}
	return labelled(f.u.t("form_question"), outlined(newSelect(options, f.edited.Form,
		func(form dispatch.Form) { f.edited.Form = form })))
}

func (f *recipientForm) newAgrees() *fyne.Container {
	return newCheck(f.u.t("agrees_to_email"), f.edited.ChannelConsent.Is(),
		func(on bool) { f.edited.ChannelConsent = dispatch.TruthOf(on) }).content
}

func (f *recipientForm) newRestricted() fyne.CanvasObject {
	return newCheck(f.u.t("restricted_question"), f.edited.Restricted, func(on bool) { f.edited.Restricted = on }).content
}

// showForClass keeps only the questions that mean something for the class.
func (f *recipientForm) showForClass() {
	private := private(f.edited.Class)
	care := f.edited.Class == dispatch.Internal || f.edited.Class == dispatch.ExternalPartner
	setVisible(f.facility, !private)
	setVisible(f.directory, care)
	setVisible(f.system, care)
	setVisible(f.agrees, private)
	f.content.Refresh()
}

// save checks what only the form can see, and leaves the rest to the desk.
func (f *recipientForm) save() {
	if e164(f.fax.Text) != e164(f.faxAgain.Text) {
		f.notice.ask(f.u.t("fax_differs"))
		f.u.focus(f.faxAgain)
		return
	}
	if strings.TrimSpace(f.name.Text) == "" {
		f.notice.ask(f.u.t("name_missing"))
		f.u.focus(f.name)
		return
	}
	r := f.recipient()
	act(f.u, &f.slot, func(ctx context.Context) (dispatch.Recipient, error) {
		return f.u.desk.SaveRecipient(ctx, r)
	}, func(saved dispatch.Recipient, err error) {
		if err != nil {
			f.notice.fail(err)
			return
		}
		f.saved(saved)
	})
}

// recipient is what the form holds.
func (f *recipientForm) recipient() dispatch.Recipient {
	r := f.edited
	r.Name, r.Organisation = strings.TrimSpace(f.name.Text), strings.TrimSpace(f.organisation.Text)
	r.Department = strings.TrimSpace(f.department.Text)
	r.Phone = e164(f.phone.Text)
	r.Routes = slices.Clone(r.Routes)
	r.Routes = withRoute(r.Routes, dispatch.CloudFax, e164(f.fax.Text))
	r.Routes = withRoute(r.Routes, dispatch.EmailEncrypted, strings.TrimSpace(f.email.Text))
	r.Routes = withRoute(r.Routes, dispatch.Portal, strings.TrimSpace(f.portal.Text))
	r.PortalAvailable = dispatch.TruthOf(strings.TrimSpace(f.portal.Text) != "")
	return r
}

// withRoute sets the address of a channel. A new address was never verified.
func withRoute(routes []dispatch.Route, channel dispatch.ChannelKind, address string) []dispatch.Route {
	i := slices.IndexFunc(routes, func(r dispatch.Route) bool { return r.Channel == channel })
	switch {
	case i < 0 && address == "":
		return routes
	case i < 0:
		return append(routes, dispatch.Route{Channel: channel, Address: address})
	case address == "":
		return slices.Delete(routes, i, i+1)
	case routes[i].Address != address:
		routes[i] = dispatch.Route{Channel: channel, Address: address}
	}
	return routes
}

// e164 reads a number typed the Canadian way. Anything else goes to the desk as it was typed.
func e164(typed string) string {
	typed = strings.TrimSpace(typed)
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, typed)
	switch {
	case strings.HasPrefix(typed, "+"):
		return "+" + digits
	case len(digits) == 10:
		return "+1" + digits
	case len(digits) == 11 && digits[0] == '1':
		return "+" + digits
	default:
		return typed
	}
}
