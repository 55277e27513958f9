package ui

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// incidentPage is one entry of the register: at the left what happened, at the right what it may lead to and what was
// done about it. Nothing of a new entry is kept before it is saved.
type incidentPage struct {
	r        *registersScreen
	u        *UI
	incident dispatch.Incident
	events   []dispatch.Event
	centre   dispatch.Recipient // the service centre; zero: none is chosen

	content, head, right *fyne.Container
	bar                  *fyne.Container
	notice               *notice
	fields               *incidentFields
	acts                 *incidentActs
	tellOpen             bool // the history

	read, slot slot
}

func newIncidentPage(r *registersScreen, i dispatch.Incident) *incidentPage {
	u := r.u
	p := &incidentPage{
		r: r, u: u, incident: i, notice: newNotice(u), head: newColumn(gapHalf), right: newColumn(gapTriple), bar: newColumn(0),
	}
	p.fields, p.acts = newIncidentFields(u, i), newIncidentActs(p)
	panes := newPanes(gapTriple, []track{share(1), fixed(1), share(1)}, scrolled(p.fields.left()), upright(), scrolled(p.right))
	p.content = filled(padded(0, 0, newColumn(gapDouble, p.head, spacer(0))), newColumn(gap, p.notice.content, p.bar), panes)
	p.render()
	return p
}

// begin reads what stands beside the entry.
func (p *incidentPage) begin() { p.again() }

// beside is what is read with an entry.
type beside struct {
	events []dispatch.Event
	centre dispatch.Recipient
}

func (p *incidentPage) again() {
	id := p.incident.ID
	run(p.u, &p.read, func(ctx context.Context) (b beside, err error) {
		profile, err := p.u.desk.RegisterProfile(ctx)
		if err != nil {
			return b, err
		}
		if profile.ServiceCentre != "" {
			if b.centre, err = p.u.stored(ctx, profile.ServiceCentre); err != nil {
				return b, err
			}
		}
		if id != "" {
			b.events, err = p.u.desk.IncidentEvents(ctx, id)
		}
		return b, err
	}, func(b beside, err error) {
		if err != nil {
			p.notice.fail(err)
			return
		}
		p.events, p.centre = b.events, b.centre
		p.render()
	})
}

func (p *incidentPage) render() {
	u, i := p.u, p.incident
	title := u.t("incident_new")
	if i.ID != "" {
		title = u.t("incident_title", "n", i.Number)
	}
	leave := newButton(u.t("incident_leave"), p.r.back)
	p.head.Objects = []fyne.CanvasObject{newTopRow(gap, []track{share(1)}, heading(title), leave), p.standing()}
	p.right.Objects = notNil(p.fields.worksheet(), p.acts.notices(), p.acts.outputs(), p.linked(), p.history())
	p.bar.Objects = []fyne.CanvasObject{p.buttons()}
	p.content.Refresh()
	p.content.Refresh() // a sentence knows its height once it knows its width
}

// standing is what is still missing, or until when the entry is kept.
func (p *incidentPage) standing() fyne.CanvasObject {
	u, i := p.u, p.incident
	kept := u.texts.Text("incident_keep_unknown")
	if until := i.KeepUntil(); until != "" {
		kept = u.texts.Text("incident_keep", "date", u.texts.CalendarDay(until))
	}
	if i.ID == "" {
		return caption(u.t("incident_new_hint"))
	}
	if missing := i.Missing(); len(missing) > 0 {
		return newColumn(gapHalf, sign("warning", colorAmber, body(u.t("incident_missing", "fields", u.texts.IncidentFields(missing)))), caption(kept))
	}
	look := incidentLooks[i.State]
	words := u.t("incident_complete")
	if i.State == dispatch.IncidentClosed {
		words = u.t("incident_is_closed", "date", u.texts.Date(i.Closed, u.location()))
		look = incidentLooks[dispatch.IncidentClosed]
	}
	return newColumn(gapHalf, sign(look.icon, look.color, body(words)), caption(kept))
}

func (p *incidentPage) buttons() fyne.CanvasObject {
	u := p.u
	if p.incident.State == dispatch.IncidentClosed {
		return buttonBar(newButton(u.t("incident_reopen"), p.reopen))
	}
	save := primaryButton(u.t("incident_save"), p.save)
	if p.incident.ID == "" {
		save.SetText(u.t("incident_enter_now"))
		return buttonBar(save)
	}
	return buttonBar(newButton(u.t("incident_close"), p.close), save)
}

