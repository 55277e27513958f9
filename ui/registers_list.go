package ui

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// incidentList is the register of incidents, the newest first. It holds few entries: each is drawn.
type incidentList struct {
	r       *registersScreen
	content *fyne.Container
	middle  *fyne.Container
	exports []*button
}

func newIncidentList(r *registersScreen) *incidentList {
	u, l := r.u, &incidentList{r: r, middle: container.NewStack()}
	enter := primaryButton(u.t("incident_enter"), func() { r.begin(desk.IncidentStart{}) })
	pdf := lowButton(u.t("registers_export_pdf"), func() { r.export(desk.FormatPDF) })
	csv := lowButton(u.t("registers_export_csv"), func() { r.export(desk.FormatCSV) })
	l.exports = []*button{pdf, csv}
	bar := container.New(layout.NewCustomPaddedLayout(gap, 0, 0, gap), newRow(gap, []track{own, own, share(1), own}, pdf, csv, spacer(0), enter))
	l.content = filled(nil, bar, padded(gap, 0, l.middle))
	return l
}

// The columns of the list: number, what it is about, when, how many, what is left to be done.
var incidentTracks = []track{fixed(52), share(36), share(18), share(14), share(32)}

func (l *incidentList) fill(all []dispatch.Incident) {
	u := l.r.u
	for _, b := range l.exports {
		setVisible(b, len(all) > 0)
	}
	if len(all) == 0 {
		l.middle.Objects = []fyne.CanvasObject{container.New(column{gap},
			sign("done", colorGreen, strong(u.t("incidents_none"))), caption(u.t("incidents_none_hint")))}
		l.middle.Refresh()
		return
	}
	head := clearOfBar(padded(gapHalf, gap, newRow(gap+gapHalf, incidentTracks, captionLine(u.t("incident_column_number")),
		captionLine(u.t("incident_column_about")), captionLine(u.t("incident_column_when")),
		captionLine(u.t("incident_column_persons")), captionLine(u.t("incident_column_state")))))
	rows := newColumn(0)
	for i, incident := range all {
		if i > 0 {
			rows.Add(rule())
		}
		rows.Add(l.row(incident))
	}
	l.middle.Objects = []fyne.CanvasObject{filled(head, nil, scrolled(rows))}
	l.middle.Refresh()
}

func (l *incidentList) row(i dispatch.Incident) fyne.CanvasObject {
	u := l.r.u
	state := newMark()
	look := incidentLooks[i.State]
	state.set(look.icon, look.color, capital(u.texts.IncidentState(i.State)))
	what := i.Circumstances
	if what == "" {
		what = i.Information
	}
	cells := newRow(gap+gapHalf, incidentTracks,
		line(fmt.Sprint(i.Number)),
		newColumn(0, line(orDash(oneLine(what))), captionLine(u.riskWords(i))),
		line(orDash(u.texts.Period(i.Occurred))), line(orDash(u.texts.Affected(i.Persons))),
		newColumn(0, state.content, captionLine(u.clockWords(i))))
	label := u.t("incident_row", "n", i.Number, "what", oneLine(what))
	return newPress(label, sized(fyne.NewSize(0, rowHeight+gap), padded(0, gap, cells)), func() { l.r.find(i.ID) })
}

var incidentLooks = map[dispatch.IncidentState]look{
	dispatch.IncidentOpen:   {"clock", colorBlue},
	dispatch.IncidentClosed: {"done", colorGreen},
}

// riskWords are what a person concluded, in a word or two.
func (u *UI) riskWords(i dispatch.Incident) string {
	switch i.Assessment.Serious {
	case dispatch.True:
		return u.t("incident_risk_yes")
	case dispatch.False:
		return u.t("incident_risk_no")
	default:
		return u.t("incident_risk_unknown")
	}
}

// clockWords are how much is missing, or until when the entry is kept.
func (u *UI) clockWords(i dispatch.Incident) string {
	if n := len(i.Missing()); n > 0 && i.State == dispatch.IncidentOpen {
		return u.n("incident_lacks", n)
	}
	if until := i.KeepUntil(); until != "" {
		return u.t("incident_kept", "date", u.texts.CalendarDay(until))
	}
	return ""
}

func orDash(words string) string {
	if words == "" {
		return "–"
	}
	return words
}
