package ui

import (
	"context"
	"io"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/wording"
)

// incidentActs is what is done about an incident: notices, letters, and the declaration.
type incidentActs struct {
	p        *incidentPage
	rows     map[dispatch.NoticeTo]*noticeRow
	to       dispatch.NoticeTo
	language wording.Language
	format   desk.RegisterFormat
	slot     slot
}

// noticeRow is one notice being noted.
type noticeRow struct {
	on, note *field
	changing bool
}

func newIncidentActs(p *incidentPage) *incidentActs {
	a := &incidentActs{
		p: p, rows: map[dispatch.NoticeTo]*noticeRow{}, to: dispatch.NoticeCAI, language: p.u.texts.Language(), format: desk.FormatPDF,
	}
	for _, to := range dispatch.NoticesTo() {
		row := &noticeRow{on: p.u.field(p.u.t("date_hint")), note: p.u.field(p.u.t("incident_notice_hint"))}
		row.note.keys[fyne.KeyReturn] = func() bool { a.note(to); return true }
		row.on.keys[fyne.KeyReturn] = func() bool { a.note(to); return true }
		a.rows[to] = row
	}
	return a
}

// notices is field 7. Where a person concluded that the risk is not serious, none is due; while nobody concluded, they
// may be given all the same.
func (a *incidentActs) notices() fyne.CanvasObject {
	u, i := a.p.u, a.p.incident
	if i.ID == "" {
		return nil
	}
	parts := newColumn(gap+gapHalf, strong(u.t("incident_7_notices")))
	if i.Assessment.Serious == dispatch.False && len(i.Notices) == 0 {
		parts.Add(caption(u.texts.Text("incident_notices_none")))
		return parts
	}
	parts.Add(caption(u.t("incident_notices_hint")))
	for _, to := range dispatch.NoticesTo() {
		parts.Add(a.notice(to))
	}
	return parts
}

func (a *incidentActs) notice(to dispatch.NoticeTo) fyne.CanvasObject {
	u, i, row := a.p.u, a.p.incident, a.rows[to]
	given, noted := i.Notices[to]
	closed := i.State == dispatch.IncidentClosed
	if noted && !row.changing || closed {
		words, look := u.t("incident_notice_open"), look{"ring", colorGrey}
		if noted {
			words, look = u.texts.Notice(given), incidentLooks[dispatch.IncidentClosed]
		}
		said := newColumn(0, captionLine(u.texts.NoticeTo(to)), body(words))
		change := lowButton(u.t("change"), func() { a.change(to, given) })
		setVisible(change, !closed)
		return newTopRow(gap, []track{own, share(1)}, picture(look.icon, look.color, 18), said, change)
	}
	note := newButton(u.t("incident_note_it"), func() { a.note(to) })
	return labelled(u.texts.NoticeTo(to), newRow(gap, []track{fixed(136), share(1), own}, row.on, row.note, note))
}

func (a *incidentActs) change(to dispatch.NoticeTo, given dispatch.IncidentNotice) {
	row := a.rows[to]
	row.changing = true
	row.on.SetText(string(given.On))
	row.note.SetText(given.Note)
	a.p.render()
	a.p.u.focus(row.on)
}

// note keeps the day of a notice, or why it is not given, after what else is written on the page.
func (a *incidentActs) note(to dispatch.NoticeTo) {
	row, u := a.rows[to], a.p.u
	on, ok := dispatch.ParseDay(strings.TrimSpace(row.on.Text))
	if !ok {
		a.p.notice.ask(u.t("day_unreadable"))
		u.focus(row.on)
		return
	}
	notice := dispatch.IncidentNotice{On: on, Note: strings.TrimSpace(row.note.Text)}
	a.p.keep(func(ctx context.Context, i dispatch.Incident) (dispatch.Incident, error) {
		i, err := u.desk.NotifyIncident(ctx, i.ID, to, notice)
		if err == nil {
			u.onMain(func() { row.changing = false; a.p.render() })
		}
		return i, err
	})
}

