package uitest

import (
	"context"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/inspect"
)

// registers are what the desk keeps beside dispatches.
type registers struct {
	incidents []dispatch.Incident // newest first
	told      map[dispatch.ID][]dispatch.Event
	profile   dispatch.RegisterProfile
	sure      bool // communications are known by the patient named
}

// Profile sets what the registers tell of the clinic.
func (d *Desk) Profile(p dispatch.RegisterProfile) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.registers.profile = p
}

// DraftIncident begins an entry, from a dispatch or from nothing.
func (d *Desk) DraftIncident(_ context.Context, start desk.IncidentStart) (dispatch.Incident, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := dispatch.Incident{
		Information: start.Information, Circumstances: start.Circumstances, Aware: dispatch.Period{From: dispatch.DayOf(d.Now())},
	}
	if n := d.index(start.Dispatch); n >= 0 {
		i.Dispatches = []dispatch.ID{start.Dispatch}
		i.Occurred.From = dispatch.DayOf(d.dispatches[n].Left())
	}
	return i, d.called("DraftIncident")
}

// EnterIncident keeps an incident.
func (d *Desk) EnterIncident(_ context.Context, i dispatch.Incident) (dispatch.Incident, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("EnterIncident"); err != nil {
		return dispatch.Incident{}, err
	}
	i.ID, i.Number, i.State = d.id(), int64(len(d.registers.incidents)+1), dispatch.IncidentOpen
	i.Opened, i.Updated = d.Now(), d.Now()
	d.registers.incidents = slices.Insert(d.registers.incidents, 0, i)
	d.toldOf(i.ID, dispatch.EventIncidentOpened)
	return i, nil
}

func (d *Desk) toldOf(id dispatch.ID, t dispatch.EventType) {
	if d.registers.told == nil {
		d.registers.told = map[dispatch.ID][]dispatch.Event{}
	}
	d.registers.told[id] = append(d.registers.told[id], dispatch.Event{Type: t, At: d.Now(), Actor: "mlavoie"})
}

// Incident finds an incident.
func (d *Desk) Incident(_ context.Context, id dispatch.ID) (dispatch.Incident, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, i := range d.registers.incidents {
		if i.ID == id {
			return i, d.called("Incident")
		}
	}
	return dispatch.Incident{}, &dispatch.Error{Op: "desk", Kind: dispatch.KindNotFound, Code: "incident_not_found"}
}

// Incidents lists them.
func (d *Desk) Incidents(context.Context) ([]dispatch.Incident, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.registers.incidents), d.called("Incidents")
}

// IncidentsOf lists those of a dispatch.
func (d *Desk) IncidentsOf(_ context.Context, of dispatch.ID) ([]dispatch.Incident, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var found []dispatch.Incident
	for _, i := range d.registers.incidents {
		if slices.Contains(i.Dispatches, of) || slices.Contains(i.Declared, of) {
			found = append(found, i)
		}
	}
	return found, d.called("IncidentsOf")
}

// IncidentEvents lists what happened to an incident.
func (d *Desk) IncidentEvents(_ context.Context, id dispatch.ID) ([]dispatch.Event, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.registers.told[id]), d.called("IncidentEvents")
}

// SaveIncident keeps the fields.
func (d *Desk) SaveIncident(_ context.Context, edited dispatch.Incident) (dispatch.Incident, error) {
	return d.alter("SaveIncident", edited.ID, dispatch.EventIncidentChanged, func(i *dispatch.Incident) error {
		*i = edited
		return nil
	})
}

// NotifyIncident keeps a notice.
func (d *Desk) NotifyIncident(
	_ context.Context, id dispatch.ID, to dispatch.NoticeTo, n dispatch.IncidentNotice,
) (dispatch.Incident, error) {
	return d.alter("NotifyIncident", id, dispatch.EventIncidentNotified, func(i *dispatch.Incident) error {
		if n == (dispatch.IncidentNotice{}) {
			return &dispatch.Error{Op: "desk", Kind: dispatch.KindInvalid, Code: "incident_notice_why", Field: "note"}
		}
		notices := dispatch.IncidentNotices{to: n}
		for other, notice := range maps.All(i.Notices) {
			if other != to {
				notices[other] = notice
			}
		}
		i.Notices = notices
		return nil
	})
}

// CloseIncident closes a complete one.
func (d *Desk) CloseIncident(_ context.Context, id dispatch.ID) (dispatch.Incident, error) {
	return d.alter("CloseIncident", id, dispatch.EventIncidentClosed, func(i *dispatch.Incident) error {
		if missing := i.Missing(); len(missing) > 0 {
			return &dispatch.Error{
				Op: "desk", Kind: dispatch.KindHeld, Code: "incident_incomplete", Err: &desk.IncompleteError{Missing: missing},
			}
		}
		i.State, i.Closed = dispatch.IncidentClosed, d.Now()
		return nil
	})
}

