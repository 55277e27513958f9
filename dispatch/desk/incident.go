package desk

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/souspli/souspli/dispatch"
)

// IncidentStart is how an incident is opened: from a dispatch or from nothing, with words that the edge knows in the
// person's language.
type IncidentStart struct {
	Dispatch      dispatch.ID // empty: from nothing
	Information   string
	Circumstances string
}

// OpenIncident enters what DraftIncident begins in the register.
func (d *Desk) OpenIncident(ctx context.Context, start IncidentStart) (dispatch.Incident, error) {
	i, err := d.DraftIncident(ctx, start)
	if err != nil {
		return dispatch.Incident{}, err
	}
	return d.EnterIncident(ctx, i)
}

// DraftIncident begins an entry and stores nothing. Of a dispatch it takes the day on which that left, and nothing that
// a person must find out: how many are concerned, what follows, and whether the risk is serious. The clinic is aware
// today at the latest.
func (d *Desk) DraftIncident(ctx context.Context, start IncidentStart) (dispatch.Incident, error) {
	now := d.config.Now()
	i := dispatch.Incident{
		Information: start.Information, Circumstances: start.Circumstances, Aware: dispatch.Period{From: dispatch.DayOf(now)},
	}
	if start.Dispatch == "" {
		return i, nil
	}
	x, err := d.config.Store.Dispatch(ctx, start.Dispatch)
	if err != nil {
		return dispatch.Incident{}, err
	}
	i.Dispatches = []dispatch.ID{x.ID}
	i.Occurred.From = dispatch.DayOf(x.Left().In(now.Location()))
	return i, nil
}

// EnterIncident enters an incident in the register, open and without notices, under the next number.
func (d *Desk) EnterIncident(ctx context.Context, i dispatch.Incident) (dispatch.Incident, error) {
	if err := d.checkIncident(&i); err != nil {
		return dispatch.Incident{}, err
	}
	now := d.config.Now()
	entered := written(dispatch.Incident{
		ID: dispatch.NewID(d.config.Random), State: dispatch.IncidentOpen, Dispatches: i.Dispatches, Opened: now, Updated: now,
	}, i)
	e := d.event(dispatch.EventIncidentOpened, map[string]string{"incident": string(entered.ID)})
	if len(entered.Dispatches) > 0 {
		e.Dispatch = entered.Dispatches[0]
	}
	maps.Copy(e.Details, changedFields(dispatch.Incident{}, entered))
	return d.config.Store.AddIncident(ctx, entered, e)
}

// Incident returns an entry of the register.
func (d *Desk) Incident(ctx context.Context, id dispatch.ID) (dispatch.Incident, error) {
	return d.config.Store.Incident(ctx, id)
}

// Incidents lists the register, the newest first.
func (d *Desk) Incidents(ctx context.Context) ([]dispatch.Incident, error) {
	return d.config.Store.Incidents(ctx)
}

// IncidentsOf lists the incidents that a dispatch belongs to, the newest first.
func (d *Desk) IncidentsOf(ctx context.Context, of dispatch.ID) ([]dispatch.Incident, error) {
	return d.config.Store.IncidentsOf(ctx, of)
}

// IncidentEvents lists what happened to an incident, oldest first.
func (d *Desk) IncidentEvents(ctx context.Context, id dispatch.ID) ([]dispatch.Event, error) {
	return d.config.Store.IncidentEvents(ctx, id)
}

// SaveIncident stores what a person wrote in an entry: its fields but the notices, which Notify notes one by one. It
// fails with KindConflict and incident_changed when the entry is no longer as the person saw it, and incident_closed
// when it must be opened again first. Nothing is stored and logged when nothing changed.
func (d *Desk) SaveIncident(ctx context.Context, edited dispatch.Incident) (dispatch.Incident, error) {
	if err := d.checkIncident(&edited); err != nil {
		return edited, err
	}
	stored, err := d.config.Store.Incident(ctx, edited.ID)
	if err != nil || len(changedFields(stored, written(stored, edited))) == 0 {
		return stored, err
	}
	return d.changeIncident(ctx, edited.ID, dispatch.EventIncidentChanged, func(i *dispatch.Incident) error {
		if !i.Updated.Equal(edited.Updated) {
			return outdated("desk.save_incident", "incident_changed")
		}
		*i = written(*i, edited)
		return nil
	})
}

