package desk_test

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// registerWords writes of the registers what a test looks for.
type registerWords struct{}

func (registerWords) Incident(w io.Writer, i dispatch.Incident, _ dispatch.Body, language string) (int, error) {
	_, err := fmt.Fprintf(w, "%%PDF-%s %d %s", language, i.Number, i.Circumstances)
	return 1, err
}

func (registerWords) Register(w io.Writer, all []dispatch.Incident, _ dispatch.Body, format desk.RegisterFormat, _ string) error {
	for _, i := range all {
		fmt.Fprintf(w, "%s%d ", format, i.Number)
	}
	return nil
}

func (registerWords) Letter(w io.Writer, _ dispatch.Incident, to dispatch.NoticeTo, of dispatch.Body, _ desk.RegisterFormat, _ string) error {
	_, err := fmt.Fprintf(w, "to %s from %s", to, of.Profile.Responsible)
	return err
}

func (registerWords) Communications(w io.Writer, patient string, lines []dispatch.Communication, _ dispatch.Body, _ string) error {
	_, err := fmt.Fprintf(w, "%s: %d", patient, len(lines))
	return err
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if dispatch.CodeOf(err) != code {
		t.Fatalf("%v, want %s", err, code)
	}
}

// sent is a fax that has left.
func (r *rig) sent(to dispatch.Recipient, change func(*desk.Draft)) dispatch.Dispatch {
	r.t.Helper()
	draft := r.draft(to)
	if change != nil {
		change(&draft)
	}
	made, err := r.Send(r.t.Context(), draft)
	must(r.t, err)
	r.clock.Advance(time.Minute)
	a := dispatch.Attempt{ID: made.ID, N: 1, Started: r.clock.Now()} // any id will do
	for _, step := range []dispatch.Transition{
		{From: dispatch.Held, To: dispatch.Queued, NextAt: r.clock.Now(), Event: dispatch.Event{Type: dispatch.EventReleased}},
		{From: dispatch.Queued, To: dispatch.Sending, Attempt: &a, Event: dispatch.Event{Type: dispatch.EventAttemptStarted}},
	} {
		step.Dispatch = made.ID
		must(r.t, r.store.Apply(r.t.Context(), step))
	}
	ended := a
	ended.Ended, ended.Certainty = r.clock.Now(), dispatch.Sent
	must(r.t, r.store.Apply(r.t.Context(), dispatch.Transition{
		Dispatch: made.ID, From: dispatch.Sending, To: dispatch.Accepted, Attempt: &ended,
		Event: dispatch.Event{Type: dispatch.EventAttemptEnded},
	}))
	made, err = r.Show(r.t.Context(), made.ID)
	must(r.t, err)
	return made
}

// What a dispatch knows is taken over; what a person must find out stays empty.
func TestAnIncidentIsOpenedFromADispatch(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	x := r.sent(r.recipient(dispatch.ExternalPartner, faxRoute), nil)
	r.clock.Advance(50 * time.Hour)
	i, err := r.OpenIncident(t.Context(), desk.IncidentStart{Dispatch: x.ID, Information: "Referral", Circumstances: "By fax"})
	must(t, err)
	if i.Number != 1 || i.State != dispatch.IncidentOpen || !slices.Equal(i.Dispatches, []dispatch.ID{x.ID}) {
		t.Errorf("%+v", i)
	}
	if i.Occurred.From != dispatch.DayOf(x.Left()) || i.Aware.From != dispatch.DayOf(r.clock.Now()) {
		t.Errorf("occurred %v, aware %v", i.Occurred, i.Aware)
	}
	want := []dispatch.IncidentField{dispatch.FieldPersons, dispatch.FieldRisk, dispatch.FieldMeasures}
	if got := i.Missing(); !slices.Equal(got, want) {
		t.Errorf("misses %v, want %v", got, want)
	}
	if i.Assessment != (dispatch.RiskAssessment{}) || i.Persons != (dispatch.AffectedPersons{}) {
		t.Errorf("the program concluded %+v of %+v", i.Assessment, i.Persons)
	}
	of, err := r.IncidentsOf(t.Context(), x.ID)
	must(t, err)
	if len(of) != 1 || of[0].ID != i.ID {
		t.Errorf("the dispatch leads to %v", of)
	}
	events, err := r.Events(t.Context(), x.ID)
	must(t, err)
	if last := events[len(events)-1]; last.Type != dispatch.EventIncidentOpened || last.Details["incident"] != string(i.ID) {
		t.Errorf("the dispatch's log ends with %+v", last)
	}
}

