package srfax_test

import (
	"slices"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax/faxtest"
)

// TestOrder is what the service is told, and nothing more.
func TestOrder(t *testing.T) {
	t.Parallel()
	b := newBench(t, faxtest.SRFaxConfig{})
	attempt := b.submit(t)
	faxes := b.service.Faxes()
	if len(faxes) != 1 {
		t.Fatalf("%d faxes", len(faxes))
	}
	job := faxes[0]
	if want := string(attempt.ID[:17]) + "003"; job.AccountCode != want {
		t.Errorf("account code %q, want %q", job.AccountCode, want)
	}
	if job.To != "15145550123" || job.From != "5145550110" || job.Retries != "2" || job.Subject != "" || job.CoverPage != "" {
		t.Errorf("%+v", job)
	}
	if !slices.EqualFunc(job.Files, b.files, slices.Equal) {
		t.Error("the documents are not those sent, in order")
	}
	if attempt.Receipt.Bytes != b.job.Bytes() || attempt.Receipt.Reference != job.Number {
		t.Errorf("%+v", attempt.Receipt)
	}
}

// TestEndings are the service's words, told as they are meant.
func TestEndings(t *testing.T) {
	t.Parallel()
	tests := []struct {
		status, errorCode string
		pages             int
		state             dispatch.State
		code, detail      string
	}{
		{"In Progress", "", 0, dispatch.Accepted, "", "In Progress"},
		{"Sending Email", "", 3, dispatch.Accepted, "", "Sending Email"},
		{"Sent", "", 3, dispatch.Delivered, "", "Sent"},
		{"SENT", "", 3, dispatch.Delivered, "", "SENT"},
		{"Sent", "", 2, dispatch.Partial, "fax_partial", "Sent"},
		{"Failed", "Busy", 0, dispatch.Failed, "fax_busy", "Failed: Busy"},
		{"Failed", "Busy", 1, dispatch.Partial, "fax_partial", "Failed: Busy"}, // an earlier call may have broken off
		{"Failed", "Busy", 3, dispatch.Failed, "fax_busy", "Failed: Busy"},
		{"Failed", "No Answer", 3, dispatch.Failed, "fax_no_answer", "Failed: No Answer"},
		{"Failed", "No Remote Fax", 3, dispatch.Failed, "fax_no_carrier", "Failed: No Remote Fax"},
		{"Failed", "Human answered at 514 555-0123", 0, dispatch.Failed, "fax_not_a_fax", "Failed: Human answered at …"},
		{"Failed", "Conversion failed", 0, dispatch.Failed, "fax_unprepared", "Failed: Conversion failed"},
		{"Failed", "Remote disconnected", 1, dispatch.Partial, "fax_partial", "Failed: Remote disconnected"},
		{"Failed", "Remote disconnected", 0, dispatch.Failed, "fax_rejected", "Failed: Remote disconnected"},
		{"Failed", "Gremlins", 0, dispatch.Failed, "fax_failed", "Failed: Gremlins"},
		{"Not Sent", "", 3, dispatch.Accepted, "", "Not Sent"},
	}
	for _, test := range tests {
		t.Run(test.status+" "+test.errorCode, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, faxtest.SRFaxConfig{})
			attempt := b.submit(t)
			b.clock.Advance(5 * time.Minute)
			b.service.Finish(test.status, test.errorCode, test.pages)
			s := b.status(t, attempt)
			if s.State != test.state || codeOf(s.Failure) != test.code || s.Receipt.Detail != test.detail || s.Settled {
				t.Errorf("%+v, %+v", s, s.Failure)
			}
			if s.Receipt.Bytes != b.job.Bytes() || s.Receipt.Reference != attempt.Receipt.Reference {
				t.Errorf("the receipt lost what it held: %+v", s.Receipt)
			}
			if again := s.Again; (s.State == dispatch.Accepted) != (again > 0) {
				t.Errorf("asked again after %s", again)
			}
		})
	}
}

