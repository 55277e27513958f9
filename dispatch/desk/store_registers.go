package desk

import (
	"context"

	"github.com/souspli/souspli/dispatch"
)

// registersStore keeps the register of incidents. Each change and its event are one transaction.
type registersStore interface {
	// AddIncident enters an incident in the register and gives it the next number.
	AddIncident(ctx context.Context, i dispatch.Incident, e dispatch.Event) (dispatch.Incident, error)
	// ChangeIncident changes an incident as it is kept now, while nobody else can; when change fails, nothing is stored.
	ChangeIncident(
		ctx context.Context, id dispatch.ID, change func(i *dispatch.Incident) (dispatch.Event, error),
	) (dispatch.Incident, error)
	// AppendOfIncident stores an event that changes nothing of an incident.
	AppendOfIncident(ctx context.Context, id dispatch.ID, e dispatch.Event) error
	Incident(ctx context.Context, id dispatch.ID) (dispatch.Incident, error)
	// Incidents lists the whole register, and IncidentsOf what a dispatch belongs to, the newest first.
	Incidents(ctx context.Context) ([]dispatch.Incident, error)
	IncidentsOf(ctx context.Context, of dispatch.ID) ([]dispatch.Incident, error)
	// IncidentEvents lists what happened to an incident, oldest first.
	IncidentEvents(ctx context.Context, id dispatch.ID) ([]dispatch.Event, error)

	// ChangeSetting changes a setting as it is kept now, while nobody else can, and logs what change answers.
	ChangeSetting(ctx context.Context, name string, v any, change func() (dispatch.Event, error)) error
}
