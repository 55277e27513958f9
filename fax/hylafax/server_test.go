package hylafax_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/faxtest"
	"github.com/souspli/souspli/fax/hylafax"
)

const patience = 90 * time.Second

func newID() dispatch.ID { return dispatch.NewID(rand.Reader) }

// twoParts is a job of a cover page and a document of two pages.
func twoParts(t *testing.T, number string) (fax.Job, [][]byte) {
	t.Helper()
	parsed, err := fax.ParseNumber(number)
	if err != nil {
		t.Fatal(err)
	}
	files := [][]byte{dispatchtest.SamplePDF(t, 1, "cover"), dispatchtest.SamplePDF(t, 2, "document")}
	job := fax.Job{Attempt: newID(), Number: parsed, Pages: 3}
	for _, file := range files {
		job.Parts = append(job.Parts, fax.Part{
			Size: int64(len(file)),
			Open: func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file)), nil },
		})
	}
	return job, files
}

func attemptOf(job fax.Job) dispatch.Attempt {
	return dispatch.Attempt{ID: job.Attempt, N: 1, Started: time.Now()}
}

func submit(t *testing.T, p fax.Provider, job fax.Job) dispatch.Receipt {
	t.Helper()
	receipt, err := p.Submit(t.Context(), job)
	if err != nil {
		t.Fatal(err)
	}
	return receipt
}

func TestServerTakesAJob(t *testing.T) {
	t.Parallel()
	server := faxtest.StartHylaFAX(t)
	provider := server.Provider(hylafax.Config{Clock: faxtest.SystemClock{}})
	job, files := twoParts(t, "514 555-0123")
	receipt := submit(t, provider, job)
	if receipt.Provider != "hylafax" || receipt.Reference == "" || receipt.Bytes != job.Bytes() {
		t.Errorf("receipt %+v", receipt)
	}

	requireQueued(t, server.Spool, receipt.Reference, job, files)
	t.Run("a new session sees it waiting", func(t *testing.T) {
		report, err := provider.Status(t.Context(), attemptOf(job))
		if err != nil || report.Phase != fax.Waiting || report.Expected != 3 || report.Again <= 0 {
			t.Errorf("%+v, %v", report, err)
		}
		if status := report.Status(); status.State != dispatch.Accepted || status.Settled {
			t.Errorf("%+v", status)
		}
	})
	requireFindable(t, provider, job, receipt)
}

func requireFindable(t *testing.T, provider fax.Provider, job fax.Job, receipt dispatch.Receipt) {
	t.Helper()
	t.Run("it is found by its attempt", func(t *testing.T) {
		faxtest.Eventually(t.Context(), t, func() error {
			found, again, err := provider.Find(t.Context(), attemptOf(job))
			if err == nil && (!found.Is() || again.Reference != receipt.Reference) {
				err = errors.New("found: " + again.Reference)
			}
			return err
		})
	})
	t.Run("another attempt is certainly not there", func(t *testing.T) {
		found, _, err := provider.Find(t.Context(), dispatch.Attempt{ID: newID(), Started: time.Now()})
		if found != dispatch.False || err != nil {
			t.Errorf("%v, %v", found, err)
		}
	})
	t.Run("an old attempt may have been cleaned away", func(t *testing.T) {
		found, _, err := provider.Find(t.Context(), dispatch.Attempt{ID: newID(), Started: time.Now().Add(-time.Hour)})
		if found != dispatch.Unknown || err != nil {
			t.Errorf("%v, %v", found, err)
		}
	})
}

// requireQueued reads the server's own files.
func requireQueued(t *testing.T, spool, reference string, job fax.Job, files [][]byte) {
	t.Helper()
	queueFile := read(t, spool, "sendq", "q"+reference)
	t.Run("the queue file names the attempt, its pages and the number", func(t *testing.T) {
		for _, want := range []string{
			"\njobtag:" + string(job.Attempt) + "/3\n", "\nnumber:15145550123\n", "\nresolution:196\n", "\nnotify:none\n",
		} {
			if !strings.Contains(queueFile, want) {
				t.Errorf("no %q in\n%s", want, queueFile)
			}
		}
	})
	t.Run("the documents are the ones sent, in order", func(t *testing.T) {
		names := documents(queueFile)
		if len(names) != len(files) {
			t.Fatalf("%d documents, want %d", len(names), len(files))
		}
		for i, name := range names {
			if read(t, spool, name) != string(files[i]) {
				t.Errorf("document %d differs", i)
			}
		}
	})
}

func TestServerKillsAJob(t *testing.T) {
	t.Parallel()
	server := faxtest.StartHylaFAX(t)
	provider := server.Provider(hylafax.Config{Clock: faxtest.SystemClock{}})
	job, _ := twoParts(t, "514 555-0123")
	submit(t, provider, job)
	if err := provider.Cancel(t.Context(), attemptOf(job)); err != nil {
		t.Fatal(err)
	}
	status := final(t, provider, attemptOf(job))
	if status.State != dispatch.Failed || status.Failure.Code != "fax_killed" || status.Receipt.Pages != 0 {
		t.Errorf("%+v, %+v", status, status.Failure)
	}
	if err := provider.Cancel(t.Context(), attemptOf(job)); dispatch.CodeOf(err) != "fax_too_late" {
		t.Errorf("killed twice: %v", err)
	}
	never := dispatch.Attempt{ID: newID(), Started: time.Now()}
	if err := provider.Cancel(t.Context(), never); dispatch.CodeOf(err) != "fax_job_unknown" {
		t.Errorf("killed what was never sent: %v", err)
	}
}