// Without the account code nobody can say how many pages there should be.
func TestPagesThatAreNotSaidBack(t *testing.T) {
	t.Parallel()
	b := newBench(t, faxtest.SRFaxConfig{Codeless: true})
	attempt := b.submit(t)
	b.service.Finish("Sent", "", 3)
	if s := b.status(t, attempt); s.State != dispatch.Accepted || !s.Settled || codeOf(s.Failure) != "fax_pages_unknown" {
		t.Errorf("%+v, %+v", s, s.Failure)
	}
}

// A cover page that the service adds must not pass for one of ours.
func TestOnePageTooMany(t *testing.T) {
	t.Parallel()
	b := newBench(t, faxtest.SRFaxConfig{})
	attempt := b.submit(t)
	b.service.Finish("Sent", "", 4)
	if s := b.status(t, attempt); s.State != dispatch.Accepted || !s.Settled {
		t.Errorf("%+v", s)
	}
}

// Of a fax that was redialled as several, the best counts.
func TestRedialledFax(t *testing.T) {
	t.Parallel()
	b := newBench(t, faxtest.SRFaxConfig{})
	b.submit(t)
	b.service.Finish("Failed", "Busy", 0)
	b.submit(t)
	b.service.Finish("Sent", "", 3)
	b.submit(t)
	b.service.Finish("Failed", "Busy", 0)
	s := b.status(t, dispatch.Attempt{ID: b.job.Attempt, Started: b.clock.Now()})
	if s.State != dispatch.Delivered || s.Receipt.Reference != "389091765" {
		t.Errorf("%+v", s)
	}
}

// A number that now names another fax says nothing about ours.
func TestNumberOfAnotherFax(t *testing.T) {
	t.Parallel()
	b := newBench(t, faxtest.SRFaxConfig{})
	attempt := b.submit(t)
	b.service.Finish("Sent", "", 3)
	attempt.ID = faxtest.NewID()
	if s := b.status(t, attempt); s.State != dispatch.Accepted || s.Settled {
		t.Errorf("%+v", s)
	}
}

// TestTimes: an hour that cannot be true is not believed.
func TestTimes(t *testing.T) {
	t.Parallel()
	b := newBench(t, faxtest.SRFaxConfig{})
	attempt := b.submit(t)
	b.clock.Advance(2 * time.Minute)
	ended := b.clock.Now()
	b.service.Finish("Sent", "", 3)
	b.clock.Advance(time.Hour)
	if s := b.status(t, attempt); !s.Receipt.At.Equal(ended) {
		t.Errorf("ended at %s, want %s", s.Receipt.At, ended)
	}
	attempt.Started = b.clock.Now()
	if s := b.status(t, attempt); !s.Receipt.At.Equal(b.clock.Now()) {
		t.Errorf("a fax of now ended at %s", s.Receipt.At)
	}
}

// A fax that was taken and is not known is waited for, then left to a person.
func TestForgottenFax(t *testing.T) {
	t.Parallel()
	b := newBench(t, faxtest.SRFaxConfig{})
	attempt := b.submit(t)
	b.service.Forget()
	if s := b.status(t, attempt); s.State != dispatch.Accepted || s.Settled || s.Again <= 0 {
		t.Errorf("at once: %+v", s)
	}
	b.clock.Advance(time.Hour)
	if s := b.status(t, attempt); !s.Settled || codeOf(s.Failure) != "fax_outcome_lost" || s.Receipt.Reference == "" {
		t.Errorf("after an hour: %+v", s)
	}
}

// A fax that the service calls unknown, with or without its code, is as good as forgotten.
func TestUnknownFax(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]faxtest.SRFaxConfig{"its code said back": {}, "no code said back": {Codeless: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, config)
			attempt := b.submit(t)
			b.service.Finish("Unknown", "", 0)
			if s := b.status(t, attempt); s.Settled {
				t.Errorf("at once: %+v", s)
			}
			b.clock.Advance(time.Hour)
			if s := b.status(t, attempt); !s.Settled || codeOf(s.Failure) != "fax_outcome_lost" {
				t.Errorf("after an hour: %+v", s)
			}
		})
	}
}

