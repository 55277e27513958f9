package ui

import (
	"context"
	"io"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// deskRegisters is the register of incidents and that of communications.
type deskRegisters interface {
	DraftIncident(ctx context.Context, start desk.IncidentStart) (dispatch.Incident, error)
	EnterIncident(ctx context.Context, i dispatch.Incident) (dispatch.Incident, error)
	Incident(ctx context.Context, id dispatch.ID) (dispatch.Incident, error)
	Incidents(ctx context.Context) ([]dispatch.Incident, error)
	IncidentsOf(ctx context.Context, of dispatch.ID) ([]dispatch.Incident, error)
	IncidentEvents(ctx context.Context, id dispatch.ID) ([]dispatch.Event, error)
	SaveIncident(ctx context.Context, edited dispatch.Incident) (dispatch.Incident, error)
	NotifyIncident(ctx context.Context, id dispatch.ID, to dispatch.NoticeTo, n dispatch.IncidentNotice) (dispatch.Incident, error)
	CloseIncident(ctx context.Context, id dispatch.ID) (dispatch.Incident, error)
	ReopenIncident(ctx context.Context, id dispatch.ID) (dispatch.Incident, error)
	PrintIncident(ctx context.Context, w io.Writer, id dispatch.ID, language string) error
	IncidentLetter(
		ctx context.Context, w io.Writer, id dispatch.ID, to dispatch.NoticeTo, format desk.RegisterFormat, language string,
	) error
	ExportIncidents(ctx context.Context, w io.Writer, format desk.RegisterFormat, language string) error
	IncidentDraft(ctx context.Context, id dispatch.ID, to dispatch.Recipient, language string) (desk.Draft, error)
	SendIncident(ctx context.Context, id dispatch.ID, draft desk.Draft) (dispatch.Dispatch, error)
	Communications(ctx context.Context, patient string) ([]desk.FoundCommunication, error)
	PrintCommunications(ctx context.Context, w io.Writer, patient string, chosen []dispatch.ID, language string) error
	RegisterProfile(ctx context.Context) (dispatch.RegisterProfile, error)
	SaveRegisterProfile(ctx context.Context, p dispatch.RegisterProfile) error
}
