package faxtest

import (
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
)

// Ending is how a service says that a fax ended.
type Ending string

// The endings that every service knows, and one that none does.
const (
	Done    Ending = "done"
	Broken  Ending = "broken"
	Strange Ending = "strange" // words that the provider has never seen
)

// Rig is a provider connected to a scripted service.
type Rig struct {
	Provider fax.Provider
	Job      fax.Job // of three pages
	Now      func() time.Time
	// End makes the submitted job end as told, with so many pages confirmed.
	End func(ending Ending, pages int) error
	// Forget removes the job from the service's memory, after as long as such services remember.
	Forget func() error
}

func (r Rig) attempt() dispatch.Attempt {
	return dispatch.Attempt{ID: r.Job.Attempt, N: 1, Started: r.Now()}
}

// RunProvider tries the laws of following a fax to its end. start connects a fresh provider; it may be
// called from parallel tests.
func RunProvider(t *testing.T, start func(t *testing.T) Rig) {
	t.Helper()
	for _, law := range endings {
		t.Run(law.name, func(t *testing.T) {
			t.Parallel()
			rig := submitted(t, start(t))
			requireNoError(t, rig.End(law.ending, law.pages))
			law.require(t, status(t, rig, rig.attempt()), law.pages)
		})
	}
	for name, law := range map[string]func(*testing.T, Rig){
		"submitted: accepted, and asked about again": lawAccepted,
		"submitted: found by its attempt":            lawFound,
		"never submitted: never found":               lawNeverFound,
		"never submitted: cannot be cancelled":       lawNeverCancelled,
		"cancelled: never delivered":                 lawCancelled,
		"ended: cannot be cancelled":                 lawTooLate,
		"forgotten: uncertain for good":              lawForgotten,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			law(t, start(t))
		})
	}
}

// endings are what a service may say of a fax of three pages.
var endings = []struct {
	name    string
	ending  Ending
	pages   int
	require func(t *testing.T, s dispatch.Status, pages int)
}{
	{"done with every page: delivered", Done, 3, requireState(dispatch.Delivered)},
	{"done with two of three pages: partial", Done, 2, requireState(dispatch.Partial)},
	{"done without a page: failed", Done, 0, requireState(dispatch.Failed)},
	{"done with too many pages: not delivered", Done, 4, requireUndelivered},
	{"broken without a page: failed", Broken, 0, requireState(dispatch.Failed)},
	{"broken after a page: partial", Broken, 1, requireState(dispatch.Partial)},
	{"broken after every page: not delivered", Broken, 3, requireUndelivered},
	{"strange words without a page: accepted", Strange, 0, requireState(dispatch.Accepted)},
	{"strange words with every page: accepted", Strange, 3, requireState(dispatch.Accepted)},
}

func requireState(want dispatch.State) func(*testing.T, dispatch.Status, int) {
	return func(t *testing.T, s dispatch.Status, pages int) {
		t.Helper()
		if s.State != want || s.Receipt.Pages != pages {
			t.Errorf("%s with %d pages, want %s with %d", s.State, s.Receipt.Pages, want, pages)
		}
		if failed := want == dispatch.Failed || want == dispatch.Partial; failed && (s.Failure == nil || s.Failure.Code == "") {
			t.Errorf("%s for no reason: %+v", want, s.Failure)
		}
	}
}

func requireUndelivered(t *testing.T, s dispatch.Status, _ int) {
	t.Helper()
	if s.State == dispatch.Delivered {
		t.Error("delivered")
	}
}

func submitted(t *testing.T, rig Rig) Rig {
	t.Helper()
	receipt, err := rig.Provider.Submit(t.Context(), rig.Job)
	requireNoError(t, err)
	if receipt.Provider != rig.Provider.Name() || receipt.Reference == "" || receipt.At.IsZero() || receipt.Pages != 0 {
		t.Errorf("receipt %+v", receipt)
	}
	return rig
}

func status(t *testing.T, rig Rig, attempt dispatch.Attempt) dispatch.Status {
	t.Helper()
	report, err := rig.Provider.Status(t.Context(), attempt)
	requireNoError(t, err)
	return report.Status()
}

func lawAccepted(t *testing.T, rig Rig) {
	submitted(t, rig)
	s := status(t, rig, rig.attempt())
	if s.State != dispatch.Accepted || s.Settled || s.Again <= 0 || s.Failure != nil {
		t.Errorf("%+v", s)
	}
}

func lawFound(t *testing.T, rig Rig) {
	submitted(t, rig)
	found, receipt, err := rig.Provider.Find(t.Context(), rig.attempt())
	if !found.Is() || receipt.Reference == "" || err != nil {
		t.Errorf("%v, %+v, %v", found, receipt, err)
	}
}

func lawNeverFound(t *testing.T, rig Rig) {
	found, _, err := rig.Provider.Find(t.Context(), rig.attempt())
	if found.Is() || err != nil {
		t.Errorf("%v, %v", found, err)
	}
}

func lawNeverCancelled(t *testing.T, rig Rig) {
	if err := rig.Provider.Cancel(t.Context(), rig.attempt()); dispatch.KindOf(err) != dispatch.KindNotFound {
		t.Errorf("%v", err)
	}
}

func lawCancelled(t *testing.T, rig Rig) {
	submitted(t, rig)
	err := rig.Provider.Cancel(t.Context(), rig.attempt())
	if dispatch.KindOf(err) != dispatch.KindRefused { // what has no way to stop a fax refuses to
		requireNoError(t, err)
	}
	if s := status(t, rig, rig.attempt()); s.State == dispatch.Delivered {
		t.Errorf("%+v", s)
	}
}

func lawTooLate(t *testing.T, rig Rig) {
	submitted(t, rig)
	requireNoError(t, rig.End(Done, rig.Job.Pages))
	if err := rig.Provider.Cancel(t.Context(), rig.attempt()); dispatch.KindOf(err) != dispatch.KindConflict {
		t.Errorf("%v", err)
	}
	requireState(dispatch.Delivered)(t, status(t, rig, rig.attempt()), rig.Job.Pages)
}

func lawForgotten(t *testing.T, rig Rig) {
	submitted(t, rig)
	attempt := rig.attempt()
	requireNoError(t, rig.Forget())
	s := status(t, rig, attempt)
	if s.State != dispatch.Accepted || !s.Settled || s.Failure == nil {
		t.Errorf("%+v", s)
	}
	if found, _, err := rig.Provider.Find(t.Context(), attempt); found != dispatch.Unknown || err != nil {
		t.Errorf("found is %v, want unknown: %v", found, err)
	}
}
