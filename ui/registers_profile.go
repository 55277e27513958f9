package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
)

// registerProfileForm is what notices and registers tell of the clinic beside its profile, and the service centre that
// incidents are declared to.
type registerProfileForm struct {
	r       *registersScreen
	u       *UI
	content *fyne.Container
	notice  *notice

	neq, responsible, title, phone, email *field
	centre                                dispatch.Recipient
	found                                 []dispatch.Recipient
	finder                                *finder
	chosen                                *fyne.Container
	read, seek, slot                      slot
}

func newRegisterProfileForm(r *registersScreen) *registerProfileForm {
	u := r.u
	f := &registerProfileForm{r: r, u: u, notice: newNotice(u), chosen: newColumn(gap)}
	f.neq, f.responsible, f.title, f.phone, f.email = u.field(u.t("neq_hint")), u.field(""), u.field(""), u.field(""), u.field("")
	f.finder = newFinder(u, u.t("recipient_search"), f.look, func(i int) { f.choose(f.found[i]) })
	halves := []track{share(1), share(1)}
	head := newTopRow(gap, []track{share(1)}, newColumn(2, heading(u.t("registers_profile_title")), caption(u.t("registers_profile_explained"))),
		newButton(u.t("incident_leave"), r.back))
	left := newColumn(gap+gapHalf, strong(u.t("responsible_part")),
		labelled(u.texts.Text("registers_responsible"), f.responsible), labelled(u.texts.Text("registers_title"), f.title),
		newTopRow(gap, halves, labelled(u.texts.Text("registers_phone"), f.phone), labelled(u.texts.Text("registers_email"), f.email)),
		labelled(u.t("registers_neq_long"), f.neq))
	right := newColumn(gap+gapHalf, strong(u.texts.Text("registers_service_centre")), caption(u.t("service_centre_explained")), f.chosen)
	f.content = filled(padded(0, 0, newColumn(gapTriple, head, spacer(0))),
		newColumn(gap, f.notice.content, buttonBar(primaryButton(u.t("registers_profile_save"), f.save))),
		newPanes(gapTriple, []track{share(1), fixed(1), share(1)}, scrolled(left), upright(), scrolled(right)))
	f.render()
	return f
}

// kept is what the form reads at once.
type kept struct {
	profile dispatch.RegisterProfile
	centre  dispatch.Recipient
}

func (f *registerProfileForm) load() {
	run(f.u, &f.read, func(ctx context.Context) (k kept, err error) {
		if k.profile, err = f.u.desk.RegisterProfile(ctx); err != nil || k.profile.ServiceCentre == "" {
			return k, err
		}
		k.centre, err = f.u.stored(ctx, k.profile.ServiceCentre)
		return k, err
	}, func(k kept, err error) {
		if err != nil {
			f.notice.fail(err)
			return
		}
		f.neq.SetText(k.profile.NEQ)
		f.responsible.SetText(k.profile.Responsible)
		f.title.SetText(k.profile.Title)
		f.phone.SetText(f.u.texts.PhoneNumber(k.profile.Phone))
		f.email.SetText(k.profile.Email)
		f.choose(k.centre)
		f.u.focus(f.responsible)
	})
}

func (f *registerProfileForm) look(query string) {
	run(f.u, &f.seek, func(ctx context.Context) ([]dispatch.Recipient, error) {
		return f.u.desk.Candidates(ctx, strings.TrimSpace(query), finderRows)
	}, func(found []dispatch.Recipient, err error) {
		if err != nil {
			f.notice.fail(err)
			return
		}
		f.found = found
		var choices []choice
		for _, r := range found {
			choices = append(choices, choice{"person", r.Name, f.u.belonging(r)})
		}
		f.finder.offer(choices)
		f.content.Refresh()
	})
}

func (f *registerProfileForm) choose(r dispatch.Recipient) {
	f.centre = r
	f.render()
}

// render shows the service centre chosen, or asks for it.
func (f *registerProfileForm) render() {
	if f.centre.ID == "" {
		f.chosen.Objects = []fyne.CanvasObject{f.finder.content}
		f.content.Refresh()
		return
	}
	change := newButton(f.u.t("change"), func() {
		f.choose(dispatch.Recipient{})
		f.u.focus(f.finder.field)
	})
	f.chosen.Objects = []fyne.CanvasObject{newRow(gap, []track{own, share(1), own}, picture("person", colorSecondary, 22),
		newColumn(2, line(f.centre.Name), captionLine(orDash(f.centre.Email()))), change)}
	f.content.Refresh()
}

func (f *registerProfileForm) save() {
	text := func(e *field) string { return strings.TrimSpace(e.Text) }
	p := dispatch.RegisterProfile{
		ServiceCentre: f.centre.ID, NEQ: text(f.neq), Responsible: text(f.responsible), Title: text(f.title),
		Phone: e164(f.phone.Text), Email: text(f.email),
	}
	act(f.u, &f.slot, noValue(func(ctx context.Context) error { return f.u.desk.SaveRegisterProfile(ctx, p) }),
		func(_ nothing, err error) {
			if err != nil {
				f.notice.fail(err)
				return
			}
			f.leave()
		})
}

// leave goes back to where the form was opened from.
func (f *registerProfileForm) leave() {
	f.r.profile = nil
	f.r.render()
	if f.r.incident != nil {
		f.r.incident.again()
		return
	}
	f.r.notice.tell(f.u.t("registers_profile_saved"))
	f.r.root.Refresh()
}
