package sinch_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/faxtest"
)

// ended is what the service says of the bench's fax of three pages.
func ended(status string, sent, retries any, kind string, code int) func(*faxtest.SinchFax) {
	return func(f *faxtest.SinchFax) {
		f.Status, f.Pages, f.PagesSent, f.Retries, f.ErrorType, f.ErrorCode = status, 3, sent, retries, kind, code
	}
}

func TestOutcomes(t *testing.T) {
	t.Parallel()
	const call, fax, conversion = "CALL_ERROR", "FAX_ERROR", "DOCUMENT_CONVERSION_ERROR"
	tests := []struct {
		name   string
		change func(*faxtest.SinchFax)
		state  dispatch.State
		code   string
		pages  int
		retry  bool
	}{
		{"queued", ended("QUEUED", nil, 0, "", 0), dispatch.Accepted, "", 0, false},
		{"under way", ended("IN_PROGRESS", 1, 0, "", 0), dispatch.Accepted, "", 1, false},
		{"delivered", ended("COMPLETED", 3, 0, "", 0), dispatch.Delivered, "", 3, false},
		{"completed without a count", ended("COMPLETED", nil, 0, "", 0), dispatch.Accepted, "fax_pages_unknown", 0, false},
		{"completed with a page less", ended("COMPLETED", 2, 0, "", 0), dispatch.Partial, "fax_partial", 2, false},
		{"a document lost a page on the way in", func(f *faxtest.SinchFax) {
			f.Status, f.Pages, f.PagesSent = "COMPLETED", 2, 2
		}, dispatch.Partial, "fax_partial", 2, false},
		{"a cover page was added, and every page confirmed", func(f *faxtest.SinchFax) {
			f.Status, f.Pages, f.PagesSent = "COMPLETED", 4, 4
		}, dispatch.Delivered, "", 3, false},
		{"busy", ended("FAILURE", 0, 0, call, 17), dispatch.Failed, "fax_busy", 0, true},
		{"busy after redialling", ended("FAILURE", 0, 2, call, 17), dispatch.Failed, "fax_busy", 0, false},
		{"busy, and the calls are not counted", ended("FAILURE", 0, nil, call, 17), dispatch.Failed, "fax_busy", 0, false},
		{"busy, and the pages are not counted", ended("FAILURE", nil, 0, call, 17), dispatch.Failed, "fax_busy", 0, false},
		{"congestion", ended("FAILURE", 0, 0, call, 15), dispatch.Failed, "fax_congestion", 0, true},
		{"rang too long", ended("FAILURE", 0, 0, call, 16), dispatch.Failed, "fax_no_answer", 0, true},
		{"no answer from a fax machine", ended("FAILURE", 0, 0, call, 30), dispatch.Failed, "fax_no_answer", 0, true},
		{"not operational", ended("FAILURE", 0, 0, call, 34), dispatch.Failed, "fax_number_dead", 0, false},
		{"not active", ended("FAILURE", 0, 0, call, 49), dispatch.Failed, "fax_number_dead", 0, false},
		{"dropped", ended("FAILURE", 0, 0, call, 11), dispatch.Failed, "fax_dropped", 0, false},
		{"dropped, not counted", ended("FAILURE", nil, 0, call, 11), dispatch.Failed, "fax_failed_uncounted", 0, false},
		{"no fax tone", ended("FAILURE", 0, 0, fax, 132), dispatch.Failed, "fax_not_a_fax", 0, false},
		{"no answer, or out of paper", ended("FAILURE", 0, 0, fax, 48), dispatch.Failed, "fax_no_answer", 0, false},
		{"incomplete after a page", ended("FAILURE", 1, 0, fax, 131), dispatch.Partial, "fax_partial", 1, false},
		{"incomplete, not counted", ended("FAILURE", nil, 0, fax, 131), dispatch.Failed, "fax_failed_uncounted", 0, false},
		{"number not permitted", ended("FAILURE", 0, 0, fax, 133), dispatch.Failed, "fax_number_refused", 0, false},
		{"a PDF that it cannot read, by the same code", ended("FAILURE", nil, 0, conversion, 133), dispatch.Failed, "fax_unprepared", 0, false},
		{"no money", ended("FAILURE", nil, 0, fax, 46), dispatch.Failed, "fax_account_unpaid", 0, false},
		{"an error of the future", ended("FAILURE", 0, 0, "SPACE_ERROR", 17), dispatch.Failed, "fax_failed", 0, false},
		{"an error without a word", ended("FAILURE", 0, 0, "", 0), dispatch.Failed, "fax_failed", 0, false},
		{"a word of the future", ended("BEAMED", 3, 0, "", 0), dispatch.Accepted, "", 3, false},
		{"no word", ended("", 3, 0, "", 0), dispatch.Accepted, "", 3, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, faxtest.SinchConfig{})
			attempt := b.sent(t)
			b.clock.Advance(2 * time.Minute)
			b.service.Change(test.change)
			s := b.status(t, attempt)
			if s.State != test.state || codeOf(s) != test.code || s.Receipt.Pages != test.pages || s.Retry != test.retry {
				t.Errorf("%+v, %q", s, codeOf(s))
			}
			if s.Receipt.Reference != attempt.Receipt.Reference || s.Receipt.Bytes != b.job.Bytes() {
				t.Errorf("the receipt changed: %+v", s.Receipt)
			}
		})
	}
}

