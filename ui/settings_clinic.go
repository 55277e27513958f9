package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/wording"
)

// clinicPane is the profile of the clinic. What is being written in it stays while one looks elsewhere.
type clinicPane struct {
	u      *UI
	root   *fyne.Container
	notice *notice
	read   dispatch.Sender // as it is kept

	name, organisation, address, phone, fax, email *field
	role                                           dispatch.SenderRole
	roleSelect                                     *widget.Select
	cover                                          string // language of cover pages
	coverSelect                                    *widget.Select

	slot, saveSlot slot
}

func newClinicPane(u *UI) *clinicPane {
	p := &clinicPane{u: u, notice: newNotice(u), role: dispatch.OtherRole}
	keep := newButton(u.t("save_profile"), p.submit)
	keep.Importance = widget.HighImportance
	bar := newColumn(gap, p.notice.content, buttonBar(keep))
	p.root = filled(paneTitle(u.t("profile")), bar, scrolled(p.form()))
	p.fill(dispatch.Sender{})
	return p
}

func (p *clinicPane) content() fyne.CanvasObject { return p.root }

func (p *clinicPane) enter() {
	run(p.u, &p.slot, func(ctx context.Context) (dispatch.Sender, error) {
		sender, _, err := p.u.desk.Sender(ctx)
		return sender, err
	}, func(sender dispatch.Sender, err error) {
		switch {
		case err != nil:
			p.notice.fail(err)
		case p.written() == p.read:
			p.fill(sender)
		}
	})
}

// changed is nothing here: a profile being written does not change under the hands.
func (p *clinicPane) changed() {}

func (p *clinicPane) form() fyne.CanvasObject {
	u := p.u
	p.name, p.organisation, p.address = u.field(""), u.field(""), u.area("", 2)
	p.phone, p.fax, p.email = u.field(""), u.field(""), u.field("")
	p.roleSelect = newSelect(p.roles(), p.role, func(r dispatch.SenderRole) { p.role = r })
	p.coverSelect = newSelect(p.coverLanguages(), p.cover, func(language string) { p.cover = language })
	halves := []track{share(1), share(1)}
	return newColumn(gap+gapHalf,
		caption(u.t("profile_explained")),
		labelled(u.t("organisation"), p.organisation),
		newTopRow(gap, halves, labelled(u.t("sender_name"), p.name), labelled(u.t("role"), outlined(p.roleSelect))),
		newTopRow(gap, halves, labelled(u.t("sender_phone"), p.phone), labelled(u.t("fax"), p.fax)),
		newTopRow(gap, halves, labelled(u.t("email"), p.email), labelled(u.t("cover_language"), outlined(p.coverSelect))),
		labelled(u.t("postal_address"), p.address))
}

func (p *clinicPane) roles() []option[dispatch.SenderRole] {
	var options []option[dispatch.SenderRole]
	for _, r := range []dispatch.SenderRole{
		dispatch.Physician, dispatch.Resident, dispatch.NursePractitioner, dispatch.Dentist, dispatch.Midwife,
		dispatch.Nurse, dispatch.Clerk, dispatch.Extern, dispatch.Pharmacist, dispatch.OtherRole,
	} {
		options = append(options, option[dispatch.SenderRole]{r, capital(p.u.texts.Text("role_" + string(r)))})
	}
	return options
}

// coverLanguages are what fax cover pages can be written in, by the values of dispatch.Sender.
func (p *clinicPane) coverLanguages() []option[string] {
	return []option[string]{
		{"", p.u.t("cover_both")}, {string(wording.French), p.u.t("cover_french")}, {string(wording.English), p.u.t("cover_english")},
	}
}

func (p *clinicPane) fill(sender dispatch.Sender) {
	p.name.SetText(sender.Name)
	p.organisation.SetText(sender.Organisation)
	p.address.SetText(sender.Address)
	p.phone.SetText(p.u.texts.PhoneNumber(sender.Phone))
	p.fax.SetText(p.u.texts.PhoneNumber(sender.Fax))
	p.email.SetText(sender.Email)
	p.coverSelect.SetSelected(wordsFor(p.coverLanguages(), sender.CoverLanguage))
	if sender.Role != "" {
		p.roleSelect.SetSelected(wordsFor(p.roles(), sender.Role))
	}
	p.read = p.written()
}

// written is the profile as the fields have it.
func (p *clinicPane) written() dispatch.Sender {
	return dispatch.Sender{
		Name: strings.TrimSpace(p.name.Text), Organisation: strings.TrimSpace(p.organisation.Text),
		Address: strings.TrimSpace(p.address.Text), Phone: e164(p.phone.Text), Fax: e164(p.fax.Text),
		Email: strings.TrimSpace(p.email.Text), Role: p.role, Language: string(p.u.texts.Language()),
		CoverLanguage: p.cover,
	}
}

func (p *clinicPane) submit() {
	sender := p.written()
	act(p.u, &p.saveSlot, noValue(func(ctx context.Context) error { return p.u.desk.SaveSender(ctx, sender) }),
		func(_ nothing, err error) {
			if err != nil {
				p.notice.fail(err)
				return
			}
			p.read = sender
			p.notice.tell(p.u.t("profile_saved"))
			p.u.refresh()
		})
}
