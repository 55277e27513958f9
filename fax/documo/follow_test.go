package documo_test

import (
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/faxtest"
)

// ended is what the service says of the bench's fax of three pages.
func ended(status string, complete, attempts any, info string) func(*faxtest.DocumoFax) {
	return func(f *faxtest.DocumoFax) {
		f.Status, f.PagesCount, f.PagesComplete, f.Attempts, f.ResultInfo = status, 3, complete, attempts, info
	}
}

func TestOutcomes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*faxtest.DocumoFax)
		state  dispatch.State
		code   string
		pages  int
		retry  bool
	}{
		{"under way", ended("transmitting", 1, nil, ""), dispatch.Accepted, "", 1, false},
		{"delivered", ended("success", 3, 1, "OK"), dispatch.Delivered, "", 3, false},
		{"delivered, in other letters", ended(" SUCCESS ", 3, 1, "OK"), dispatch.Delivered, "", 3, false},
		{"called a success without a count", ended("success", nil, 1, "OK"), dispatch.Accepted, "fax_pages_unknown", 0, false},
		{"called a success with a page less", ended("success", 2, 1, "OK"), dispatch.Partial, "fax_partial", 2, false},
		{"a document lost a page on the way in", func(f *faxtest.DocumoFax) {
			f.Status, f.PagesCount, f.PagesComplete = "success", 2, 2
		}, dispatch.Partial, "fax_partial", 2, false},
		{"a cover page was added, and every page confirmed", func(f *faxtest.DocumoFax) {
			f.Status, f.PagesCount, f.PagesComplete = "success", 4, 4
		}, dispatch.Delivered, "", 3, false},
		{"busy", ended("failed", 0, 1, "User busy"), dispatch.Failed, "fax_busy", 0, true},
		{"busy after other calls", ended("failed", 0, 2, "User busy"), dispatch.Failed, "fax_busy", 0, false},
		{"busy, and the calls are not counted", ended("failed", 0, nil, "User busy"), dispatch.Failed, "fax_busy", 0, false},
		{"busy, and the pages are not counted", ended("failed", nil, 1, "User busy"), dispatch.Failed, "fax_busy", 0, false},
		{"no answer", ended("failed", 0, 1, "No Answer"), dispatch.Failed, "fax_no_answer", 0, true},
		{"a person answered", ended("failed", 0, 1, "Human voice detected"), dispatch.Failed, "fax_not_a_fax", 0, false},
		{"not in service", ended("failed", 0, 1, "Number not in service"), dispatch.Failed, "fax_number_dead", 0, false},
		{"not convertible", ended("failed", nil, nil, "Document conversion error"), dispatch.Failed, "fax_unprepared", 0, false},
		{"broken off after a page", ended("failed", 1, 1, "Remote disconnected"), dispatch.Partial, "fax_partial", 1, false},
		{"broken off, not counted", ended("failed", nil, 1, "Remote disconnected"), dispatch.Failed, "fax_failed_uncounted", 0, false},
		{"failed for no known reason", ended("failed", 0, 1, "Xyzzy"), dispatch.Failed, "fax_failed", 0, false},
		{"partly sent, in a word of its own", ended("partially_sent", 1, 1, ""), dispatch.Partial, "fax_partial", 1, false},
		{"a word of the future", ended("beamed", 3, 1, "OK"), dispatch.Accepted, "", 3, false},
		{"no word", ended("", 3, 1, "OK"), dispatch.Accepted, "", 3, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, faxtest.DocumoConfig{})
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
	b := newBench(t, faxtest.DocumoConfig{})
	attempt := b.sent(t)
	b.service.Change(ended("failed", 0, 1, "No answer from +1 (514) 555-0123"))
	s := b.status(t, attempt)
	if detail := s.Failure.Detail; !strings.Contains(detail, "No answer from") || strings.Contains(detail, "555") {
		t.Errorf("%q", detail)
	}
}

