package main

import (
	"fmt"

	"github.com/souspli/souspli/dispatch"
)

// incidentView is an incident as programs read it.
type incidentView struct {
	dispatch.Incident
	Missing   []dispatch.IncidentField `json:"missing"`
	KeepUntil dispatch.Day             `json:"keep_until,omitempty"`
	Events    []dispatch.Event         `json:"events,omitempty"`
}

func viewIncident(i dispatch.Incident) incidentView {
	i.Opened, i.Updated = i.Opened.UTC(), i.Updated.UTC()
	if !i.Closed.IsZero() {
		i.Closed = i.Closed.UTC()
	}
	return incidentView{Incident: i, Missing: append([]dispatch.IncidentField{}, i.Missing()...), KeepUntil: i.KeepUntil()}
}

func (s *session) printIncidents(all []dispatch.Incident) {
	if s.json {
		for _, i := range all {
			s.printJSON(viewIncident(i))
		}
		return
	}
	if len(all) == 0 {
		s.say("pli_nothing_found")
		return
	}
	rows := [][]string{}
	for _, i := range all {
		rows = append(rows, []string{
			fmt.Sprint(i.Number), s.words.IncidentState(i.State), first(s.words.Period(i.Occurred), "-"),
			first(s.words.Affected(i.Persons), "-"), s.words.Conclusion(i.Assessment.Serious), string(i.ID),
		})
	}
	s.table(rows)
}

func (s *session) printIncident(i dispatch.Incident) {
	if s.json {
		s.printJSON(viewIncident(i))
		return
	}
	w := s.words
	rows := [][]string{
		{w.Text("incident_number"), fmt.Sprint(i.Number)},
		{w.Text("pli_field_id"), string(i.ID)},
		{w.Text("incident_state"), w.IncidentState(i.State)},
		{w.IncidentField(dispatch.FieldInformation), i.Information},
		{w.IncidentField(dispatch.FieldCircumstances), i.Circumstances},
		{w.Text("incident_cause"), i.Cause},
		{w.IncidentField(dispatch.FieldOccurred), w.Period(i.Occurred)},
		{w.IncidentField(dispatch.FieldAware), w.Period(i.Aware)},
		{w.IncidentField(dispatch.FieldPersons), w.Affected(i.Persons)},
		{w.Text("incident_sensitivity"), i.Assessment.Sensitivity},
		{w.Text("incident_malicious"), i.Assessment.MaliciousUses},
		{w.Text("incident_consequences"), i.Assessment.Consequences},
		{w.Text("incident_likelihood"), i.Assessment.Likelihood},
		{w.IncidentField(dispatch.FieldRisk), w.Conclusion(i.Assessment.Serious)},
		{w.Text("incident_reasons"), i.Assessment.Reasons},
	}
	for _, to := range dispatch.NoticesTo() {
		if notice, given := i.Notices[to]; given {
			rows = append(rows, []string{w.NoticeTo(to), w.Notice(notice)})
		}
	}
	rows = append(rows, []string{w.IncidentField(dispatch.FieldMeasures), i.Measures}, []string{w.Text("incident_advice"), i.Advice})
	s.table(withoutEmpty(rows))
	if until := i.KeepUntil(); until != "" {
		s.say("incident_keep", "date", w.CalendarDay(until))
	}
	if missing := i.Missing(); len(missing) > 0 {
		s.say("pli_incident_missing", "fields", w.IncidentFields(missing))
	}
}

// withoutEmpty drops the rows that say nothing.
func withoutEmpty(rows [][]string) [][]string {
	var kept [][]string
	for _, row := range rows {
		if row[1] != "" {
			kept = append(kept, row)
		}
	}
	return kept
}

func (s *session) printIncidentStory(i dispatch.Incident, events []dispatch.Event) {
	if s.json {
		view := viewIncident(i)
		view.Events = events
		s.printJSON(view)
		return
	}
	s.printIncident(i)
	fmt.Fprintln(s.out)
	rows := [][]string{}
	for _, e := range events {
		rows = append(rows, []string{s.when(e.At), s.words.Event(e.Type), e.Actor})
	}
	s.table(rows)
}
