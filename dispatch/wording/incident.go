package wording

import (
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// CalendarDay writes a day of the calendar; empty when it is not known.
func (c *Catalogue) CalendarDay(d dispatch.Day) string {
	if !d.Known() {
		return ""
	}
	return c.Date(d.Time(), time.UTC)
}

// Period writes a day or several; empty when none is known.
func (c *Catalogue) Period(p dispatch.Period) string {
	key := "period_day"
	if p.To != "" && p.To != p.From {
		key = "period_days"
	}
	if p.Approximate {
		key += "_about"
	}
	if p.From == "" {
		return ""
	}
	return c.Text(key, "from", c.CalendarDay(p.From), "to", c.CalendarDay(p.To))
}

// Affected says how many persons an incident concerns; empty when nobody knows.
func (c *Catalogue) Affected(p dispatch.AffectedPersons) string {
	if p.Number == 0 {
		return ""
	}
	if p.Estimated {
		return c.Plural("affected_about", p.Number)
	}
	return c.Plural("affected", p.Number)
}

// IncidentState names the state of an incident.
func (c *Catalogue) IncidentState(s dispatch.IncidentState) string {
	return c.Text("incident_state_" + string(s))
}

// IncidentField names a field of the register.
func (c *Catalogue) IncidentField(f dispatch.IncidentField) string {
	return c.Text("incident_field_" + string(f))
}

// IncidentFields names several, as they stand in a sentence.
func (c *Catalogue) IncidentFields(fields []dispatch.IncidentField) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = lowerFirst(c.IncidentField(f))
	}
	return strings.Join(names, ", ")
}

// lowerFirst begins a name as it stands in a sentence; an abbreviation stays.
func lowerFirst(name string) string {
	first, rest, _ := strings.Cut(name, " ")
	if strings.ToUpper(first) == first {
		return name
	}
	return strings.TrimSpace(strings.ToLower(first) + " " + rest)
}

// Conclusion says what a person concluded about the risk of serious injury.
func (c *Catalogue) Conclusion(serious dispatch.Truth) string {
	switch serious {
	case dispatch.True:
		return c.Text("incident_serious_yes")
	case dispatch.False:
		return c.Text("incident_serious_no")
	default:
		return c.Text("incident_serious_unknown")
	}
}

// NoticeTo names who is told of an incident.
func (c *Catalogue) NoticeTo(to dispatch.NoticeTo) string {
	return c.Text("incident_field_notice_" + string(to))
}

// Notice says when a notice was given, or why it was not.
func (c *Catalogue) Notice(n dispatch.IncidentNotice) string {
	switch {
	case n.On == "":
		return c.Text("incident_notice_not", "why", n.Note)
	case n.Note != "":
		return c.Text("incident_notice_noted", "date", c.CalendarDay(n.On), "note", n.Note)
	default:
		return c.Text("incident_notice_given", "date", c.CalendarDay(n.On))
	}
}

// IncidentOf is what a dispatch says of an incident about it: the kinds of its documents, and how it went where, as
// clocks at loc show it. What the documents hold and what came of it, a person must say.
func (c *Catalogue) IncidentOf(d dispatch.Dispatch, loc *time.Location) (information, circumstances string) {
	nature := c.Nature(dispatch.CommunicationOf(d))
	if nature != "" {
		information = c.Text("incident_from_documents", "documents", nature)
	}
	to := strings.Join(nonEmpty(d.Recipient.Name, d.Recipient.Organisation), ", ")
	key := "incident_from_dispatch"
	if d.Route.Address != "" {
		key = "incident_from_route"
	}
	return information, c.Text(key, "channel", c.Way(d), "to", to, "address", c.PhoneNumber(d.Route.Address),
		"at", c.DateTime(d.Left(), loc), "state", c.State(d.State))
}

// Nature names what was communicated: kinds of documents, with their pages.
func (c *Catalogue) Nature(of dispatch.Communication) string {
	var parts []string
	for _, doc := range of.Documents {
		parts = append(parts, c.Plural("nature_pages", doc.Pages, "kind", c.Kind(doc.Kind)))
	}
	return strings.Join(parts, ", ")
}

func nonEmpty(texts ...string) []string {
	var kept []string
	for _, text := range texts {
		if text != "" {
			kept = append(kept, text)
		}
	}
	return kept
}

// Justification says what a communication was for and by what right, and says so where nobody wrote it down.
func (c *Catalogue) Justification(of dispatch.Communication) string {
	purpose := of.Purpose
	if purpose == "" {
		purpose = c.Text("communications_no_purpose")
	}
	lines := []string{c.Text("communications_purpose", "purpose", purpose)}
	if of.Authorisation != "" {
		lines = append(lines, c.Text("communications_authorisation", "authorisation", of.Authorisation))
	}
	if of.Reason != "" {
		lines = append(lines, c.Text("communications_reason", "reason", of.Reason))
	}
	return strings.Join(lines, "\n")
}
