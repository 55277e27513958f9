package hylafax_test

import (
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/practice"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/hylafax"
)

// The table of the package comment, tried on the wire.
func TestCertainty(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		step  practice.FaxStep
		fault practice.FaxFault
		want  dispatch.Certainty
		code  string
		retry bool
	}{
		{"the greeting is babble", practice.FaxHello, practice.FaxBabble, dispatch.Unsent, "fax_server_answer", false},
		{"the greeting never ends", practice.FaxHello, practice.FaxFlood, dispatch.Unsent, "fax_server_answer", false},
		{"hung up on", practice.FaxHello, practice.FaxHangUp, dispatch.Unsent, "fax_unreachable", true},
		{"busy at login", practice.FaxLogin, practice.FaxBusy, dispatch.Unsent, "fax_server_busy", true},
		{"the number is refused", practice.FaxNumber, practice.FaxRefuse, dispatch.Unsent, "fax_job_refused", false},
		{"data would go elsewhere", practice.FaxTransfer, practice.FaxElsewhere, dispatch.Unsent, "fax_server_elsewhere", false},
		{"the upload is cut", practice.FaxMidway, practice.FaxHangUp, dispatch.Unsent, "fax_unreachable", true},
		{"the upload arrives short", practice.FaxMidway, practice.FaxLoseBytes, dispatch.Unsent, "fax_upload_incomplete", true},
		{"the order is refused", practice.FaxSubmit, practice.FaxRefuse, dispatch.Unsent, "fax_job_refused", false},
		{"the scheduler declines, the job is deleted", practice.FaxSubmit, practice.FaxDecline, dispatch.Unsent, "fax_job_refused", false},
		{"the server shuts down at the order", practice.FaxSubmit, practice.FaxBusy, dispatch.Unsent, "fax_scheduler_down", true},
		{"the line breaks at the order", practice.FaxSubmit, practice.FaxHangUp, dispatch.Maybe, "fax_outcome_unknown", false},
		{"the answer to the order is lost", practice.FaxKept, practice.FaxHangUp, dispatch.Maybe, "fax_outcome_unknown", false},
		{"the answer to the order is babble", practice.FaxKept, practice.FaxBabble, dispatch.Maybe, "fax_outcome_unknown", false},
		{"the answer to the order never ends", practice.FaxKept, practice.FaxFlood, dispatch.Maybe, "fax_outcome_unknown", false},
		{"declined, and yet in the queue", practice.FaxKept, practice.FaxDecline, dispatch.Unsent, "fax_job_refused", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			clock := dispatchtest.NewClock(dispatchtest.Epoch())
			m := machine(t, practice.FaxAlwaysAt(test.step, test.fault), clock.Now)
			job, _ := twoParts(t, "514 555-0123")
			_, err := client(t, m, m.Password(), clock).Submit(t.Context(), job)
			if dispatch.CertaintyOf(err) != test.want || dispatch.CodeOf(err) != test.code || dispatch.RetryOf(err) != test.retry {
				t.Errorf("%v, retry %t: %v", dispatch.CertaintyOf(err), dispatch.RetryOf(err), err)
			}
		})
	}
}

// A lost answer is settled by asking: what was kept is found, what was not is not.
func TestFindSettlesALostAnswer(t *testing.T) {
	t.Parallel()
	for step, want := range map[practice.FaxStep]dispatch.Truth{
		practice.FaxKept: dispatch.True, practice.FaxSubmit: dispatch.False,
	} {
		t.Run(string(step), func(t *testing.T) {
			t.Parallel()
			clock := dispatchtest.NewClock(dispatchtest.Epoch())
			m := machine(t, practice.FaxAlwaysAt(step, practice.FaxHangUp), clock.Now)
			job, _ := twoParts(t, "514 555-0123")
			p := client(t, m, m.Password(), clock)
			if _, err := p.Submit(t.Context(), job); dispatch.CertaintyOf(err) != dispatch.Maybe {
				t.Fatal(err)
			}
			found, _, err := p.Find(t.Context(), dispatch.Attempt{ID: job.Attempt, Started: clock.Now()})
			if found != want || err != nil {
				t.Errorf("%v, %v, want %v", found, err, want)
			}
		})
	}
}

