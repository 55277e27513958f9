package srfax_test

import (
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/faxtest"
	"github.com/souspli/souspli/fax/srfax"
)

// account is how a clinic on the simulator is set up.
func account(s *faxtest.SRFax, now func() time.Time) fax.ServiceConfig {
	return fax.ServiceConfig{
		URL: s.URL, User: s.User, Secret: []byte(s.Password), Roots: s.CA.Pool, Now: now,
		Settings: map[string]string{"caller_id": "514 555-0110", "sender_email": "envoi@clinique.example"},
	}
}

func newProvider(t *testing.T, c fax.ServiceConfig) *srfax.Provider {
	t.Helper()
	p, err := srfax.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// bench is a simulator, its clock and a client.
type bench struct {
	*srfax.Provider
	service *faxtest.SRFax
	clock   *dispatchtest.Clock
	job     fax.Job
	files   [][]byte
}

func newBench(t *testing.T, config faxtest.SRFaxConfig) bench {
	t.Helper()
	clock := dispatchtest.NewClock(dispatchtest.Epoch())
	config.Now = clock.Now
	service := faxtest.StartSRFax(t, config)
	job, files := faxtest.SampleJob(t)
	return bench{newProvider(t, account(service, clock.Now)), service, clock, job, files}
}

// submit orders the bench's fax and returns its attempt.
func (b bench) submit(t *testing.T) dispatch.Attempt {
	t.Helper()
	receipt, err := b.Submit(t.Context(), b.job)
	if err != nil {
		t.Fatal(err)
	}
	return dispatch.Attempt{ID: b.job.Attempt, N: 1, Started: b.clock.Now(), Receipt: &receipt}
}

func (b bench) status(t *testing.T, attempt dispatch.Attempt) dispatch.Status {
	t.Helper()
	report, err := b.Status(t.Context(), attempt)
	if err != nil {
		t.Fatal(err)
	}
	return report.Status()
}

func codeOf(failure *dispatch.Failure) string {
	if failure == nil {
		return ""
	}
	return failure.Code
}
