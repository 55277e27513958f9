package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// incidents leads to what the register says of the dispatch, or enters an incident about it. Where somebody else may
// have got it, that is said beside the button; nothing is asked.
func (d *detail) incidents() fyne.CanvasObject {
	u := d.u
	parts := newColumn(gap)
	for _, i := range d.known {
		parts.Add(leading(lowButton(u.t("incident_see", "n", i.Number, "state", u.texts.IncidentState(i.State)), func() { u.openIncident(i.ID) })))
	}
	if len(d.known) > 0 || !d.dispatch.Communicated() && d.dispatch.State != dispatch.Failed {
		return parts
	}
	report := lowButton(u.t("incident_report"), func() { u.reportIncident(d.dispatch) })
	if astray(d.dispatch) {
		report.Importance = widget.MediumImportance
		parts.Add(caption(u.t("incident_astray")))
	}
	parts.Add(leading(report))
	return parts
}

// astray reports whether d may have reached somebody else: its number was doubted, or another answered.
func astray(d dispatch.Dispatch) bool {
	return d.Route.InDoubt() || slices.ContainsFunc(d.Attempts, func(a dispatch.Attempt) bool { return a.Error != nil && a.Error.Doubtful })
}

// reportIncident begins an entry about a dispatch. Nothing is in the register before it is saved.
func (u *UI) reportIncident(d dispatch.Dispatch) {
	information, circumstances := u.texts.IncidentOf(d, u.location())
	r := u.registers()
	u.enter(roomRegisters)
	r.begin(desk.IncidentStart{Dispatch: d.ID, Information: information, Circumstances: circumstances})
}

// openIncident shows an entry of the register.
func (u *UI) openIncident(id dispatch.ID) {
	u.enter(roomRegisters)
	u.registers().find(id)
}

func (u *UI) registers() *registersScreen { return u.rooms[roomRegisters].(*registersScreen) }

// oneLine is a text without its line breaks.
func oneLine(text string) string {
	runes := []rune(text)
	for i, r := range runes {
		if r == '\n' || r == '\t' {
			runes[i] = ' '
		}
	}
	return string(runes)
}