// What the service says of a result is kept, and no number in it.
func TestWordsAreKept(t *testing.T) {
	t.Parallel()
	b := newBench(t, faxtest.SinchConfig{})
	attempt := b.sent(t)
	b.service.Change(ended("FAILURE", 0, 0, "CALL_ERROR", 17))
	b.service.Change(func(f *faxtest.SinchFax) { f.ErrorMessage = "Busy: +1 (514) 555-0123" })
	s := b.status(t, attempt)
	if detail := s.Failure.Detail; !strings.Contains(detail, "CALL_ERROR 17 Busy") || strings.Contains(detail, "555") {
		t.Errorf("%q", detail)
	}
}

func TestOrder(t *testing.T) {
	t.Parallel()
	b := newBench(t, faxtest.SinchConfig{})
	config := account(b.service, b.clock)
	config.Settings["from"], config.Settings["retries"] = "(438) 555-0110", "5"
	b.Provider = newProvider(t, config)
	attempt := b.sent(t)
	made := b.service.Faxes()[0]
	want := map[string]string{
		"to": "+15145550123", "from": "+14385550110", "labels[souspli]": string(b.job.Attempt), "labels[pages]": "3",
		"imageConversionMethod": "MONOCHROME", "resolution": "FINE", "headerPageNumbers": "false",
		"maxRetries": "5", "retryDelaySeconds": "300",
	}
	if !maps.Equal(made.Fields, want) || len(made.Files) != 2 {
		t.Errorf("%v, %d files", made.Fields, len(made.Files))
	}
	if attempt.Receipt.Reference != made.ID+"/3" || attempt.Receipt.Bytes != b.job.Bytes() {
		t.Errorf("%+v", attempt.Receipt)
	}
}

// Documents are deleted at the service once the fax has ended, whatever its end, and not before.
func TestDocumentsAreForgotten(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		setting string
		status  string
		script  faxtest.RESTScript
		deleted bool
		kept    bool // the receipt says so
		asked   int  // in two looks
	}{
		{"delivered", "", "COMPLETED", nil, true, false, 1},
		{"failed", "true", "FAILURE", nil, true, false, 1},
		{"under way", "", "IN_PROGRESS", nil, false, false, 0},
		{"the clinic wants them kept", "false", "COMPLETED", nil, false, false, 0},
		{"refused", "", "COMPLETED", faxtest.RESTScript{faxtest.RESTDelete: {Status: 403}}, false, true, 2},
		{"the service fails inside", "", "COMPLETED", faxtest.RESTScript{faxtest.RESTDelete: {Status: 500}}, false, true, 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, faxtest.SinchConfig{Script: test.script})
			config := account(b.service, b.clock)
			config.Settings["forget"] = test.setting
			b.Provider = newProvider(t, config)
			attempt := b.sent(t)
			b.service.Change(ended(test.status, 3, 0, "", 0))
			_, s := b.status(t, attempt), b.status(t, attempt)
			if f := b.service.Faxes()[0]; f.Deleted != test.deleted || b.service.Asked(faxtest.RESTDelete) != test.asked {
				t.Errorf("deleted: %t, asked %d times", f.Deleted, b.service.Asked(faxtest.RESTDelete))
			}
			if strings.Contains(s.Receipt.Detail, "documents kept") != test.kept {
				t.Errorf("%q", s.Receipt.Detail)
			}
			if test.status == "COMPLETED" && s.State != dispatch.Delivered {
				t.Errorf("%s", s.State)
			}
		})
	}
}

// Pauses grow, and stay within what is polite.
func TestPausesGrow(t *testing.T) {
	t.Parallel()
	b := newBench(t, faxtest.SinchConfig{})
	attempt := b.sent(t)
	var last time.Duration
	for range 8 {
		s := b.status(t, attempt)
		if s.Again < max(last, 5*time.Second) || s.Again > 2*time.Minute {
			t.Errorf("%s after %s", s.Again, last)
		}
		last = s.Again
		b.clock.Advance(s.Again * 3)
	}
	if last != 2*time.Minute {
		t.Errorf("the last is %s", last)
	}
}

