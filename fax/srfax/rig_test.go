package srfax_test

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
	"github.com/souspli/souspli/fax/srfax"
)

func newID() dispatch.ID { return dispatch.NewID(rand.Reader) }

func coverTexts(language string) fax.CoverTexts {
	catalogue := wording.For(wording.Language(language))
	return fax.NewCoverTexts(
		func(key string) string { return catalogue.Text(key) },
		func(at time.Time) string { return catalogue.DateTime(at, time.UTC) },
	)
}

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
	job, files := threePages(t)
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

// threePages is a job of a cover page and a document of two pages.
func threePages(t *testing.T) (fax.Job, [][]byte) {
	t.Helper()
	number, err := fax.ParseNumber("514 555-0123")
	if err != nil {
		t.Fatal(err)
	}
	files := [][]byte{dispatchtest.SamplePDF(t, 1, "cover"), dispatchtest.SamplePDF(t, 2, "document")}
	job := fax.Job{Attempt: newID(), Number: number, Pages: 3}
	for _, file := range files {
		job.Parts = append(job.Parts, fax.Part{
			Size: int64(len(file)),
			Open: func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file)), nil },
		})
	}
	return job, files
}

func codeOf(failure *dispatch.Failure) string {
	if failure == nil {
		return ""
	}
	return failure.Code
}
