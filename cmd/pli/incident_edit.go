package main

import (
	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
)

type incidentEditCommand struct {
	incidentRef
	Information   *string `help:"pli_help_incident_information"`
	Unknown       *bool   `negatable:"" help:"pli_help_incident_unknown"`
	Circumstances *string `help:"pli_help_incident_circumstances"`
	Cause         *string `help:"pli_help_incident_cause"`
	Occurred      *string `placeholder:"DATE" help:"pli_help_incident_occurred"`
	OccurredTo    *string `placeholder:"DATE" help:"pli_help_incident_to_day"`
	OccurredAbout *bool   `negatable:"" help:"pli_help_incident_about"`
	Aware         *string `placeholder:"DATE" help:"pli_help_incident_aware"`
	AwareTo       *string `placeholder:"DATE" help:"pli_help_incident_to_day"`
	Persons       *int    `placeholder:"N" help:"pli_help_incident_persons"`
	Estimated     *bool   `negatable:"" help:"pli_help_incident_estimated"`
	InQuebec      *int    `placeholder:"N" help:"pli_help_incident_in_quebec"`
	Sensitivity   *string `help:"pli_help_incident_sensitivity"`
	Malicious     *string `help:"pli_help_incident_malicious"`
	Consequences  *string `help:"pli_help_incident_consequences"`
	Likelihood    *string `help:"pli_help_incident_likelihood"`
	Serious       *string `enum:"yes,no,unknown" placeholder:"yes|no|unknown" help:"pli_help_incident_serious"`
	Reasons       *string `help:"pli_help_incident_reasons"`
	Measures      *string `help:"pli_help_incident_measures"`
	Advice        *string `help:"pli_help_incident_advice"`
}

// Run changes what is named, and leaves the rest.
func (c *incidentEditCommand) Run(s *session) error {
	return c.change(s, func(a *app.App, i dispatch.Incident) (dispatch.Incident, error) {
		return a.Desk.SaveIncident(s.ctx, c.apply(i))
	})
}

func (c *incidentEditCommand) apply(i dispatch.Incident) dispatch.Incident {
	assign(&i.Information, c.Information)
	assign(&i.InformationUnknown, c.Unknown)
	assign(&i.Circumstances, c.Circumstances)
	assign(&i.Cause, c.Cause)
	assignDay(&i.Occurred.From, c.Occurred)
	assignDay(&i.Occurred.To, c.OccurredTo)
	assign(&i.Occurred.Approximate, c.OccurredAbout)
	assignDay(&i.Aware.From, c.Aware)
	assignDay(&i.Aware.To, c.AwareTo)
	assign(&i.Persons.Number, c.Persons)
	assign(&i.Persons.Estimated, c.Estimated)
	assign(&i.Persons.InQuebec, c.InQuebec)
	assign(&i.Assessment.Sensitivity, c.Sensitivity)
	assign(&i.Assessment.MaliciousUses, c.Malicious)
	assign(&i.Assessment.Consequences, c.Consequences)
	assign(&i.Assessment.Likelihood, c.Likelihood)
	assign(&i.Assessment.Reasons, c.Reasons)
	assign(&i.Measures, c.Measures)
	assign(&i.Advice, c.Advice)
	if c.Serious != nil {
		i.Assessment.Serious = map[string]dispatch.Truth{"yes": dispatch.True, "no": dispatch.False}[*c.Serious]
	}
	return i
}

// assign sets what a flag gave.
func assign[T any](field *T, given *T) {
	if given != nil {
		*field = *given
	}
}

// assignDay sets a day; the desk refuses one that is none.
func assignDay(field *dispatch.Day, given *string) {
	if given != nil {
		*field = dispatch.Day(*given)
	}
}