// An answer that is not understood never says that a job is absent.
func TestEnquiriesThatFailKnowNothing(t *testing.T) {
	t.Parallel()
	for _, fault := range []practice.FaxFault{practice.FaxBabble, practice.FaxFlood, practice.FaxHangUp} {
		t.Run(string(fault), func(t *testing.T) {
			t.Parallel()
			clock := dispatchtest.NewClock(dispatchtest.Epoch())
			p := clientOf(t, machine(t, practice.FaxAlwaysAt(practice.FaxList, fault), clock.Now), clock)
			attempt := dispatch.Attempt{ID: newID(), Started: clock.Now()}
			if found, _, err := p.Find(t.Context(), attempt); found != dispatch.Unknown || dispatch.CodeOf(err) != "fax_enquiry_failed" {
				t.Errorf("find: %v, %v", found, err)
			}
			if _, err := p.Status(t.Context(), attempt); dispatch.CertaintyOf(err) != dispatch.Maybe {
				t.Errorf("status: %v", err)
			}
			if err := p.Cancel(t.Context(), attempt); dispatch.CertaintyOf(err) != dispatch.Maybe {
				t.Errorf("cancel: %v", err)
			}
		})
	}
}

func TestSuspendedJobIsNotYetFound(t *testing.T) {
	t.Parallel()
	clock := dispatchtest.NewClock(dispatchtest.Epoch())
	m := machine(t, nil, clock.Now)
	p := clientOf(t, m, clock)
	job, _ := twoParts(t, "514 555-0123")
	submit(t, p, job)
	if err := m.Finish(string(job.Attempt), practice.FaxOutcome{State: "T"}); err != nil {
		t.Fatal(err)
	}
	attempt := dispatch.Attempt{ID: job.Attempt, Started: clock.Now()}
	if found, _, err := p.Find(t.Context(), attempt); found != dispatch.Unknown || err != nil {
		t.Errorf("%v, %v", found, err)
	}
}

func TestNumbersEndAsTheyAreKnownTo(t *testing.T) {
	t.Parallel()
	tests := []struct {
		number string
		state  dispatch.State
		code   string
		pages  int
		again  bool // worth another call, which cannot repeat a page
	}{
		{"514 555-0123", dispatch.Delivered, "", 3, false},
		{"514 555-0199", dispatch.Failed, "fax_busy", 0, true},
		{"514 555-0198", dispatch.Failed, "fax_no_answer", 0, true},
		{"514 555-0197", dispatch.Partial, "fax_partial", 1, false},
		{"514 555-0196", dispatch.Failed, "fax_not_a_fax", 0, false},
	}
	for _, test := range tests {
		t.Run(test.number, func(t *testing.T) {
			t.Parallel()
			clock := dispatchtest.NewClock(dispatchtest.Epoch())
			p := clientOf(t, machine(t, nil, clock.Now), clock)
			job, _ := twoParts(t, test.number)
			receipt := submit(t, p, job)
			attempt := dispatch.Attempt{ID: job.Attempt, Started: clock.Now(), Receipt: &receipt}
			clock.Advance(2 * time.Hour)
			report, err := p.Status(t.Context(), attempt)
			if err != nil {
				t.Fatal(err)
			}
			s := report.Status()
			code := ""
			if s.Failure != nil {
				code = s.Failure.Code
			}
			if s.State != test.state || code != test.code || s.Receipt.Pages != test.pages || s.Receipt.Bytes != job.Bytes() || s.Retry != test.again {
				t.Errorf("%+v, %q", s, code)
			}
		})
	}
}

func clientOf(t *testing.T, m *practice.Fax, clock hylafax.Clock) fax.Provider {
	t.Helper()
	return client(t, m, m.Password(), clock)
}
