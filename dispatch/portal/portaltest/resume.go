package portaltest

import (
	"context"
	"crypto/rand"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// resumePatience bounds one attempt in real time: a channel must end by its own bounds before.
const resumePatience = 30 * time.Second

// Peer is a service behind a line that can be cut, which nothing else uses.
type Peer struct {
	// Channel makes a fresh channel, as a program does that was started again.
	Channel func() dispatch.Channel
	// Parcel holds one document of at least three chunks. The suite sets Attempt, Dispatch and Upload.
	Parcel dispatch.Parcel
	// Chunk is how many bytes of a document the channel may have to send again after a cut.
	Chunk int64
	// CutAfter cuts the line once, when so many bytes of the document have reached the service: what came
	// before them is there, what comes after is not. Zero cuts before the first byte of it.
	CutAfter func(n int64)
	// LoseCommit lets the service do the next thing that makes a deposit count, and loses its answer.
	LoseCommit func()
	// Uploaded is how many bytes of documents have reached the service, over all attempts.
	Uploaded func() int64
	// Arrived is how many whole deposits the service holds.
	Arrived func() int
	// Names lists every name that the service knows by now: of folders, files, shares.
	Names func() []string
	// Private are words that may stand in no name.
	Private []string
}

// cut is a place where a line breaks.
type cut struct {
	name string
	at   func(size, chunk int64) int64
}

// cuts are the boundary classes: the first byte, the edge of a chunk, the last byte, and all of it.
var cuts = []cut{
	{"before the first byte", func(int64, int64) int64 { return 0 }},
	{"after the first byte", func(int64, int64) int64 { return 1 }},
	{"one byte before the edge of a chunk", func(_, chunk int64) int64 { return chunk - 1 }},
	{"at the edge of a chunk", func(_, chunk int64) int64 { return chunk }},
	{"one byte after the edge of a chunk", func(_, chunk int64) int64 { return chunk + 1 }},
	{"in the middle", func(size, _ int64) int64 { return size / 2 }},
	{"one byte before the end", func(size, _ int64) int64 { return size - 1 }},
}

// RunResume cuts uploads off at every class of boundary, starts the program again and sends again, as the
// outbox does: another attempt of the same dispatch, with the upload state that the first one kept.
//
// The laws: a cut is Unsent, worth retrying, and leaves no deposit; the next attempt leaves exactly one, and
// sends at most one chunk again; an answer to the commit that was lost is Maybe or Sent, never Unsent, and
// the deposit is then found, or not denied; and no name on the service means anything.
func RunResume(t *testing.T, start func(t *testing.T) Peer) {
	t.Helper()
	for _, c := range cuts {
		t.Run("cut "+c.name, func(t *testing.T) {
			t.Parallel()
			p := start(t)
			size := p.Parcel.Documents[0].Size
			if size < 3*p.Chunk {
				t.Fatalf("the document has %d bytes, which is less than three chunks of %d", size, p.Chunk)
			}
			p.resumes(t, c.at(size, p.Chunk))
		})
	}
	t.Run("cut twice", func(t *testing.T) {
		t.Parallel()
		p := start(t)
		p.resumes(t, p.Chunk+1, 2*p.Chunk+1)
	})
	t.Run("stopped by a person's quit", func(t *testing.T) {
		t.Parallel()
		start(t).goesOnAfterQuit(t)
	})
	t.Run("the answer to the commit is lost", func(t *testing.T) {
		t.Parallel()
		start(t).loses(t)
	})
}

// resumes cuts one attempt after another at the places, and lets the last one through.
func (p Peer) resumes(t *testing.T, at ...int64) {
	t.Helper()
	parcel := p.ofOneDispatch()
	for _, n := range at {
		p.CutAfter(n)
		_, err := p.attempt(t, t.Context(), parcel, nil)
		p.requireCut(t, err)
	}
	p.requireWhole(t, parcel)
	size := parcel.Documents[0].Size
	if again := p.Uploaded() - size; again > int64(len(at))*p.Chunk {
		t.Errorf("%d bytes went again after %d cuts, more than a chunk of %d each", again, len(at), p.Chunk)
	}
	RequireMeaningless(t, p.Names(), p.Private)
}

// goesOnAfterQuit cancels an attempt that is half through.
func (p Peer) goesOnAfterQuit(t *testing.T) {
	t.Helper()
	parcel := p.ofOneDispatch()
	ctx, quit := context.WithCancel(t.Context())
	defer quit()
	_, err := p.attempt(t, ctx, parcel, func(told dispatch.Progress) {
		if told.Done >= told.Total/2 {
			quit()
		}
	})
	if dispatch.CertaintyOf(err) != dispatch.Unsent {
		t.Fatalf("a quit half through is %s: %v", dispatch.CertaintyOf(err), err)
	}
	p.requireWhole(t, parcel)
}

// loses drops the answer to the commit. The channel may settle it by itself; otherwise it must find.
func (p Peer) loses(t *testing.T) {
	t.Helper()
	parcel := p.ofOneDispatch()
	p.LoseCommit()
	attempt, err := p.attempt(t, t.Context(), parcel, nil)
	if certainty := dispatch.CertaintyOf(err); certainty == dispatch.Unsent {
		t.Fatalf("called unsent, although it was committed: %v", err)
	}
	if n := p.Arrived(); n != 1 {
		t.Fatalf("the service holds %d deposits, want the one whose answer was lost", n)
	}
	if finder, ok := p.Channel().(dispatch.Finder); ok && err != nil {
		found, receipt, err := finder.Find(t.Context(), attempt)
		if found == dispatch.False || found == dispatch.True && receipt.Reference == "" {
			t.Errorf("found is %v, with receipt %q: %v", found, receipt.Reference, err)
		}
	}
	if n := p.Arrived(); n != 1 {
		t.Errorf("asking left %d deposits", n)
	}
	RequireMeaningless(t, p.Names(), p.Private)
}

// ofOneDispatch is the parcel with what all attempts of a dispatch share.
func (p Peer) ofOneDispatch() dispatch.Parcel {
	parcel := p.Parcel
	parcel.Dispatch, parcel.Upload = dispatch.NewID(rand.Reader), &Upload{}
	return parcel
}

// attempt sends once under an ID of its own, and returns the attempt as the outbox would store it.
func (p Peer) attempt(
	t *testing.T, ctx context.Context, parcel dispatch.Parcel, progress func(dispatch.Progress),
) (dispatch.Attempt, error) {
	t.Helper()
	if progress == nil {
		progress = func(dispatch.Progress) {}
	}
	ctx, cancel := context.WithTimeout(ctx, resumePatience)
	defer cancel()
	parcel.Attempt = dispatch.NewID(rand.Reader)
	receipt, err := p.Channel().Send(ctx, parcel, progress)
	if ctx.Err() == context.DeadlineExceeded { //nolint:errorlint // the context's own
		t.Errorf("the channel did not end by its own bounds within %s", resumePatience)
	}
	attempt := dispatch.Attempt{
		ID: parcel.Attempt, N: 1, Started: parcel.At, Ended: parcel.At,
		Certainty: dispatch.CertaintyOf(err), Error: dispatch.FailureOf(err),
	}
	if receipt != (dispatch.Receipt{}) {
		attempt.Receipt = &receipt
	}
	return attempt, err
}

func (p Peer) requireCut(t *testing.T, err error) {
	t.Helper()
	if dispatch.CertaintyOf(err) != dispatch.Unsent || !dispatch.RetryOf(err) {
		t.Errorf("a cut is %s, retry %t, want unsent and worth retrying: %v", dispatch.CertaintyOf(err), dispatch.RetryOf(err), err)
	}
	if n := p.Arrived(); n != 0 {
		t.Errorf("a cut left %d deposits", n)
	}
}

func (p Peer) requireWhole(t *testing.T, parcel dispatch.Parcel) {
	t.Helper()
	if _, err := p.attempt(t, t.Context(), parcel, nil); err != nil {
		t.Fatalf("the attempt after the cut: %v", err)
	}
	if n := p.Arrived(); n != 1 {
		t.Errorf("the service holds %d deposits, want one", n)
	}
}

// Upload keeps an upload state in memory. Its zero value has none.
type Upload struct {
	mu    sync.Mutex
	state []byte
}

// Load returns what was saved last, or nil.
func (u *Upload) Load(context.Context) ([]byte, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	return slices.Clone(u.state), nil
}

// Save keeps state.
func (u *Upload) Save(_ context.Context, state []byte) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.state = slices.Clone(state)
	return nil
}
