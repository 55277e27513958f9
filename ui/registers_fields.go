package ui

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
)

// incidentFields are the fields of an entry that a person writes. They stay while the page is drawn anew.
type incidentFields struct {
	u *UI

	information, circumstances, cause, measures, advice             *field
	occurred, occurredTo, aware, awareTo, persons, inQuebec         *field
	sensitivity, malicious, consequences, likelihood, reasons       *field
	informationUnknown, occurredAbout, awareAbout, personsEstimated *check
	conclusion                                                      *radio
	serious                                                         dispatch.Truth
}

func newIncidentFields(u *UI, i dispatch.Incident) *incidentFields {
	f := &incidentFields{u: u, serious: i.Assessment.Serious}
	area := func(words string, rows int) *field {
		e := u.area("", rows)
		e.Text = words
		return e
	}
	short := func(words, hint string) *field {
		e := u.field(hint)
		e.Text = words
		return e
	}
	day := func(d dispatch.Day) *field { return short(string(d), u.t("date_hint")) }
	f.information, f.circumstances = area(i.Information, 2), area(i.Circumstances, 3)
	f.cause, f.measures, f.advice = short(i.Cause, ""), area(i.Measures, 2), area(i.Advice, 2)
	f.occurred, f.occurredTo, f.aware, f.awareTo = day(i.Occurred.From), day(i.Occurred.To), day(i.Aware.From), day(i.Aware.To)
	f.persons, f.inQuebec = short(numberText(i.Persons.Number), ""), short(numberText(i.Persons.InQuebec), "")
	a := i.Assessment
	f.sensitivity, f.malicious = area(a.Sensitivity, 1), area(a.MaliciousUses, 1)
	f.consequences, f.likelihood, f.reasons = area(a.Consequences, 1), area(a.Likelihood, 1), area(a.Reasons, 2)
	f.informationUnknown = newCheck(u.t("incident_unknown"), i.InformationUnknown, nil)
	f.occurredAbout, f.awareAbout = newCheck(u.t("incident_about"), i.Occurred.Approximate, nil), newCheck(u.t("incident_about"), i.Aware.Approximate, nil)
	f.personsEstimated = newCheck(u.t("incident_estimated"), i.Persons.Estimated, nil)
	f.conclusion = newRadio([]option[dispatch.Truth]{
		{dispatch.True, u.t("incident_conclude_yes")}, {dispatch.False, u.t("incident_conclude_no")},
	}, i.Assessment.Serious, func(t dispatch.Truth) { f.serious = t })
	f.lock(i.State == dispatch.IncidentClosed)
	return f
}

func numberText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// all are the entries, in the order of the keyboard.
func (f *incidentFields) all() []*field {
	return []*field{
		f.information, f.circumstances, f.cause, f.occurred, f.occurredTo, f.aware, f.awareTo, f.persons, f.inQuebec,
		f.measures, f.advice, f.sensitivity, f.malicious, f.consequences, f.likelihood, f.reasons,
	}
}

// lock keeps a closed entry from being written in.
func (f *incidentFields) lock(closed bool) {
	widgets := []fyne.Disableable{f.informationUnknown, f.occurredAbout, f.awareAbout, f.personsEstimated, f.conclusion}
	for _, e := range f.all() {
		widgets = append(widgets, e)
	}
	for _, w := range widgets {
		if closed {
			w.Disable()
		} else {
			w.Enable()
		}
	}
}

// left is what happened: fields 1 to 5 and 8 of the register.
func (f *incidentFields) left() fyne.CanvasObject {
	u := f.u
	halves := []track{share(1), share(1)}
	days := func(key string, from, to *field, about *check) fyne.CanvasObject {
		return newColumn(gapHalf, caption(u.t(key)), newRow(gap, halves, from, labelledBeside(u.t("incident_until"), to)), about.content)
	}
	return newColumn(gap+gapHalf,
		newColumn(gapHalf, labelled(f.numbered(1, dispatch.FieldInformation), f.information), f.informationUnknown.content),
		labelled(f.numbered(2, dispatch.FieldCircumstances), f.circumstances),
		labelled(u.texts.Text("incident_cause"), f.cause),
		newPairs(gapDouble, days("incident_3_occurred", f.occurred, f.occurredTo, f.occurredAbout),
			days("incident_4_aware", f.aware, f.awareTo, f.awareAbout)),
		newPairs(gapDouble, newColumn(gapHalf, labelled(f.numbered(5, dispatch.FieldPersons), f.persons), f.personsEstimated.content),
			labelled(u.texts.Text("incident_in_quebec"), f.inQuebec)),
		labelled(f.numbered(8, dispatch.FieldMeasures), f.measures),
		labelled(u.texts.Text("incident_advice"), f.advice))
}

// labelledBeside sets a small word before a field.
func labelledBeside(label string, o fyne.CanvasObject) fyne.CanvasObject {
	return newRow(gapHalf, []track{own, share(1)}, caption(label).fit(whole), o)
}

func (f *incidentFields) numbered(n int, field dispatch.IncidentField) string {
	return f.u.t("incident_numbered", "n", n, "field", f.u.texts.IncidentField(field))
}

// worksheet is field 6: what was weighed, and what a person concludes. The program proposes no conclusion.
func (f *incidentFields) worksheet() fyne.CanvasObject {
	u := f.u
	return newColumn(gap+gapHalf,
		newColumn(gapHalf, strong(f.numbered(6, dispatch.FieldRisk)), caption(u.t("incident_worksheet_hint"))),
		labelled(u.texts.Text("incident_sensitivity"), f.sensitivity), labelled(u.texts.Text("incident_malicious"), f.malicious),
		labelled(u.texts.Text("incident_consequences"), f.consequences), labelled(u.texts.Text("incident_likelihood"), f.likelihood),
		labelled(u.t("incident_conclusion"), f.conclusion.content),
		labelled(u.texts.Text("incident_reasons"), f.reasons))
}

// read takes what stands in the fields, or names the one that cannot be read, and the key of why.
func (f *incidentFields) read(i dispatch.Incident) (read dispatch.Incident, wrong *field, code string) {
	text := func(e *field) string { return strings.TrimSpace(e.Text) }
	i.Information, i.InformationUnknown = text(f.information), f.informationUnknown.Checked
	i.Circumstances, i.Cause, i.Measures, i.Advice = text(f.circumstances), text(f.cause), text(f.measures), text(f.advice)
	i.Assessment = dispatch.RiskAssessment{
		Sensitivity: text(f.sensitivity), MaliciousUses: text(f.malicious), Consequences: text(f.consequences),
		Likelihood: text(f.likelihood), Serious: f.serious, Reasons: text(f.reasons),
	}
	for _, d := range []struct {
		from *field
		into *dispatch.Day
	}{{f.occurred, &i.Occurred.From}, {f.occurredTo, &i.Occurred.To}, {f.aware, &i.Aware.From}, {f.awareTo, &i.Aware.To}} {
		day, ok := dispatch.ParseDay(text(d.from))
		if !ok {
			return i, d.from, "day_unreadable"
		}
		*d.into = day
	}
	i.Occurred.Approximate, i.Aware.Approximate = f.occurredAbout.Checked, f.awareAbout.Checked
	for _, n := range []struct {
		from *field
		into *int
	}{{f.persons, &i.Persons.Number}, {f.inQuebec, &i.Persons.InQuebec}} {
		number, err := strconv.Atoi(text(n.from))
		if text(n.from) != "" && (err != nil || number < 1) {
			return i, n.from, "number_unreadable"
		}
		*n.into = number
	}
	i.Persons.Estimated = f.personsEstimated.Checked
	return i, nil, ""
}