// outputs are the page, the letters and the declaration.
func (a *incidentActs) outputs() fyne.CanvasObject {
	u := a.p.u
	if a.p.incident.ID == "" {
		return nil
	}
	who := newSelect([]option[dispatch.NoticeTo]{
		{dispatch.NoticeCAI, u.t("letter_cai")}, {dispatch.NoticeMinister, u.t("letter_minister")}, {dispatch.NoticePersons, u.t("letter_persons")},
	}, a.to, func(to dispatch.NoticeTo) { a.to = to })
	language := newSelect([]option[wording.Language]{{wording.French, u.t("french")}, {wording.English, u.t("english")}},
		a.language, func(l wording.Language) { a.language = l })
	format := newSelect([]option[desk.RegisterFormat]{{desk.FormatPDF, u.t("letter_pdf")}, {desk.FormatText, u.t("letter_text")}},
		a.format, func(f desk.RegisterFormat) { a.format = f })
	letters := newColumn(gap, strong(u.t("letters")), caption(u.t("letters_hint")),
		newPairs(gap, outlined(who), outlined(language), outlined(format)),
		newFlow(gap, newButton(u.t("letter_write"), a.letter), lowButton(u.t("incident_page_write"), a.page)))
	return newColumn(gapTriple, letters, a.declaration())
}

func (a *incidentActs) letter() {
	u, id, to, format, language := a.p.u, a.p.incident.ID, a.to, a.format, string(a.language)
	name := u.t("letter_file", "to", u.t("letter_"+string(to)), "n", a.p.incident.Number)
	a.write(name, "."+string(format), func(ctx context.Context, w io.Writer) error {
		return u.desk.IncidentLetter(ctx, w, id, to, format, language)
	})
}

func (a *incidentActs) page() {
	u, id, language := a.p.u, a.p.incident.ID, string(a.language)
	a.write(u.t("incident_title", "n", a.p.incident.Number), ".pdf", func(ctx context.Context, w io.Writer) error {
		return u.desk.PrintIncident(ctx, w, id, language)
	})
}

// write tells of the saved entry: what is written on the page and not saved is not in it.
func (a *incidentActs) write(name, ending string, write func(context.Context, io.Writer) error) {
	a.p.u.writeFile(&a.slot, a.p.notice, name, ending, write, a.p.again)
}

// declaration sends the page to the service centre, encrypted.
func (a *incidentActs) declaration() fyne.CanvasObject {
	u, centre := a.p.u, a.p.centre
	parts := newColumn(gap, strong(u.t("declaration")))
	if centre.ID == "" {
		parts.Add(caption(u.t("declaration_nobody")))
		parts.Add(leading(newButton(u.t("declaration_choose"), a.p.r.openProfile)))
		return parts
	}
	if n := len(a.p.incident.Declared); n > 0 {
		parts.Add(sign("done", colorGreen, body(u.n("declared", n)).tint(theme.ColorNameForeground)))
	}
	parts.Add(caption(u.t("declaration_hint", "name", centre.Name)))
	parts.Add(leading(newButton(u.t("declaration_send", "name", shorten(centre.Name, 32)), a.declare)))
	return parts
}

// declare sends by the rules, after what is written was saved. What they still want is told.
func (a *incidentActs) declare() {
	u := a.p.u
	a.p.keep(func(ctx context.Context, i dispatch.Incident) (dispatch.Incident, error) {
		draft, err := u.desk.IncidentDraft(ctx, i.ID, dispatch.Recipient{}, string(u.texts.Language()))
		if err != nil {
			return i, err
		}
		draft.Purpose, draft.Authorisation = u.texts.Text("incident_declare_purpose"), u.texts.Text("incident_declare_authorisation")
		draft.Reason = u.texts.Text("incident_declare_reason")
		sent, err := u.desk.SendIncident(ctx, i.ID, draft)
		if sent.ID == "" {
			return i, err
		}
		u.onMain(u.refresh)
		return u.desk.Incident(ctx, i.ID)
	})
}
