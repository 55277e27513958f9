package webfax_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/wording"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/webfax"
)

// What an answer by HTTP alone means for an order.
func TestRefusal(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		status webfax.HTTPStatus
		want   dispatch.Certainty
		kind   dispatch.Kind
		code   string
		retry  bool
	}{
		{"moved for good", 301, dispatch.Unsent, dispatch.KindRejected, "fax_server_elsewhere", false},
		{"the answer is elsewhere", 303, dispatch.Maybe, dispatch.KindRejected, "fax_server_elsewhere", false},
		{"to be repeated elsewhere", 307, dispatch.Unsent, dispatch.KindRejected, "fax_server_elsewhere", false},
		{"the request is wrong", 400, dispatch.Unsent, dispatch.KindRejected, "fax_job_refused", false},
		{"nobody known", 401, dispatch.Unsent, dispatch.KindCredentials, "fax_login_refused", false},
		{"not paid", 402, dispatch.Unsent, dispatch.KindRejected, "fax_account_unpaid", false},
		{"not allowed", 403, dispatch.Unsent, dispatch.KindCredentials, "fax_login_refused", false},
		{"not the service", 404, dispatch.Unsent, dispatch.KindRejected, "fax_server_answer", false},
		{"not the service any more", 410, dispatch.Unsent, dispatch.KindRejected, "fax_server_answer", false},
		{"too slow for it", 408, dispatch.Unsent, dispatch.KindUnreachable, "fax_server_busy", true},
		{"too large", 413, dispatch.Unsent, dispatch.KindRejected, "fax_too_large", false},
		{"the parameters are wrong", 422, dispatch.Unsent, dispatch.KindRejected, "fax_job_refused", false},
		{"too many", 429, dispatch.Unsent, dispatch.KindUnreachable, "fax_server_busy", true},
		{"it failed inside", 500, dispatch.Maybe, dispatch.KindUnreachable, "fax_server_busy", true},
		{"a gateway failed", 504, dispatch.Maybe, dispatch.KindUnreachable, "fax_server_busy", true},
		{"a number of nobody's", 999, dispatch.Maybe, dispatch.KindUnreachable, "fax_server_busy", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			e := webfax.Refusal("x.submit", test.status)
			if e.Certainty != test.want || e.Kind != test.kind || e.Code != test.code || e.Retry != test.retry {
				t.Errorf("%s, retry %t: %v", e.Certainty, e.Retry, e)
			}
			if !errors.Is(e, test.status) || webfax.Absent(e) != (test.status == 404 || test.status == 410) {
				t.Errorf("%v", e)
			}
		})
	}
}

// Every status and every failure has its sentence in every language.
func TestEveryCodeIsWorded(t *testing.T) {
	t.Parallel()
	lost := errors.New("lost")
	failures := []error{
		webfax.Garbled("x"), webfax.Busy("x"), webfax.Outcome("x", lost), webfax.Enquiry("x", lost),
		webfax.Unstoppable("x", fax.Waiting, false, nil), webfax.Unstoppable("x", fax.Waiting, true, nil),
		webfax.Unstoppable("x", fax.Done, true, nil), &dispatch.Error{Code: string(webfax.Uncounted)},
	}
	for status := 300; status < 600; status++ {
		failures = append(failures, webfax.Refusal("x", webfax.HTTPStatus(status)))
	}
	for _, err := range failures {
		for _, language := range wording.Languages() {
			if code := dispatch.CodeOf(err); !wording.For(language).Has("error_" + code) {
				t.Errorf("no sentence in %s for %s", language, code)
			}
		}
	}
}

// What is told of an order, of an enquiry and of a trial, for what may have happened underneath.
func TestCertaintyIsTold(t *testing.T) {
	t.Parallel()
	unsent := &dispatch.Error{Op: "x", Kind: dispatch.KindUnreachable, Code: "fax_cut_off", Certainty: dispatch.Unsent, Retry: true, Detail: "words"}
	maybe := &dispatch.Error{Op: "x", Kind: dispatch.KindUnreachable, Code: "fax_cut_off", Certainty: dispatch.Maybe, Retry: true, Detail: "words"}
	tests := []struct {
		name string
		err  error
		want string
	}{
		{"an order that certainly did not leave", webfax.Outcome("x", unsent), "unsent fax_cut_off true words"},
		{"an order that may have arrived", webfax.Outcome("x", maybe), "maybe fax_outcome_unknown false words"},
		{"an order with an answer of babble", webfax.Outcome("x", webfax.ErrGarbled), "maybe fax_outcome_unknown false "},
		{"an enquiry that did not leave", webfax.Enquiry("x", unsent), "maybe fax_enquiry_failed true words"},
		{"an enquiry that was cut", webfax.Enquiry("x", maybe), "maybe fax_enquiry_failed true words"},
		{"an enquiry with an answer of babble", webfax.Enquiry("x", webfax.Garbled("x")), "maybe fax_enquiry_failed false "},
		{"a trial of an account", webfax.Unsent("x", maybe), "unsent fax_cut_off true words"},
		{"a request that was not made", webfax.Busy("x"), "unsent fax_server_busy true "},
		{"an account that never works", webfax.Invalid("x", "fax_account_user", "user"), "unsent fax_account_user false "},
	}
	for _, test := range tests {
		got := fmt.Sprintf("%s %s %t %s",
			dispatch.CertaintyOf(test.err), dispatch.CodeOf(test.err), dispatch.RetryOf(test.err), webfax.DetailOf(test.err))
		if got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}
