package ui

import (
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// TestTakenThenFailed tells a fax that was taken and then failed in that order: taking it is no success to
// show in green, and why it failed stands at its end.
func TestTakenThenFailed(t *testing.T) {
	r := newRig(t, nil)
	began := time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)
	d := &detail{u: r.UI}
	d.dispatch = dispatch.Dispatch{State: dispatch.Failed, Attempts: []dispatch.Attempt{{
		ID: "a", N: 1, Started: began, Ended: began.Add(time.Second), Certainty: dispatch.Sent,
		Receipt: &dispatch.Receipt{Provider: "hylafax", Reference: "7"},
		Error:   &dispatch.Failure{Kind: "rejected", Code: "fax_busy"},
	}}}
	d.events = []dispatch.Event{{
		Type: dispatch.EventFollowed, At: began.Add(time.Minute), Details: map[string]string{"attempt": "a", "outcome": "final"},
	}}
	moments := d.moments()
	if len(moments) != 2 {
		t.Fatalf("%d moments", len(moments))
	}
	taken, failed := moments[0], moments[1]
	if taken.look != stateLooks[dispatch.Accepted] || taken.detail != r.receipt(*d.dispatch.Attempts[0].Receipt) {
		t.Errorf("taken: %+v", taken)
	}
	if failed.look != stateLooks[dispatch.Failed] || failed.detail != r.texts.Text("error_fax_busy") {
		t.Errorf("failed: %+v", failed)
	}
}
