package sinch_test

import (
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax/faxtest"
)

// TestCertainty is the table of the package comment, tried on the wire.
func TestCertainty(t *testing.T) {
	t.Parallel()
	faxtest.RunOrders(t, faxtest.Orders{
		Taken: `{"id":"12345678"}`,
		Babble: map[string]string{
			"no name":                     `{"status":"QUEUED"}`,
			"a name that leads elsewhere": `{"id":"../services/x"}`,
			"two faxes":                   `[{"id":"12345678"},{"id":"12345679"}]`,
		},
		Start: func(t *testing.T, answer faxtest.WebAnswer) faxtest.OrderRig {
			b := newBench(t, faxtest.SinchConfig{Script: faxtest.RESTScript{faxtest.RESTSubmit: answer}})
			return faxtest.OrderRig{Provider: b.Provider, Job: b.job, Asked: func() int { return b.service.Asked(faxtest.RESTSubmit) }}
		},
	})
}

// An answer that is not understood says nothing of a fax.
func TestEnquiriesThatFailKnowNothing(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]faxtest.WebAnswer{
		"babble": {Body: "<html>"}, "endless": {Endless: true}, "cut": {Cut: true}, "nothing": {Body: "{}"},
		"no faxes": {Body: `{"faxes":null}`}, "a fax without a name": {Body: `{"faxes":[{"status":"QUEUED"}]}`},
		"inside": {Status: 500}, "another fax": {Body: `{"id":"another-fax","status":"COMPLETED"}`}, "another key": {Status: 401},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, faxtest.SinchConfig{Script: faxtest.RESTScript{
				faxtest.RESTList: answer, faxtest.RESTInfo: answer,
			}})
			attempt := b.sent(t)
			if found, _, err := b.Find(t.Context(), attempt); found != dispatch.Unknown || dispatch.CodeOf(err) != "fax_enquiry_failed" {
				t.Errorf("find: %v, %v", found, err)
			}
			if _, err := b.Status(t.Context(), attempt); dispatch.CertaintyOf(err) != dispatch.Maybe || dispatch.CodeOf(err) != "fax_enquiry_failed" {
				t.Errorf("status: %v", err)
			}
			if err := b.Cancel(t.Context(), attempt); dispatch.CertaintyOf(err) != dispatch.Maybe || dispatch.CodeOf(err) != "fax_enquiry_failed" {
				t.Errorf("cancel: %v", err)
			}
		})
	}
}
