package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// The log that is altered: a dispatch accepted (lines 1 to 4), an incident about it (5) that was changed (6), another
// incident (7), a hold on the dispatch (8) and one on everything that was lifted (9 and 10).
func provableRegisters(t *testing.T) home {
	t.Helper()
	h := newHome(t)
	d := inState(t, h, dispatch.Accepted)
	i := dispatch.Incident{
		ID: newID(), State: dispatch.IncidentOpen, Dispatches: []dispatch.ID{d.ID}, Opened: start, Updated: start,
		Aware: dispatch.Period{From: dispatch.DayOf(start)},
	}
	i, err := h.AddIncident(t.Context(), i, event(dispatch.EventIncidentOpened, start))
	wantError{}.check(t, err)
	_, err = h.ChangeIncident(t.Context(), i.ID, func(i *dispatch.Incident) (dispatch.Event, error) {
		i.Cause, i.Updated = "Old directory", start.Add(time.Hour)
		return event(dispatch.EventIncidentChanged, i.Updated), nil
	})
	wantError{}.check(t, err)
	other := dispatch.Incident{ID: newID(), State: dispatch.IncidentOpen, Opened: start, Updated: start}
	_, err = h.AddIncident(t.Context(), other, event(dispatch.EventIncidentOpened, start))
	wantError{}.check(t, err)
	on := dispatch.LegalHold{ID: newID(), Scope: dispatch.HoldDispatch, Target: d.ID, Reason: "Plainte", Placed: start}
	wantError{}.check(t, h.PlaceHold(t.Context(), on, event(dispatch.EventHoldPlaced, start)))
	all := dispatch.LegalHold{ID: newID(), Scope: dispatch.HoldEverything, Reason: "Plainte", Placed: start}
	wantError{}.check(t, h.PlaceHold(t.Context(), all, event(dispatch.EventHoldPlaced, start)))
	wantError{}.check(t, h.LiftHold(t.Context(), all.ID, event(dispatch.EventHoldLifted, start)))
	return h
}

// What is kept, and until when, is read off what stands in clear: who alters that has the home itself destroy what
// should stay, unless its verification finds it.
func TestVerifyFindsRegistersThatWereAltered(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]tampering{
		"an incident removed":               {script: `DELETE FROM incident_events WHERE incident = (SELECT id FROM incidents WHERE number = 2); DELETE FROM incidents WHERE number = 2;`, first: "7"},
		"an incident's text altered":        {script: spoil("incidents", "body", "number = 1"), first: "5"},
		"an incident called closed":         {script: `UPDATE incidents SET state = 'closed' WHERE number = 1;`, first: "5"},
		"an incident kept less long":        {script: `UPDATE incidents SET keep_until = 1 WHERE number = 1;`, first: "5"},
		"an incident without an end, ended": {script: `UPDATE incidents SET keep_until = 1 WHERE number = 2;`, first: "7"},
		"an incident of another day":        {script: `UPDATE incidents SET opened = opened - 1 WHERE number = 2;`, first: "7"},
		"an incident of another number":     {script: `UPDATE incidents SET number = 9 WHERE number = 2;`, first: "7"},
		"an incident under another line":    {script: `UPDATE incidents SET event = 5 WHERE number = 1;`, first: "5"},
		"an incident about nothing":         {script: `DELETE FROM incident_dispatches;`, first: "5"},
		"an incident about another":         {script: `UPDATE incident_dispatches SET dispatch = 'x';`, first: "5"},
		"a hold removed":                    {script: `DELETE FROM holds;`, first: "11"},
		"a hold on something else":          {script: `UPDATE holds SET target = 'x';`, first: "11"},
		"a hold of another scope":           {script: `UPDATE holds SET scope = 'recipient';`, first: "11"},
		"a hold put in":                     {script: `INSERT INTO holds SELECT 'x', scope, target, placed, body FROM holds;`, first: "11"},
		"an attempt called open":            {script: `UPDATE attempts SET ended = NULL;`, first: "3"},
		"an attempt of another time":        {script: `UPDATE attempts SET started = started - 1;`, first: "3"},
		"an attempt in another place":       {script: `UPDATE attempts SET n = 2;`, first: "3"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := provableRegisters(t)
			verified(t, h, 10)
			h.sqlite3(t, "PRAGMA foreign_keys = 0;\n"+test.script)
			_, err := h.VerifyLog(t.Context())
			integrity("log_altered").check(t, err)
			if !strings.HasSuffix(err.Error(), ": "+test.first) {
				t.Errorf("%v; the first wrong line is %s", err, test.first)
			}
		})
	}
}

// An older copy of an incident does not open in the place of a newer one.
func TestAnOlderIncidentIsNotTakenForTheNewer(t *testing.T) {
	t.Parallel()
	h := provableRegisters(t)
	older := h.sqlite3(t, `SELECT hex(body) FROM incidents WHERE number = 1;`)
	all, err := h.Incidents(t.Context())
	wantError{}.check(t, err)
	_, err = h.ChangeIncident(t.Context(), all[1].ID, func(i *dispatch.Incident) (dispatch.Event, error) {
		i.Cause = "Autre"
		return event(dispatch.EventIncidentChanged, start), nil
	})
	wantError{}.check(t, err)
	h.sqlite3(t, fmt.Sprintf(`UPDATE incidents SET body = x'%s', event = 6 WHERE number = 1;`, strings.TrimSpace(older)))
	_, err = h.VerifyLog(t.Context())
	integrity("log_altered").check(t, err)
}