// A service that asks for patience gets it, and is not asked meanwhile.
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]time.Duration{
		"": time.Minute, "1": 15 * time.Second, "300": 5 * time.Minute, "99999": time.Hour, "soon": time.Minute,
		"Mon, 23 Nov 2026 13:50:00 GMT": 20 * time.Minute,
	} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			busy := faxtest.WebAnswer{Status: 429, Header: map[string]string{"Retry-After": value}}
			b := newBench(t, faxtest.SRFaxConfig{Script: faxtest.SRFaxAt("Get_FaxStatus", busy)})
			attempt := b.submit(t)
			if s := b.status(t, attempt); s.State != dispatch.Accepted || s.Again != want || s.Receipt.Reference == "" {
				t.Errorf("%+v", s)
			}
			asked := b.service.Actions()
			if s := b.status(t, attempt); s.Again != want || len(b.service.Actions()) != len(asked) {
				t.Errorf("not left alone: %v, %+v", b.service.Actions(), s)
			}
		})
	}
}

// TestPolling grows from a quarter of a minute to ten minutes.
func TestPolling(t *testing.T) {
	t.Parallel()
	b := newBench(t, faxtest.SRFaxConfig{})
	attempt := b.submit(t)
	for _, step := range []struct{ age, want time.Duration }{
		{0, 15 * time.Second}, {4 * time.Minute, time.Minute}, {3 * time.Hour, 10 * time.Minute},
	} {
		b.clock.Advance(attempt.Started.Add(step.age).Sub(b.clock.Now()))
		if s := b.status(t, attempt); s.Again != step.want {
			t.Errorf("after %s again in %s, want %s", step.age, s.Again, step.want)
		}
	}
}

// TestStop is the five answers of Stop_Fax, and others.
func TestStop(t *testing.T) {
	t.Parallel()
	tests := []struct {
		status, words string
		kind          dispatch.Kind
		code          string
		retry         bool
	}{
		{"Success", "Fax Cancelled", 0, "", false},
		{"Success", "Fax cancelled but partially sent", dispatch.KindConflict, "fax_stopped_partly", false},
		{"Failed", "Fax transmission completed", dispatch.KindConflict, "fax_too_late", false},
		{"Failed", "Unable to Cancel Fax", dispatch.KindUnreachable, "fax_cancel_later", true},
		{"Failed", "File not found - Please try again", dispatch.KindUnreachable, "fax_cancel_later", true},
		{"Failed", "Fax Cancelled", dispatch.KindRejected, "fax_cancel_refused", false},
		{"Success", "", dispatch.KindRejected, "fax_cancel_refused", false},
		{"Failed", "Gremlins", dispatch.KindRejected, "fax_cancel_refused", false},
	}
	for _, test := range tests {
		t.Run(test.status+" "+test.words, func(t *testing.T) {
			t.Parallel()
			answer := faxtest.WebAnswer{Body: `{"Status":"` + test.status + `","Result":"` + test.words + `"}`}
			b := newBench(t, faxtest.SRFaxConfig{Script: faxtest.SRFaxAt("Stop_Fax", answer)})
			err := b.Cancel(t.Context(), b.submit(t))
			if dispatch.CodeOf(err) != test.code || dispatch.RetryOf(err) != test.retry {
				t.Fatalf("%v", err)
			}
			if err != nil && (dispatch.KindOf(err) != test.kind || dispatch.CertaintyOf(err) != dispatch.Maybe) {
				t.Errorf("%v", err)
			}
		})
	}
}

// TestAccountTest logs in and orders nothing.
func TestAccountTest(t *testing.T) {
	t.Parallel()
	b := newBench(t, faxtest.SRFaxConfig{})
	if err := b.Test(t.Context()); err != nil {
		t.Error(err)
	}
	if actions := b.service.Actions(); !slices.Equal(actions, []string{"Get_Fax_Usage"}) || len(b.service.Faxes()) != 0 {
		t.Errorf("%v", actions)
	}
	wrong := account(b.service, b.clock.Now)
	wrong.Secret = []byte("un autre")
	if err := newProvider(t, wrong).Test(t.Context()); dispatch.KindOf(err) != dispatch.KindCredentials || dispatch.CodeOf(err) != "fax_login_refused" {
		t.Errorf("%v", err)
	}
}