// ReopenIncident opens it again.
func (d *Desk) ReopenIncident(_ context.Context, id dispatch.ID) (dispatch.Incident, error) {
	return d.alter("ReopenIncident", id, dispatch.EventIncidentReopened, func(i *dispatch.Incident) error {
		i.State = dispatch.IncidentOpen
		return nil
	})
}

func (d *Desk) alter(method string, id dispatch.ID, t dispatch.EventType, change func(*dispatch.Incident) error) (dispatch.Incident, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := slices.IndexFunc(d.registers.incidents, func(i dispatch.Incident) bool { return i.ID == id })
	if err := d.called(method); err != nil || n < 0 {
		return dispatch.Incident{}, err
	}
	i := d.registers.incidents[n]
	if err := change(&i); err != nil {
		return dispatch.Incident{}, err
	}
	i.Updated = d.Now()
	d.registers.incidents[n] = i
	d.toldOf(id, t)
	return i, nil
}

// PrintIncident writes a word.
func (d *Desk) PrintIncident(_ context.Context, w io.Writer, id dispatch.ID, language string) error {
	return d.madeOf(w, "PrintIncident", id, "page "+language)
}

// IncidentLetter writes whom it is to.
func (d *Desk) IncidentLetter(
	_ context.Context, w io.Writer, id dispatch.ID, to dispatch.NoticeTo, _ desk.RegisterFormat, language string,
) error {
	return d.madeOf(w, "IncidentLetter", id, "letter "+string(to)+" "+language)
}

func (d *Desk) madeOf(w io.Writer, method string, id dispatch.ID, text string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called(method); err != nil {
		return err
	}
	d.toldOf(id, dispatch.EventIncidentPrinted)
	_, err := io.WriteString(w, text)
	return err
}

// ExportIncidents writes its format.
func (d *Desk) ExportIncidents(_ context.Context, w io.Writer, format desk.RegisterFormat, _ string) error {
	if err := d.failure("ExportIncidents"); err != nil {
		return err
	}
	_, err := io.WriteString(w, string(format))
	return err
}

// IncidentDraft is for the service centre of the profile.
func (d *Desk) IncidentDraft(_ context.Context, _ dispatch.ID, to dispatch.Recipient, _ string) (desk.Draft, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("IncidentDraft"); err != nil {
		return desk.Draft{}, err
	}
	if to.ID == "" {
		to, _ = d.recipient(d.registers.profile.ServiceCentre)
	}
	return desk.Draft{Recipient: to, Documents: []inspect.Report{{Name: "incident-1.pdf"}}, Kind: dispatch.IncidentReport}, nil
}

// SendIncident notes that it was declared.
func (d *Desk) SendIncident(_ context.Context, id dispatch.ID, draft desk.Draft) (dispatch.Dispatch, error) {
	sent := dispatch.Dispatch{Recipient: draft.Recipient, State: dispatch.Held, Channel: dispatch.EmailEncrypted}
	_, err := d.alter("SendIncident", id, dispatch.EventIncidentDeclared, func(i *dispatch.Incident) error {
		d.last = draft
		sent.ID = d.id()
		i.Declared = append(slices.Clone(i.Declared), sent.ID)
		return nil
	})
	return sent, err
}

// Named makes the communications found be known by the patient who was named.
func (d *Desk) Named() { d.registers.sure = true }

// Communications are the dispatches of the clinic, unless somebody of another name is asked for.
func (d *Desk) Communications(_ context.Context, patient string) ([]desk.FoundCommunication, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("Communications"); err != nil || !strings.Contains(patient, "Gagnon") {
		return nil, err
	}
	var found []desk.FoundCommunication
	for _, x := range d.dispatches {
		if !x.Communicated() || len(found) > 5 {
			continue
		}
		because := desk.ByWords
		if d.registers.sure && len(found) < 4 {
			because = desk.ByPatient
		}
		x.Purpose = []string{"Suivi", "", "Consultation demandée par la Dre Simard"}[len(found)%3]
		found = append(found, desk.FoundCommunication{Communication: dispatch.CommunicationOf(x), Because: because})
	}
	return found, nil
}

// PrintCommunications writes how many there are.
func (d *Desk) PrintCommunications(_ context.Context, w io.Writer, patient string, chosen []dispatch.ID, language string) error {
	if err := d.failure("PrintCommunications"); err != nil {
		return err
	}
	_, err := io.WriteString(w, patient+" "+language+strings.Repeat(".", len(chosen)))
	return err
}

// RegisterProfile is what was set.
func (d *Desk) RegisterProfile(context.Context) (dispatch.RegisterProfile, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.registers.profile, d.called("RegisterProfile")
}

// SaveRegisterProfile keeps it.
func (d *Desk) SaveRegisterProfile(_ context.Context, p dispatch.RegisterProfile) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	err := d.called("SaveRegisterProfile")
	if err == nil {
		d.registers.profile = p
	}
	return err
}