// save keeps what is written; a new entry is entered in the register.
func (p *incidentPage) save() {
	if p.incident.State != dispatch.IncidentClosed {
		p.keep(nil)
	}
}

// keep saves first, so that nothing is done about an entry that is not what stands on the screen.
func (p *incidentPage) keep(then func(context.Context, dispatch.Incident) (dispatch.Incident, error)) {
	edited, wrong, code := p.fields.read(p.incident)
	if wrong != nil {
		p.notice.ask(p.u.t(code))
		p.content.Refresh()
		p.u.focus(wrong)
		return
	}
	act(p.u, &p.slot, func(ctx context.Context) (dispatch.Incident, error) {
		saved, err := p.stored(ctx, edited)
		if err != nil || then == nil {
			return saved, err
		}
		after, err := then(ctx, saved)
		if err != nil {
			return saved, err
		}
		return after, nil
	}, func(i dispatch.Incident, err error) { p.done(i, err, "incident_saved") })
}

func (p *incidentPage) stored(ctx context.Context, edited dispatch.Incident) (dispatch.Incident, error) {
	switch {
	case edited.ID == "":
		return p.u.desk.EnterIncident(ctx, edited)
	case edited.State == dispatch.IncidentClosed:
		return edited, nil
	default:
		return p.u.desk.SaveIncident(ctx, edited)
	}
}

func (p *incidentPage) close() {
	p.keep(func(ctx context.Context, i dispatch.Incident) (dispatch.Incident, error) {
		return p.u.desk.CloseIncident(ctx, i.ID)
	})
}

func (p *incidentPage) reopen() {
	id := p.incident.ID
	act(p.u, &p.slot, func(ctx context.Context) (dispatch.Incident, error) { return p.u.desk.ReopenIncident(ctx, id) },
		func(i dispatch.Incident, err error) { p.done(i, err, "incident_reopened") })
}

// done shows the entry as it is kept now. What was saved before something else failed is kept too.
func (p *incidentPage) done(i dispatch.Incident, err error, key string) {
	p.notice.clear()
	if i.ID != "" {
		p.incident = i
		p.fields.lock(i.State == dispatch.IncidentClosed)
	}
	var incomplete *desk.IncompleteError
	switch {
	case errors.As(err, &incomplete):
		p.notice.ask(p.u.t("incident_not_closed", "fields", p.u.texts.IncidentFields(incomplete.Missing)))
	case err != nil:
		p.notice.fail(err)
	default:
		p.notice.tell(p.u.t(key))
	}
	p.again()
}

// linked are the dispatches that the entry is about, and those that declared it.
func (p *incidentPage) linked() fyne.CanvasObject {
	if len(p.incident.Dispatches)+len(p.incident.Declared) == 0 {
		return nil
	}
	parts := newFlow(gap)
	for n, id := range p.incident.Dispatches {
		parts.Add(lowButton(p.numbered("incident_see_dispatch", n, len(p.incident.Dispatches)), func() { p.u.showDispatch(id) }))
	}
	for n, id := range p.incident.Declared {
		parts.Add(lowButton(p.numbered("incident_see_declared", n, len(p.incident.Declared)), func() { p.u.showDispatch(id) }))
	}
	return newColumn(gap, strong(p.u.t("incident_linked")), parts)
}

func (p *incidentPage) numbered(key string, n, of int) string {
	if of < 2 {
		return p.u.t(key)
	}
	return p.u.t(key) + " " + strconv.Itoa(n+1)
}

// showDispatch opens a dispatch in the history.
func (u *UI) showDispatch(id dispatch.ID) {
	h := u.rooms[roomHistory].(*historyScreen)
	u.enter(roomHistory)
	h.selected = id
	h.side.Show()
	h.detail.open(id)
	h.root.Refresh()
}

func (p *incidentPage) history() fyne.CanvasObject {
	if len(p.events) == 0 {
		return nil
	}
	rows := newColumn(gap)
	for _, e := range p.events {
		rows.Add(newColumn(0, captionLine(strings.Join(notEmpty(p.u.texts.DateTime(e.At, p.u.location()), e.Actor), " · ")), body(p.u.texts.Event(e.Type))))
	}
	return newDisclosure(p.u.t("incident_history"), &p.tellOpen, rows, p.right.Refresh)
}

func notEmpty(words ...string) []string {
	var kept []string
	for _, w := range words {
		if w != "" {
			kept = append(kept, w)
		}
	}
	return kept
}