// complete is an incident whose register says everything but the notices.
func complete(i dispatch.Incident, serious bool) dispatch.Incident {
	i.Information, i.Circumstances, i.Measures = "Referral", "Wrong number", "Number corrected"
	i.Persons.Number = 1
	i.Occurred.From = i.Aware.From
	i.Assessment.Serious, i.Assessment.Reasons = dispatch.TruthOf(serious), "Health information of one person"
	return i
}

func (r *rig) opened() dispatch.Incident {
	r.t.Helper()
	i, err := r.OpenIncident(r.t.Context(), desk.IncidentStart{})
	must(r.t, err)
	return i
}

// The log tells every version of every field; an entry that nobody changed is no event.
func TestEveryChangeOfAnIncidentIsAnEvent(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	i := r.opened()
	r.clock.Advance(time.Minute)
	saved, err := r.SaveIncident(t.Context(), complete(i, true))
	must(t, err)
	_, err = r.SaveIncident(t.Context(), saved)
	must(t, err)
	for _, to := range dispatch.NoticesTo() {
		_, err = r.NotifyIncident(t.Context(), i.ID, to, dispatch.IncidentNotice{On: i.Aware.From})
		must(t, err)
	}
	must(t, r.PrintIncident(t.Context(), &bytes.Buffer{}, i.ID, "fr"))
	must(t, r.IncidentLetter(t.Context(), &bytes.Buffer{}, i.ID, dispatch.NoticeCAI, desk.FormatPDF, "en"))
	_, err = r.CloseIncident(t.Context(), i.ID)
	must(t, err)
	after, err := r.ReopenIncident(t.Context(), i.ID)
	must(t, err)
	events, err := r.IncidentEvents(t.Context(), i.ID)
	must(t, err)
	var types []dispatch.EventType
	for _, e := range events {
		types = append(types, e.Type)
	}
	want := []dispatch.EventType{
		dispatch.EventIncidentOpened, dispatch.EventIncidentChanged, dispatch.EventIncidentNotified, dispatch.EventIncidentNotified,
		dispatch.EventIncidentNotified, dispatch.EventIncidentNotified, dispatch.EventIncidentPrinted, dispatch.EventIncidentPrinted,
		dispatch.EventIncidentClosed, dispatch.EventIncidentReopened,
	}
	if !slices.Equal(types, want) {
		t.Errorf("%v, want %v", types, want)
	}
	if got := events[1].Details["circumstances"]; got != `"Wrong number"` {
		t.Errorf("the change tells %q of %v", got, events[1].Details)
	}
	if after.State != dispatch.IncidentOpen || !after.Closed.IsZero() {
		t.Errorf("reopened: %+v", after)
	}
	if _, err := r.VerifyLog(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestWhatTheRegisterRefuses(t *testing.T) {
	t.Parallel()
	tomorrow := func(r *rig) dispatch.Day { return dispatch.DayOf(r.clock.Now().AddDate(0, 0, 1)) }
	for name, c := range map[string]struct {
		do   func(t *testing.T, r *rig, i dispatch.Incident) error
		code string
	}{
		"a day to come": {func(t *testing.T, r *rig, i dispatch.Incident) error {
			i.Occurred.From = tomorrow(r)
			_, err := r.SaveIncident(t.Context(), i)
			return err
		}, "incident_day"},
		"a day that does not exist": {func(t *testing.T, r *rig, i dispatch.Incident) error {
			i.Aware.From = "2025-02-30"
			_, err := r.SaveIncident(t.Context(), i)
			return err
		}, "incident_day"},
		"an end before its beginning": {func(t *testing.T, r *rig, i dispatch.Incident) error {
			i.Occurred = dispatch.Period{From: "2020-03-04", To: "2020-03-03"}
			_, err := r.SaveIncident(t.Context(), i)
			return err
		}, "incident_day"},
		"aware before it happened": {func(t *testing.T, r *rig, i dispatch.Incident) error {
			i.Occurred.From, i.Aware.From = "2020-03-04", "2020-03-03"
			_, err := r.SaveIncident(t.Context(), i)
			return err
		}, "incident_aware_before"},
		"more in Québec than in all": {func(t *testing.T, r *rig, i dispatch.Incident) error {
			i.Persons = dispatch.AffectedPersons{Number: 2, InQuebec: 3}
			_, err := r.SaveIncident(t.Context(), i)
			return err
		}, "incident_persons"},
		"an invisible sign": {func(t *testing.T, r *rig, i dispatch.Incident) error {
			i.Measures = "a\x00b"
			_, err := r.SaveIncident(t.Context(), i)
			return err
		}, "control_character"},
		"a novel": {func(t *testing.T, r *rig, i dispatch.Incident) error {
			i.Measures = strings.Repeat("a", 20_001)
			_, err := r.SaveIncident(t.Context(), i)
			return err
		}, "incident_too_long"},
		"an entry that changed since": {func(t *testing.T, r *rig, i dispatch.Incident) error {
			r.clock.Advance(time.Second)
			_, err := r.SaveIncident(t.Context(), complete(i, false))
			must(t, err)
			i.Cause = "Old directory"
			_, err = r.SaveIncident(t.Context(), i)
			return err
		}, "incident_changed"},
		"closing what is not complete": {func(t *testing.T, r *rig, i dispatch.Incident) error {
			_, err := r.CloseIncident(t.Context(), i.ID)
			return err
		}, "incident_incomplete"},
		"closing a serious one without notices": {func(t *testing.T, r *rig, i dispatch.Incident) error {
			_, err := r.SaveIncident(t.Context(), complete(i, true))
			must(t, err)
			_, err = r.CloseIncident(t.Context(), i.ID)
			return err
		}, "incident_incomplete"},
		"changing a closed one": {func(t *testing.T, r *rig, i dispatch.Incident) error {
			saved, err := r.SaveIncident(t.Context(), complete(i, false))
			must(t, err)
			closed, err := r.CloseIncident(t.Context(), saved.ID)
			must(t, err)
			closed.Measures = "More"
			_, err = r.SaveIncident(t.Context(), closed)
			return err
		}, "incident_closed"},
		"opening an open one": {func(t *testing.T, r *rig, i dispatch.Incident) error {
			_, err := r.ReopenIncident(t.Context(), i.ID)
			return err
		}, "incident_open"},
		"a notice to somebody else": {func(t *testing.T, r *rig, i dispatch.Incident) error {
			_, err := r.NotifyIncident(t.Context(), i.ID, "press", dispatch.IncidentNotice{On: i.Aware.From})
			return err
		}, "unknown_value"},
		"a notice neither given nor explained": {func(t *testing.T, r *rig, i dispatch.Incident) error {
			_, err := r.NotifyIncident(t.Context(), i.ID, dispatch.NoticeCAI, dispatch.IncidentNotice{})
			return err
		}, "incident_notice_why"},
		"a letter to the public": {func(t *testing.T, r *rig, i dispatch.Incident) error {
			return r.IncidentLetter(t.Context(), io.Discard, i.ID, dispatch.NoticePublic, desk.FormatPDF, "fr")
		}, "unknown_value"},
		"linking a dispatch that is not there": {func(t *testing.T, r *rig, i dispatch.Incident) error {
			_, err := r.LinkIncident(t.Context(), i.ID, i.ID)
			return err
		}, "dispatch_not_found"},
		"an enterprise number of nine digits": {func(t *testing.T, r *rig, _ dispatch.Incident) error {
			return r.SaveRegisterProfile(t.Context(), dispatch.RegisterProfile{NEQ: "117 000 000"})
		}, "neq_invalid"},
		"nobody to declare it to": {func(t *testing.T, r *rig, i dispatch.Incident) error {
			_, err := r.IncidentDraft(t.Context(), i.ID, dispatch.Recipient{}, "fr")
			return err
		}, "no_service_centre"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			i := r.opened()
			before, err := r.VerifyLog(t.Context())
			must(t, err)
			wantCode(t, c.do(t, r, i), c.code)
			if after, err := r.VerifyLog(t.Context()); err != nil || after > before+2 {
				t.Errorf("%d lines became %d: %v", before, after, err)
			}
		})
	}
}

// The years run from the last day on which the clinic became aware, not from the incident.
func TestAnIncidentIsKeptFiveYearsFromAwareness(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		aware dispatch.Period
		want  dispatch.Day
	}{
		"nobody knows": {dispatch.Period{}, ""},
		"a day":        {dispatch.Period{From: "2025-11-22"}, "2030-11-22"},
		"a period":     {dispatch.Period{From: "2025-11-22", To: "2025-12-01"}, "2030-12-01"},
		"a leap day":   {dispatch.Period{From: "2024-02-29"}, "2029-03-01"},
	} {
		i := dispatch.Incident{Occurred: dispatch.Period{From: "2020-01-01"}, Aware: c.aware}
		if got := i.KeepUntil(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// The page of an incident goes to the service centre like any document: by the rules, sealed, and linked both ways.
func TestAnIncidentIsDeclaredToTheServiceCentre(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	i := r.opened()
	centre := r.recipient(dispatch.ExternalPartner, mailRoute)
	must(t, r.SaveRegisterProfile(t.Context(), dispatch.RegisterProfile{ServiceCentre: centre.ID, NEQ: "1170 000 000"}))
	draft, err := r.IncidentDraft(t.Context(), i.ID, dispatch.Recipient{}, "fr")
	must(t, err)
	_, err = r.SendIncident(t.Context(), i.ID, draft)
	wantCode(t, err, "needs")
	draft.Authorisation = "Directive"
	sent, err := r.SendIncident(t.Context(), i.ID, draft)
	must(t, err)
	if sent.Channel != dispatch.EmailEncrypted || sent.Recipient.ID != centre.ID || sent.Documents[0].Kind != dispatch.IncidentReport {
		t.Errorf("%+v", sent)
	}
	content, err := r.store.OpenDocument(t.Context(), sent.Documents[0])
	must(t, err)
	defer content.Close()
	page, err := io.ReadAll(content)
	must(t, err)
	if !strings.HasPrefix(string(page), "%PDF-fr 1") || sent.Documents[0].Original != nil {
		t.Errorf("%q was sent as %+v", page, sent.Documents[0])
	}
	after, err := r.Incident(t.Context(), i.ID)
	must(t, err)
	of, err := r.IncidentsOf(t.Context(), sent.ID)
	must(t, err)
	if !slices.Equal(after.Declared, []dispatch.ID{sent.ID}) || len(of) != 1 {
		t.Errorf("declared by %v; the dispatch leads to %d incidents", after.Declared, len(of))
	}
}

func TestTheWholeRegisterIsExportedInItsOrder(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.opened()
	r.opened()
	var out bytes.Buffer
	must(t, r.ExportIncidents(t.Context(), &out, desk.FormatCSV, "fr"))
	if got := out.String(); got != "csv1 csv2 " {
		t.Errorf("%q", got)
	}
}