// The server's own clock ends the job: one minute is the shortest time that it can be given.
func TestServerGivesUpInTime(t *testing.T) {
	t.Parallel()
	server := faxtest.StartHylaFAX(t)
	provider := server.Provider(hylafax.Config{Clock: faxtest.SystemClock{}, KillTime: time.Minute})
	job, _ := twoParts(t, "514 555-0123")
	submit(t, provider, job)
	status := final(t, provider, attemptOf(job))
	if status.State != dispatch.Failed || status.Failure.Code != "fax_expired" {
		t.Errorf("%+v, %+v", status, status.Failure)
	}
}

func TestServerWhoseSchedulerIsDown(t *testing.T) {
	t.Parallel()
	server := faxtest.StartHylaFAX(t)
	server.StopScheduler()
	provider := server.Provider(hylafax.Config{Clock: faxtest.SystemClock{}})
	if err := provider.Test(t.Context()); dispatch.CodeOf(err) != "fax_scheduler_down" {
		t.Errorf("test: %v", err)
	}
	job, _ := twoParts(t, "514 555-0123")
	_, err := provider.Submit(t.Context(), job)
	if dispatch.CertaintyOf(err) != dispatch.Unsent || !dispatch.RetryOf(err) || dispatch.CodeOf(err) != "fax_scheduler_down" {
		t.Fatalf("submit: %v, %v", dispatch.CertaintyOf(err), err)
	}
	if left, _ := filepath.Glob(filepath.Join(server.Spool, "sendq", "q[0-9]*")); len(left) != 0 {
		t.Errorf("the job is left in the queue: %v", left)
	}
	server.StartScheduler()
	faxtest.Eventually(t.Context(), t, func() error { return provider.Test(t.Context()) })
	if found, _, err := provider.Find(t.Context(), attemptOf(job)); found != dispatch.False || err != nil {
		t.Errorf("after the scheduler is back: %v, %v", found, err)
	}
}

// A job that the scheduler refuses at once ends without a call: it is not left, and never repeated.
func TestServerWhoseSchedulerRefuses(t *testing.T) {
	t.Parallel()
	server := faxtest.StartHylaFAX(t)
	provider := server.Provider(hylafax.Config{Clock: faxtest.SystemClock{}, KillTime: time.Second})
	job, _ := twoParts(t, "514 555-0123")
	_, err := provider.Submit(t.Context(), job)
	if dispatch.CertaintyOf(err) != dispatch.Unsent || dispatch.RetryOf(err) || dispatch.CodeOf(err) != "fax_job_refused" {
		t.Fatalf("%v, %v", dispatch.CertaintyOf(err), err)
	}
}

func TestServerForgetsWhatWasNotOrdered(t *testing.T) {
	t.Parallel()
	server := faxtest.StartHylaFAX(t)
	provider := server.Provider(hylafax.Config{Clock: faxtest.SystemClock{}})
	job, _ := twoParts(t, "514 555-0123")
	job.Parts[1].Open = func(context.Context) (io.ReadCloser, error) {
		return nil, &dispatch.Error{Op: "test", Kind: dispatch.KindIntegrity, Code: "fax_document_changed"}
	}
	if _, err := provider.Submit(t.Context(), job); dispatch.KindOf(err) != dispatch.KindIntegrity {
		t.Fatal(err)
	}
	if found, _, err := provider.Find(t.Context(), attemptOf(job)); found != dispatch.False || err != nil {
		t.Errorf("%v, %v", found, err)
	}
	if left, _ := filepath.Glob(filepath.Join(server.Spool, "docq", "doc*")); len(left) != 0 {
		t.Errorf("documents are left: %v", left)
	}
}

func TestServerRefusesThePassword(t *testing.T) {
	t.Parallel()
	server := faxtest.StartHylaFAX(t)
	server.Password = "wrong"
	provider := server.Provider(hylafax.Config{Clock: faxtest.SystemClock{}})
	if err := provider.Test(t.Context()); dispatch.KindOf(err) != dispatch.KindCredentials {
		t.Errorf("%v", err)
	}
}

// final follows the attempt to its end, as often as a test may.
func final(t *testing.T, p fax.Provider, attempt dispatch.Attempt) dispatch.Status {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var status dispatch.Status
	faxtest.Eventually(ctx, t, func() error {
		report, err := p.Status(ctx, attempt)
		if err != nil {
			return err
		}
		if status = report.Status(); !status.State.Final() {
			return errors.New("still " + string(status.State))
		}
		return nil
	})
	return status
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// documents lists the files that a queue file names: pdf:0::docq/doc1.pdf.1
func documents(queueFile string) []string {
	var names []string
	for line := range strings.Lines(queueFile) {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), "pdf:0::"); ok {
			names = append(names, rest)
		}
	}
	return names
}
