package sinch_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/wording"
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
	return bench{newProvider(t, account(service, clock)), service, clock, newJob(t)}
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

func newJob(t *testing.T) fax.Job {
	t.Helper()
	number, err := fax.ParseNumber("514 555-0123")
	if err != nil {
		t.Fatal(err)
	}
	return fax.Job{
		Attempt: dispatch.NewID(rand.Reader), Number: number, Pages: 3,
		Parts: []fax.Part{newPart(t, 1, "Bordereau"), newPart(t, 2, "Zoé Essai-Tremblay")},
	}
}

func newPart(t *testing.T, pages int, text string) fax.Part {
	pdf := dispatchtest.SamplePDF(t, pages, text)
	return fax.Part{Size: int64(len(pdf)), Open: func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(pdf)), nil
	}}
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

func coverTexts(language string) fax.CoverTexts {
	catalogue := wording.For(wording.Language(language))
	return fax.NewCoverTexts(
		func(key string) string { return catalogue.Text(key) },
		func(at time.Time) string { return catalogue.DateTime(at, time.UTC) },
	)
}
