package sinch_test

import (
	"context"
	"crypto/rand"
	"io"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/faxtest"
)

// TestCertainty is the table of the package comment, tried on the wire.
func TestCertainty(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		answer faxtest.WebAnswer
		want   dispatch.Certainty
		kind   dispatch.Kind
		code   string
		retry  bool
	}{
		{"moved for good", code(301), dispatch.Unsent, dispatch.KindRejected, "fax_server_elsewhere", false},
		{"to be repeated elsewhere", code(307), dispatch.Unsent, dispatch.KindRejected, "fax_server_elsewhere", false},
		{"the answer is elsewhere", code(303), dispatch.Maybe, dispatch.KindUncertain, "fax_outcome_unknown", false},
		{"the request is wrong", code(400), dispatch.Unsent, dispatch.KindRejected, "fax_job_refused", false},
		{"the key is wrong", code(401), dispatch.Unsent, dispatch.KindCredentials, "fax_login_refused", false},
		{"not paid", code(402), dispatch.Unsent, dispatch.KindRejected, "fax_account_unpaid", false},
		{"the key may not send", code(403), dispatch.Unsent, dispatch.KindCredentials, "fax_login_refused", false},
		{"not the service", code(404), dispatch.Unsent, dispatch.KindRejected, "fax_server_answer", false},
		{"too slow for it", code(408), dispatch.Unsent, dispatch.KindUnreachable, "fax_server_busy", true},
		{"too large", code(413), dispatch.Unsent, dispatch.KindRejected, "fax_too_large", false},
		{"the parameters are wrong", code(422), dispatch.Unsent, dispatch.KindRejected, "fax_job_refused", false},
		{"too many", code(429), dispatch.Unsent, dispatch.KindUnreachable, "fax_server_busy", true},
		{"it failed inside", code(500), dispatch.Maybe, dispatch.KindUncertain, "fax_outcome_unknown", false},
		{"a gateway failed", code(502), dispatch.Maybe, dispatch.KindUncertain, "fax_outcome_unknown", false},
		{"not there", code(503), dispatch.Maybe, dispatch.KindUncertain, "fax_outcome_unknown", false},
		{"the answer is lost", faxtest.WebAnswer{Take: true, Cut: true}, dispatch.Maybe, dispatch.KindUncertain, "fax_outcome_unknown", false},
		{"the answer never ends", faxtest.WebAnswer{Take: true, Endless: true}, dispatch.Maybe, dispatch.KindUncertain, "fax_outcome_unknown", false},
		{"success and nothing else", faxtest.WebAnswer{Take: true}, dispatch.Maybe, dispatch.KindUncertain, "fax_outcome_unknown", false},
		{"success in HTML", taken("<html>"), dispatch.Maybe, dispatch.KindUncertain, "fax_outcome_unknown", false},
		{"success without a name", taken(`{"status":"QUEUED"}`), dispatch.Maybe, dispatch.KindUncertain, "fax_outcome_unknown", false},
		{"success with a name that leads elsewhere", taken(`{"id":"../services/x"}`), dispatch.Maybe, dispatch.KindUncertain, "fax_outcome_unknown", false},
		{"success with two faxes", taken(`[{"id":"12345678"},{"id":"12345679"}]`), dispatch.Maybe, dispatch.KindUncertain, "fax_outcome_unknown", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, faxtest.SinchConfig{Script: faxtest.RESTScript{faxtest.RESTSubmit: test.answer}})
			_, err := b.Submit(t.Context(), b.job)
			if dispatch.CertaintyOf(err) != test.want || dispatch.KindOf(err) != test.kind ||
				dispatch.CodeOf(err) != test.code || dispatch.RetryOf(err) != test.retry {
				t.Errorf("%v, retry %t: %v", dispatch.CertaintyOf(err), dispatch.RetryOf(err), err)
			}
			if n := b.service.Asked(faxtest.RESTSubmit); n != 1 {
				t.Errorf("asked %d times", n)
			}
		})
	}
}

func code(status int) faxtest.WebAnswer {
	return faxtest.WebAnswer{Status: status, Take: status >= 500}
}

func taken(body string) faxtest.WebAnswer { return faxtest.WebAnswer{Take: true, Body: body} }

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

// A service that answers before it has the whole request cannot have taken a fax, and yet says so: it is
// asked, and not believed.
func TestEarlySuccessIsNotBelieved(t *testing.T) {
	t.Parallel()
	early := faxtest.WebAnswer{Early: true, Body: `{"id":"12345678"}`}
	b := newBench(t, faxtest.SinchConfig{Script: faxtest.RESTScript{faxtest.RESTSubmit: early}})
	const large = 16 << 20
	b.job.Parts = append(b.job.Parts, fax.Part{Size: large, Open: func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(io.LimitReader(rand.Reader, large)), nil
	}})
	if _, err := b.Submit(t.Context(), b.job); dispatch.CertaintyOf(err) == dispatch.Sent {
		t.Error("believed")
	}
}
