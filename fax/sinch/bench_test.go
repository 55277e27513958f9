package sinch_test

import (
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/faxtest"
	"github.com/souspli/souspli/fax/sinch"
)

// bench is a provider at a simulator, and a fax of three pages in two parts for it.
type bench struct {
	*sinch.Provider
	service *faxtest.Sinch
	clock   *dispatchtest.Clock
	job     fax.Job
}

func newBench(t *testing.T, config faxtest.SinchConfig) bench {
	t.Helper()
	clock := dispatchtest.NewClock(dispatchtest.Epoch())
	config.Now = clock.Now
	service := faxtest.StartSinch(t, config)
	job, _ := faxtest.SampleJob(t)
	return bench{newProvider(t, account(service, clock)), service, clock, job}
}

func account(service *faxtest.Sinch, clock *dispatchtest.Clock) fax.ServiceConfig {
	return fax.ServiceConfig{
		URL: service.URL, User: service.Key, Secret: []byte(service.Secret), Roots: service.CA.Pool, Now: clock.Now,
		Settings: map[string]string{"project": service.Project},
	}
}

func newProvider(t *testing.T, c fax.ServiceConfig) *sinch.Provider {
	t.Helper()
	p, err := sinch.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// sent submits the bench's fax and gives its attempt as the outbox stores it.
func (b bench) sent(t *testing.T) dispatch.Attempt {
	t.Helper()
	attempt := b.lost()
	receipt, err := b.Submit(t.Context(), b.job)
	if err != nil {
		t.Fatal(err)
	}
	attempt.Receipt = &receipt
	return attempt
}

// lost is the attempt after an answer that never came.
func (b bench) lost() dispatch.Attempt {
	return dispatch.Attempt{ID: b.job.Attempt, N: 1, Started: b.clock.Now()}
}

func (b bench) status(t *testing.T, attempt dispatch.Attempt) dispatch.Status {
	t.Helper()
	report, err := b.Status(t.Context(), attempt)
	if err != nil {
		t.Fatal(err)
	}
	return report.Status()
}

func codeOf(s dispatch.Status) string {
	if s.Failure == nil {
		return ""
	}
	return s.Failure.Code
}
