package print

import (
	"io"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/wording"
)

// WriteIncident writes an entry of the register of incidents with its fields in the order of the law, and tells on how
// many pages. What is missing stands as a gap.
func WriteIncident(w io.Writer, words *wording.Catalogue, i dispatch.Incident, of dispatch.Body, at time.Time) (pages int, err error) {
	p := newPage(words.Text("print_incident_title", "n", i.Number), at)
	p.paragraph(words.Text("print_incident_register", "clinic", of.Sender.Organisation))
	entry(words, i).draw(p)
	p.paragraph(printedOn(words, at))
	return p.pdf.PageNo(), p.finish(w)
}

// WriteIncidents writes the whole register, an entry after the other.
func WriteIncidents(w io.Writer, words *wording.Catalogue, all []dispatch.Incident, of dispatch.Body, at time.Time) error {
	p := newPage(words.Text("print_incidents_title"), at)
	p.paragraph(words.Text("print_incident_register", "clinic", of.Sender.Organisation))
	p.paragraph(words.Plural("print_incidents_count", len(all)))
	p.paragraph(printedOn(words, at))
	for _, i := range all {
		p.pdf.AddPage()
		p.title(words.Text("print_incident_title", "n", i.Number))
		entry(words, i).draw(p)
	}
	return p.finish(w)
}

func printedOn(words *wording.Catalogue, at time.Time) string {
	return words.Text("print_incident_printed", "at", words.DateTime(at, at.Location()))
}

// entry is an incident in the eight fields of, r. 3.1, s. 7 and, r. 1, s. 15.
func entry(words *wording.Catalogue, i dispatch.Incident) sheet {
	g := gaps{words}
	var s sheet
	s.paragraph(standing(words, i))
	s.part(g.numbered(1, dispatch.FieldInformation), g.or(dispatch.FieldInformation, information(words, i)))
	s.part(g.numbered(2, dispatch.FieldCircumstances), g.or(dispatch.FieldCircumstances, joined(i.Circumstances, labelled(words, "incident_cause", i.Cause))))
	s.part(g.numbered(3, dispatch.FieldOccurred), g.or(dispatch.FieldOccurred, words.Period(i.Occurred)))
	s.part(g.numbered(4, dispatch.FieldAware), g.or(dispatch.FieldAware, words.Period(i.Aware)))
	s.part(g.numbered(5, dispatch.FieldPersons), g.or(dispatch.FieldPersons, words.Affected(i.Persons)))
	s.part(g.numbered(6, dispatch.FieldRisk), joined(worksheet(words, i.Assessment)...))
	s.heading(words.Text("print_incident_notices"))
	s.paragraph(notices(words, i))
	s.part(g.numbered(8, dispatch.FieldMeasures), g.or(dispatch.FieldMeasures, joined(i.Measures, labelled(words, "incident_advice", i.Advice))))
	if ids := dispatches(words, i); ids != "" {
		s.part(words.Text("print_incident_dispatches"), ids)
	}
	return s
}

// standing is whether the entry is open, and how long it is kept.
func standing(words *wording.Catalogue, i dispatch.Incident) string {
	kept := words.Text("incident_keep_unknown")
	if until := i.KeepUntil(); until != "" {
		kept = words.Text("incident_keep", "date", words.CalendarDay(until))
	}
	return words.Text("print_incident_standing", "state", words.IncidentState(i.State), "opened",
		words.Date(i.Opened, i.Opened.Location())) + " " + kept
}

func information(words *wording.Catalogue, i dispatch.Incident) string {
	if i.InformationUnknown && i.Information != "" {
		return words.Text("incident_information_unknown", "why", i.Information)
	}
	return i.Information
}

// worksheet is what was weighed, then what a person concluded from it.
func worksheet(words *wording.Catalogue, a dispatch.RiskAssessment) []string {
	parts := []string{
		labelled(words, "incident_sensitivity", a.Sensitivity), labelled(words, "incident_malicious", a.MaliciousUses),
		labelled(words, "incident_consequences", a.Consequences), labelled(words, "incident_likelihood", a.Likelihood),
		words.Conclusion(a.Serious),
	}
	if a.Reasons == "" {
		return append(parts, words.Text("print_gap", "field", words.Text("incident_reasons")))
	}
	return append(parts, labelled(words, "incident_reasons", a.Reasons))
}

// notices are the days of field 7. Where the risk is not serious, none is due.
func notices(words *wording.Catalogue, i dispatch.Incident) string {
	var lines []string
	for _, to := range dispatch.NoticesTo() {
		notice, given := i.Notices[to]
		switch {
		case given:
			lines = append(lines, words.Text("print_labelled", "label", words.NoticeTo(to), "text", words.Notice(notice)))
		case i.Assessment.Serious != dispatch.False:
			lines = append(lines, words.Text("print_labelled", "label", words.NoticeTo(to), "text",
				words.Text("print_gap", "field", words.Text("print_gap_day"))))
		}
	}
	if len(lines) == 0 {
		return words.Text("incident_notices_none")
	}
	return joined(lines...)
}

func dispatches(words *wording.Catalogue, i dispatch.Incident) string {
	var lines []string
	for _, id := range i.Dispatches {
		lines = append(lines, words.Text("print_labelled", "label", words.Text("print_incident_about"), "text", id))
	}
	for _, id := range i.Declared {
		lines = append(lines, words.Text("print_labelled", "label", words.Text("print_incident_declared"), "text", id))
	}
	return joined(lines...)
}

// gaps writes what is missing so that nobody overlooks it.
type gaps struct{ words *wording.Catalogue }

func (g gaps) or(field dispatch.IncidentField, text string) string {
	if text == "" {
		return g.gap(g.words.IncidentField(field))
	}
	return text
}

func (g gaps) gap(what string) string { return g.words.Text("print_gap", "field", what) }

func (g gaps) numbered(n int, field dispatch.IncidentField) string {
	return g.words.Text("print_numbered", "n", n, "text", g.words.IncidentField(field))
}

// labelled is a text after its name, and nothing where there is no text.
func labelled(words *wording.Catalogue, key, text string) string {
	if text == "" {
		return ""
	}
	return words.Text("print_labelled", "label", words.Text(key), "text", text)
}

// joined sets texts below one another, without those that say nothing.
func joined(texts ...string) string {
	var kept []string
	for _, text := range texts {
		if text != "" {
			kept = append(kept, text)
		}
	}
	return strings.Join(kept, "\n")
}
