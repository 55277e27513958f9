package xmfax_test

import (
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/faxtest"
	"github.com/souspli/souspli/fax/xmfax"
)

// rig is a provider at a simulator, with a clock and a job of three pages.
type rig struct {
	*faxtest.XMFax
	provider *xmfax.Provider
	clock    *dispatchtest.Clock
	job      fax.Job
}

func start(t *testing.T, c faxtest.XMFaxConfig) rig {
	t.Helper()
	clock := dispatchtest.NewClock(dispatchtest.Epoch())
	c.Now = clock.Now
	service := faxtest.StartXMFax(t, c)
	job, _ := faxtest.SampleJob(t)
	return rig{service, connect(t, service.Account()), clock, job}
}

func connect(t *testing.T, c fax.ServiceConfig) *xmfax.Provider {
	t.Helper()
	provider, err := xmfax.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return provider
}

// submitted gives the job to the service and returns the attempt as it is stored.
func (r rig) submitted(t *testing.T) dispatch.Attempt {
	t.Helper()
	receipt, err := r.provider.Submit(t.Context(), r.job)
	if err != nil {
		t.Fatal(err)
	}
	return dispatch.Attempt{ID: r.job.Attempt, N: 1, Started: r.clock.Now(), Receipt: &receipt}
}

func (r rig) status(t *testing.T, attempt dispatch.Attempt) dispatch.Status {
	t.Helper()
	report, err := r.provider.Status(t.Context(), attempt)
	if err != nil {
		t.Fatal(err)
	}
	return report.Status()
}

func codeOf(f *dispatch.Failure) string {
	if f == nil {
		return ""
	}
	return f.Code
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
