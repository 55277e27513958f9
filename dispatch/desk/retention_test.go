package desk_test

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

func TestADestructionIsCertified(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	sent, err := r.Send(t.Context(), r.draft(r.recipient(dispatch.ExternalPartner, faxRoute)))
	must(t, err)
	must(t, r.Cancel(t.Context(), sent.ID))
	if _, destroyed, err := r.DestroyExpired(t.Context()); err != nil || destroyed {
		t.Fatalf("destroyed %v, %v", destroyed, err)
	}
	r.clock.Advance(31 * 24 * time.Hour)
	plan, err := r.PlanRetention(t.Context())
	must(t, err)
	if plan.Expired.Documents.Count != 1 || plan.Expired.Dispatches.Count != 0 {
		t.Fatalf("over: %+v", plan.Expired)
	}
	c, destroyed, err := r.DestroyExpired(t.Context())
	must(t, err)
	if !destroyed || c.Destruction.Destroyed != plan.Expired || c.Destruction.Actor != "clerk" {
		t.Errorf("destroyed %v: %+v", destroyed, c.Destruction)
	}
	key, err := note.NewVerifier(vault().NoteKey("souspli/test"))
	must(t, err)
	for what, text := range map[string]string{"certificate": c.Note, "before": c.Destruction.Before, "after": c.Destruction.After} {
		if _, err := note.Open([]byte(text), note.VerifierList(key)); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	if forged := strings.Replace(c.Note, `"count":1`, `"count":2`, 1); forged == c.Note {
		t.Error("the certificate does not say how many")
	} else if _, err := note.Open([]byte(forged), note.VerifierList(key)); err == nil {
		t.Error("a forged certificate holds")
	}
	if again, err := r.Certificate(t.Context(), c.Destruction.ID); err != nil || again != c {
		t.Errorf("later it says %+v, %v", again, err)
	}
	if _, err := r.VerifyLog(t.Context()); err != nil {
		t.Error(err)
	}
}

// From a home that somebody altered, nothing is destroyed: what is over is read off what stands in clear.
func TestNothingIsDestroyedFromAnAlteredHome(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	sent, err := r.Send(t.Context(), r.draft(r.recipient(dispatch.ExternalPartner, faxRoute)))
	must(t, err)
	must(t, r.Cancel(t.Context(), sent.ID))
	r.sqlite3(`UPDATE dispatches SET created = created - 15 * 366 * 86400000000; UPDATE dispatch_days SET day = day - 15 * 366`)
	plan, err := r.PlanRetention(t.Context())
	must(t, err)
	if plan.Expired.Dispatches.Count != 1 {
		t.Fatalf("over: %+v", plan.Expired)
	}
	_, _, err = r.DestroyExpired(t.Context())
	wantCode(t, err, "log_altered")
	if left, err := r.PlanRetention(t.Context()); err != nil || left.Expired != plan.Expired {
		t.Errorf("left %+v, %v", left.Expired, err)
	}
}

func TestRetentionBelowTheLawIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for field, retention := range map[string]dispatch.Retention{
		"document_days":  {DocumentDays: 0, LogYears: 10, IncidentYears: 5},
		"log_years":      {DocumentDays: 30, LogYears: 9, IncidentYears: 5},
		"incident_years": {DocumentDays: 30, LogYears: 10, IncidentYears: 4},
	} {
		if err := r.SaveRetention(t.Context(), retention); dispatch.CodeOf(err) != "retention_"+field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if kept, err := r.Retention(t.Context()); err != nil || kept != dispatch.DefaultRetention() {
		t.Errorf("kept %+v, %v", kept, err)
	}
}

func TestAHoldNeedsAReason(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if _, err := r.PlaceHold(t.Context(), dispatch.HoldEverything, "", " "); dispatch.KindOf(err) != dispatch.KindInvalid {
		t.Errorf("%v", err)
	}
	h, err := r.PlaceHold(t.Context(), dispatch.HoldEverything, "", "inquiry")
	must(t, err)
	if err := r.LiftHold(t.Context(), h.ID, ""); dispatch.KindOf(err) != dispatch.KindInvalid {
		t.Errorf("%v", err)
	}
	must(t, r.LiftHold(t.Context(), h.ID, "closed"))
}

// A home restored from a copy sends nothing again that was made before, whatever the other side answers.
func TestARestoredHomeQueuesNothingByItself(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	sent, err := r.Send(t.Context(), r.draft(r.recipient(dispatch.ExternalPartner, faxRoute)))
	must(t, err)
	at := r.clock.Now()
	again := dispatch.Transition{Dispatch: sent.ID, From: dispatch.Uncertain, To: dispatch.Queued, NextAt: at}
	if got, err := r.HoldBackRestored(t.Context(), again); err != nil || got.NextAt != at {
		t.Errorf("not restored: %v, %v", got.NextAt, err)
	}
	r.clock.Advance(time.Minute)
	must(t, r.store.SaveSetting(t.Context(), desk.RestoredSetting, r.clock.Now()))
	if got, err := r.HoldBackRestored(t.Context(), again); err != nil || !got.NextAt.IsZero() {
		t.Errorf("restored: %v, %v", got.NextAt, err)
	}
	r.clock.Advance(time.Minute)
	later, err := r.Send(t.Context(), r.draft(r.recipient(dispatch.ExternalPartner, faxRoute)))
	must(t, err)
	again.Dispatch = later.ID
	if got, err := r.HoldBackRestored(t.Context(), again); err != nil || got.NextAt != at {
		t.Errorf("made after: %v, %v", got.NextAt, err)
	}
}