// written is an incident with the fields that a person writes.
func written(kept, edited dispatch.Incident) dispatch.Incident {
	kept.Information, kept.InformationUnknown = edited.Information, edited.InformationUnknown
	kept.Circumstances, kept.Cause = edited.Circumstances, edited.Cause
	kept.Occurred, kept.Aware, kept.Persons = edited.Occurred, edited.Aware, edited.Persons
	kept.Assessment, kept.Measures, kept.Advice = edited.Assessment, edited.Measures, edited.Advice
	return kept
}

// NotifyIncident notes a notice, in place of an earlier one to the same: its day, or without a day why it is not given.
func (d *Desk) NotifyIncident(
	ctx context.Context, id dispatch.ID, to dispatch.NoticeTo, notice dispatch.IncidentNotice,
) (dispatch.Incident, error) {
	notice.Note = strings.TrimSpace(notice.Note)
	switch {
	case !to.Valid():
		return dispatch.Incident{}, invalid("unknown_value", "to")
	case notice.On == "" && notice.Note == "":
		return dispatch.Incident{}, invalid("incident_notice_why", "note")
	case notice.On != "" && !d.past(notice.On):
		return dispatch.Incident{}, invalid("incident_day", "on")
	}
	if err := prose(map[string]*string{"note": &notice.Note}); err != nil {
		return dispatch.Incident{}, err
	}
	return d.changeIncident(ctx, id, dispatch.EventIncidentNotified, func(i *dispatch.Incident) error {
		i.Notices = maps.Clone(i.Notices)
		if i.Notices == nil {
			i.Notices = dispatch.IncidentNotices{}
		}
		i.Notices[to] = notice
		return nil
	})
}

// LinkIncident says that an incident is about another dispatch as well.
func (d *Desk) LinkIncident(ctx context.Context, id, to dispatch.ID) (dispatch.Incident, error) {
	return d.alter(ctx, id, d.dispatchEvent(dispatch.EventIncidentLinked, to, map[string]string{}), func(i *dispatch.Incident) error {
		if slices.Contains(i.Dispatches, to) {
			return outdated("desk.link_incident", "incident_linked")
		}
		i.Dispatches = append(slices.Clone(i.Dispatches), to)
		return openOnly(*i)
	})
}

// IncompleteError says which fields of the register are missing.
type IncompleteError struct{ Missing []dispatch.IncidentField }

func (e *IncompleteError) Error() string {
	return "misses " + list(e.Missing, func(f dispatch.IncidentField) string { return string(f) })
}

// CloseIncident ends the work on an incident. It fails with KindHeld, incident_incomplete and an IncompleteError while
// the register misses something.
func (d *Desk) CloseIncident(ctx context.Context, id dispatch.ID) (dispatch.Incident, error) {
	return d.changeIncident(ctx, id, dispatch.EventIncidentClosed, func(i *dispatch.Incident) error {
		if missing := i.Missing(); len(missing) > 0 {
			return &dispatch.Error{
				Op: "desk.close_incident", Kind: dispatch.KindHeld, Code: "incident_incomplete", Err: &IncompleteError{missing},
			}
		}
		i.State, i.Closed = dispatch.IncidentClosed, d.config.Now()
		return nil
	})
}

// ReopenIncident takes the work up again: new facts come.
func (d *Desk) ReopenIncident(ctx context.Context, id dispatch.ID) (dispatch.Incident, error) {
	e := d.event(dispatch.EventIncidentReopened, map[string]string{})
	return d.alter(ctx, id, e, func(i *dispatch.Incident) error {
		if i.State == dispatch.IncidentOpen {
			return outdated("desk.reopen_incident", "incident_open")
		}
		i.State, i.Closed = dispatch.IncidentOpen, time.Time{}
		return nil
	})
}