// After 429 nothing is asked before the time that the service named.
func TestRetryAfterIsHeeded(t *testing.T) {
	t.Parallel()
	for name, step := range map[string]faxtest.RESTStep{"status": faxtest.RESTInfo, "find": faxtest.RESTList} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, faxtest.SinchConfig{Script: faxtest.RESTScript{
				step: {Status: 429, Header: map[string]string{"Retry-After": "90"}},
			}})
			attempt := b.sent(t)
			if step == faxtest.RESTList {
				if _, _, err := b.Find(t.Context(), attempt); dispatch.KindOf(err) != dispatch.KindUnreachable || !dispatch.RetryOf(err) {
					t.Errorf("%v", err)
				}
			}
			s := b.status(t, attempt)
			if s.State != dispatch.Accepted || s.Again != 90*time.Second || s.Receipt != *attempt.Receipt {
				t.Errorf("%+v", s)
			}
			next, _ := faxtest.SampleJob(t)
			_, err := b.Submit(t.Context(), next)
			if dispatch.CertaintyOf(err) != dispatch.Unsent || !dispatch.RetryOf(err) || dispatch.CodeOf(err) != "fax_server_busy" {
				t.Errorf("%v", err)
			}
			if n := b.service.Asked(step) + b.service.Asked(faxtest.RESTSubmit); n != 2 {
				t.Errorf("asked %d times", n)
			}
			b.clock.Advance(91 * time.Second)
			if _, err := b.Submit(t.Context(), next); err != nil {
				t.Errorf("after the wait: %v", err)
			}
		})
	}
}

// A fax that the service does not know is lost only once it would certainly be shown.
func TestUnknownFaxIsLostLater(t *testing.T) {
	t.Parallel()
	b := newBench(t, faxtest.SinchConfig{})
	attempt := b.sent(t)
	b.service.Forget()
	if s := b.status(t, attempt); s.State != dispatch.Accepted || s.Settled || s.Again <= 0 {
		t.Errorf("at once: %+v", s)
	}
	b.clock.Advance(11 * time.Minute)
	if s := b.status(t, attempt); s.State != dispatch.Accepted || !s.Settled || codeOf(s) != "fax_outcome_lost" {
		t.Errorf("later: %+v", s)
	}
}

// The service has no way to stop a fax, and the provider says so rather than pretend.
func TestCancelIsHonest(t *testing.T) {
	t.Parallel()
	b := newBench(t, faxtest.SinchConfig{})
	attempt := b.sent(t)
	if err := b.Cancel(t.Context(), attempt); dispatch.KindOf(err) != dispatch.KindRefused || dispatch.CodeOf(err) != "fax_cancel_unavailable" {
		t.Errorf("under way: %v", err)
	}
	b.service.Change(ended("FAILURE", 0, 0, "CALL_ERROR", 17))
	if err := b.Cancel(t.Context(), attempt); dispatch.KindOf(err) != dispatch.KindConflict {
		t.Errorf("ended: %v", err)
	}
}

func TestTest(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		answer faxtest.WebAnswer
		key    string
		kind   dispatch.Kind
		code   string
	}{
		{"all is well", faxtest.WebAnswer{}, "", 0, ""},
		{"the secret is wrong", faxtest.WebAnswer{}, "un-autre", dispatch.KindCredentials, "fax_login_refused"},
		{"another service", faxtest.WebAnswer{Body: "{}"}, "", dispatch.KindRejected, "fax_server_answer"},
		{"not found", faxtest.WebAnswer{Status: 404}, "", dispatch.KindRejected, "fax_server_answer"},
		{"failing inside", faxtest.WebAnswer{Status: 500}, "", dispatch.KindUnreachable, "fax_server_busy"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			config := faxtest.SinchConfig{}
			if test.answer.Body != "" || test.answer.Status != 0 {
				config.Script = faxtest.RESTScript{faxtest.RESTList: test.answer}
			}
			b := newBench(t, config)
			if test.key != "" {
				service := account(b.service, b.clock)
				service.Secret = []byte(test.key)
				b.Provider = newProvider(t, service)
			}
			err := b.Test(t.Context())
			if dispatch.CodeOf(err) != test.code || err != nil && dispatch.KindOf(err) != test.kind {
				t.Errorf("%v", err)
			}
			if len(b.service.Faxes()) != 0 {
				t.Error("a test sent a fax")
			}
		})
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	b := newBench(t, faxtest.SinchConfig{})
	if b.Name() != "sinch" || b.Limits() != (fax.Limits{Pages: 200, Bytes: 20000000}) {
		t.Errorf("%s, %+v", b.Name(), b.Limits())
	}
}