func TestOrder(t *testing.T) {
	t.Parallel()
	b := newBench(t, faxtest.DocumoConfig{})
	config := account(b.service, b.clock)
	config.Settings = map[string]string{"caller_id": "(438) 555-0110"}
	b.Provider = newProvider(t, config)
	attempt := b.sent(t)
	made := b.service.Faxes()[0]
	mark := string(b.job.Attempt) + "-3"
	for name, want := range map[string]string{
		"faxNumber": "15145550123", "coverPage": "false", "async": "true", "subject": mark, "notes": mark, "callerId": "4385550110",
	} {
		if made.Fields[name] != want {
			t.Errorf("%s is %q, want %q", name, made.Fields[name], want)
		}
	}
	if len(made.Fields) != 6 || len(made.Files) != 2 {
		t.Errorf("%d fields, %d files", len(made.Fields), len(made.Files))
	}
	if attempt.Receipt.Reference != made.ID+"/3" || attempt.Receipt.Bytes != b.job.Bytes() {
		t.Errorf("%+v", attempt.Receipt)
	}
}

// Pauses grow, and stay within what is polite.
func TestPausesGrow(t *testing.T) {
	t.Parallel()
	b := newBench(t, faxtest.DocumoConfig{})
	attempt := b.sent(t)
	var last time.Duration
	for range 8 {
		s := b.status(t, attempt)
		if s.Again < max(last, 15*time.Second) || s.Again > 5*time.Minute {
			t.Errorf("%s after %s", s.Again, last)
		}
		last = s.Again
		b.clock.Advance(s.Again * 3)
	}
	if last != 5*time.Minute {
		t.Errorf("the last is %s", last)
	}
}

// After 429 nothing is asked before the time that the service named.
func TestRetryAfterIsHeeded(t *testing.T) {
	t.Parallel()
	for name, step := range map[string]faxtest.RESTStep{"status": faxtest.RESTInfo, "find": faxtest.RESTList} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, faxtest.DocumoConfig{Script: faxtest.RESTScript{
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

// The history is asked at most eight times a minute, once for each question.
func TestHistoryIsAskedSparingly(t *testing.T) {
	t.Parallel()
	b := newBench(t, faxtest.DocumoConfig{})
	for range 8 {
		if _, _, err := b.Find(t.Context(), b.lost()); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := b.Find(t.Context(), b.lost()); dispatch.KindOf(err) != dispatch.KindUnreachable || !dispatch.RetryOf(err) {
		t.Errorf("%v", err)
	}
	if n := b.service.Asked(faxtest.RESTList); n != 8 {
		t.Errorf("asked %d times", n)
	}
	b.clock.Advance(time.Minute)
	if _, _, err := b.Find(t.Context(), b.lost()); err != nil {
		t.Error(err)
	}
}

// A fax that the service does not know is lost only once it would certainly be shown.
func TestUnknownFaxIsLostLater(t *testing.T) {
	t.Parallel()
	b := newBench(t, faxtest.DocumoConfig{})
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
	b := newBench(t, faxtest.DocumoConfig{Shows: true})
	attempt := b.sent(t)
	if err := b.Cancel(t.Context(), attempt); dispatch.KindOf(err) != dispatch.KindRefused || dispatch.CodeOf(err) != "fax_cancel_unavailable" {
		t.Errorf("under way: %v", err)
	}
	b.service.Change(ended("failed", 0, 1, "busy"))
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
		{"the key is wrong", faxtest.WebAnswer{}, "une-autre-cle", dispatch.KindCredentials, "fax_login_refused"},
		{"another service", faxtest.WebAnswer{Body: "{}"}, "", dispatch.KindRejected, "fax_server_answer"},
		{"not found", faxtest.WebAnswer{Status: 404}, "", dispatch.KindRejected, "fax_server_answer"},
		{"failing inside", faxtest.WebAnswer{Status: 500}, "", dispatch.KindUnreachable, "fax_server_busy"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			config := faxtest.DocumoConfig{}
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
	b := newBench(t, faxtest.DocumoConfig{})
	if b.Name() != "documo" || b.Limits() != (fax.Limits{Pages: 200, Bytes: 20 << 20}) {
		t.Errorf("%s, %+v", b.Name(), b.Limits())
	}
}