// changeIncident changes an open incident.
func (d *Desk) changeIncident(
	ctx context.Context, id dispatch.ID, t dispatch.EventType, change func(*dispatch.Incident) error,
) (dispatch.Incident, error) {
	return d.alter(ctx, id, d.event(t, map[string]string{}), func(i *dispatch.Incident) error {
		if err := openOnly(*i); err != nil {
			return err
		}
		return change(i)
	})
}

func openOnly(i dispatch.Incident) error {
	if i.State == dispatch.IncidentClosed {
		return outdated("desk.incident", "incident_closed")
	}
	return nil
}

// alter changes an incident and tells in the event what changed.
func (d *Desk) alter(
	ctx context.Context, id dispatch.ID, e dispatch.Event, change func(*dispatch.Incident) error,
) (dispatch.Incident, error) {
	return d.config.Store.ChangeIncident(ctx, id, func(i *dispatch.Incident) (dispatch.Event, error) {
		before := *i
		if err := change(i); err != nil {
			return e, err
		}
		maps.Copy(e.Details, changedFields(before, *i))
		e.Details["incident"] = string(i.ID)
		i.Updated = e.At
		return e, nil
	})
}

// notTold are the fields that an event tells otherwise.
var notTold = []string{"id", "number", "opened", "updated"}

// changedFields are the fields that differ, with what they are now as JSON: the log keeps every version of an entry.
func changedFields(before, after dispatch.Incident) map[string]string {
	was, is, told := fieldsOf(before), fieldsOf(after), map[string]string{}
	for _, name := range slices.Concat(slices.Collect(maps.Keys(was)), slices.Collect(maps.Keys(is))) {
		if !slices.Contains(notTold, name) && string(was[name]) != string(is[name]) {
			told[name] = string(is[name])
		}
	}
	return told
}

func fieldsOf(i dispatch.Incident) map[string]json.RawMessage {
	fields := map[string]json.RawMessage{}
	plain, err := json.Marshal(i)
	if err == nil {
		err = json.Unmarshal(plain, &fields)
	}
	if err != nil {
		panic("desk: an incident has no JSON: " + err.Error())
	}
	return fields
}

// checkIncident tidies what a person wrote, and refuses what cannot be.
func (d *Desk) checkIncident(i *dispatch.Incident) error {
	switch {
	case !i.Occurred.Valid() || !d.past(i.Occurred.Last()):
		return invalid("incident_day", "occurred")
	case !i.Aware.Valid() || !d.past(i.Aware.Last()):
		return invalid("incident_day", "aware")
	case i.Occurred.From != "" && i.Aware.From != "" && i.Aware.From < i.Occurred.From:
		return invalid("incident_aware_before", "aware")
	case i.Persons.Number < 0 || i.Persons.InQuebec < 0 || i.Persons.InQuebec > i.Persons.Number && i.Persons.Number > 0:
		return invalid("incident_persons", "persons")
	}
	return prose(map[string]*string{
		"information": &i.Information, "circumstances": &i.Circumstances, "cause": &i.Cause, "measures": &i.Measures,
		"advice": &i.Advice, "sensitivity": &i.Assessment.Sensitivity, "malicious": &i.Assessment.MaliciousUses,
		"consequences": &i.Assessment.Consequences, "likelihood": &i.Assessment.Likelihood, "reasons": &i.Assessment.Reasons,
	})
}

// past reports whether a day has begun, or is not known.
func (d *Desk) past(day dispatch.Day) bool {
	return day == "" || day.Known() && day <= dispatch.DayOf(d.config.Now())
}

// longestProse bounds what one field holds, in bytes: the register wants it short.
const longestProse = 20_000

// prose tidies texts of several lines, and refuses what cannot be printed.
func prose(fields map[string]*string) error {
	for name, text := range fields {
		*text = strings.TrimSpace(strings.ReplaceAll(*text, "\r\n", "\n"))
		odd := func(r rune) bool { return r != '\n' && r != '\t' && (unprintable(r) || unicode.Is(unicode.Co, r)) }
		switch {
		case strings.ContainsFunc(*text, odd):
			return invalid("control_character", name)
		case len(*text) > longestProse:
			return invalid("incident_too_long", name)
		}
	}
	return nil
}
