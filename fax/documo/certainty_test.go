package documo_test

import (
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax/faxtest"
)

// TestCertainty is the table of the package comment, tried on the wire.
func TestCertainty(t *testing.T) {
	t.Parallel()
	faxtest.RunOrders(t, faxtest.Orders{
		Taken: `{"messageId":"12345678"}`,
		Babble: map[string]string{
			"no name":                     `{"status":"processing"}`,
			"a name that leads elsewhere": `{"messageId":"../../v1/me/x"}`,
			"two faxes":                   `[{"messageId":"12345678"},{"messageId":"12345679"}]`,
		},
		Start: func(t *testing.T, answer faxtest.WebAnswer) faxtest.OrderRig {
			b := newBench(t, faxtest.DocumoConfig{Script: faxtest.RESTScript{faxtest.RESTSubmit: answer}})
			return faxtest.OrderRig{Provider: b.Provider, Job: b.job, Asked: func() int { return b.service.Asked(faxtest.RESTSubmit) }}
		},
	})
}

// A lost answer is settled only where the history shows what the fax carries. What is not seen is not absent.
func TestFindSettlesALostAnswer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		answer faxtest.WebAnswer
		shows  bool
		want   dispatch.Truth
	}{
		{"taken, and the history shows it", faxtest.WebAnswer{Take: true, Cut: true}, true, dispatch.True},
		{"taken, and the history shows no subject", faxtest.WebAnswer{Take: true, Cut: true}, false, dispatch.Unknown},
		{"not taken", faxtest.WebAnswer{Cut: true}, true, dispatch.Unknown},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, faxtest.DocumoConfig{
				Script: faxtest.RESTScript{faxtest.RESTSubmit: test.answer}, Shows: test.shows,
			})
			if _, err := b.Submit(t.Context(), b.job); dispatch.CertaintyOf(err) != dispatch.Maybe {
				t.Fatal(err)
			}
			found, receipt, err := b.Find(t.Context(), b.lost())
			if found != test.want || err != nil || found.Is() != (receipt.Reference == "d1077489-5ea1-4db1-9760-000000000001/3") {
				t.Errorf("%v, %+v, %v", found, receipt, err)
			}
		})
	}
}

// An answer that is not understood says nothing of a fax.
func TestEnquiriesThatFailKnowNothing(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]faxtest.WebAnswer{
		"babble": {Body: "<html>"}, "endless": {Endless: true}, "cut": {Cut: true}, "nothing": {Body: "{}"},
		"no rows": {Body: `{"rows":null}`}, "inside": {Status: 500}, "another fax": {Body: `{"messageId":"another-fax","status":"success"}`}, "another key": {Status: 401},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, faxtest.DocumoConfig{Shows: true, Script: faxtest.RESTScript{
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
