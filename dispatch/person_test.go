package dispatch_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
)

func TestAwaitsPerson(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 13, 30, 0, 0, time.UTC)
	attempt := func(c dispatch.Certainty, kind dispatch.Kind) dispatch.Attempt {
		return dispatch.Attempt{Certainty: c, Error: &dispatch.Failure{Kind: kind.String()}}
	}
	tests := []struct {
		name     string
		state    dispatch.State
		next     time.Time
		attempts []dispatch.Attempt
		want     bool
	}{
		{"unknown, still asked", dispatch.Uncertain, now, nil, false},
		{"unknown, asked no more", dispatch.Uncertain, time.Time{}, nil, true},
		{"accepted, followed", dispatch.Accepted, now, []dispatch.Attempt{{Certainty: dispatch.Sent}}, false},
		{"accepted, nobody follows", dispatch.Accepted, time.Time{}, []dispatch.Attempt{{Certainty: dispatch.Sent}}, false},
		{"accepted, its last call was busy", dispatch.Accepted, now, []dispatch.Attempt{attempt(dispatch.Sent, dispatch.KindRejected)}, false},
		{"accepted, its outcome lost", dispatch.Accepted, time.Time{}, []dispatch.Attempt{attempt(dispatch.Sent, dispatch.KindUncertain)}, true},
		{"accepted and overdue, still asked", dispatch.Accepted, now, []dispatch.Attempt{attempt(dispatch.Sent, dispatch.KindUncertain)}, true},
		{"accepted as a person said", dispatch.Accepted, time.Time{}, []dispatch.Attempt{attempt(dispatch.Maybe, dispatch.KindUncertain)}, false},
		{"over", dispatch.Delivered, time.Time{}, []dispatch.Attempt{attempt(dispatch.Sent, dispatch.KindUncertain)}, false},
		{"waits for its turn", dispatch.Queued, now, []dispatch.Attempt{attempt(dispatch.Unsent, dispatch.KindRejected)}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := dispatch.Dispatch{State: test.state, NextAt: test.next, Attempts: test.attempts}
			if got := d.AwaitsPerson(); got != test.want {
				t.Errorf("got %t", got)
			}
		})
	}
}

// What older versions wrote reads as before, and nothing new is written where nothing new is said.
func TestOldRecordsStayReadable(t *testing.T) {
	t.Parallel()
	for name, old := range map[string]struct {
		json string
		into any
	}{
		"failure": {`{"kind":"rejected","code":"fax_busy","detail":"busy"}`, new(dispatch.Failure)},
		"receipt": {`{"provider":"hylafax","reference":"7","at":"2026-11-23T13:30:00Z","pages":3}`, new(dispatch.Receipt)},
		"route":   {`{"channel":"cloud_fax","address":"+15145550123"}`, new(dispatch.Route)},
		"sender":  {`{"name":"Camille","organisation":"Clinique","role":"clerk","language":"fr"}`, new(dispatch.Sender)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := json.Unmarshal([]byte(old.json), old.into); err != nil {
				t.Fatal(err)
			}
			if again, err := json.Marshal(old.into); err != nil || string(again) != old.json {
				t.Errorf("%s became %s, %v", old.json, again, err)
			}
		})
	}
}
