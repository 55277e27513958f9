package outbox_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/outbox"
)

// tidying is a portal that takes away what uploads left, once it can.
type tidying struct {
	*dispatchtest.ScriptedChannel
	bench *bench
	from  time.Time // before, it fails
	left  []dispatch.Leftover
}

func (c *tidying) Tidy(_ context.Context, l dispatch.Leftover) error {
	c.left = append(c.left, l)
	if c.bench.clock.Now().Before(c.from) {
		return &dispatch.Error{Op: "test", Kind: dispatch.KindUnreachable, Code: "portal_unreachable"}
	}
	return nil
}

// tidies makes every channel of the bench a tidying one.
func (b *bench) tidies(from time.Duration) *tidying {
	c := &tidying{ScriptedChannel: b.channel, bench: b, from: b.clock.Now().Add(from)}
	b.carrier.instead = c
	return c
}

// uploading is a queued dispatch whose upload left something.
func (b *bench) uploading() dispatch.ID {
	b.Helper()
	id := b.queue(b.account)
	b.must(b.person(id, dispatch.Held, dispatch.Queued))
	b.endAttempt(id, 1, dispatch.Unsent)
	b.must(b.store.UploadState(id).Save(b.Context(), []byte("chunks")))
	return id
}

func (b *bench) upload(id dispatch.ID) string {
	b.Helper()
	state, err := b.store.UploadState(id).Load(b.Context())
	b.must(err)
	return string(state)
}

// TestWhatAnUploadLeftIsTidied: at once, or as soon as it can be, told once in between, and given up after a month.
func TestWhatAnUploadLeftIsTidied(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		after       time.Duration // until the portal lets it happen
		pass        time.Duration
		tidied      int
		leftBehind  int
		kept        string
		stillTrying bool
	}{
		"at once":                      {0, time.Minute, 1, 0, "", false},
		"once the portal can":          {3 * time.Hour, 12 * time.Hour, 1, 1, "", false},
		"not yet":                      {48 * time.Hour, 24 * time.Hour, 0, 1, "chunks", true},
		"never, and after a month not": {1e4 * time.Hour, 1000 * time.Hour, 0, 2, "chunks", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t)
				channel := b.tidies(c.after)
				id := b.uploading()
				b.must(b.person(id, dispatch.Queued, dispatch.Cancelled))
				o := b.start(b.config(b.store))
				b.pass(c.pass, time.Minute)
				d := b.wantState(id, dispatch.Cancelled)
				if got := b.upload(id); got != c.kept || d.NextAt.IsZero() == c.stillTrying {
					t.Errorf("kept %q, next %s", got, d.NextAt)
				}
				if n, m := b.events(id, dispatch.EventTidied), b.events(id, dispatch.EventLeftBehind); n != c.tidied || m != c.leftBehind {
					t.Errorf("tidied told %d times, left behind %d times", n, m)
				}
				first := channel.left[0]
				if first.Dispatch != id || string(first.Upload) != "chunks" || len(first.Attempts) != 1 {
					t.Errorf("the channel was told %+v", first)
				}
				if c.after > 0 && len(channel.left) > 60 {
					t.Errorf("the portal was asked %d times", len(channel.left))
				}
				o.stop()
			})
		})
	}
}

// TestNothingIsTidied where an adapter has nothing to take away, or nothing was kept: the state is forgotten.
func TestNothingIsTidied(t *testing.T) {
	t.Parallel()
	for name, kept := range map[string]string{"a channel that leaves nothing": "state", "nothing kept": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t)
				id := b.uploading()
				b.must(b.store.UploadState(id).Save(t.Context(), []byte(kept)))
				b.must(b.person(id, dispatch.Queued, dispatch.Cancelled))
				b.must(outbox.New(b.config(b.store)).Settle(t.Context()))
				d := b.read(id)
				if b.upload(id) != "" || !d.NextAt.IsZero() || b.events(id, dispatch.EventTidied)+b.events(id, dispatch.EventLeftBehind) != 0 {
					t.Errorf("kept %q, next %s", b.upload(id), d.NextAt)
				}
			})
		})
	}
}

// TestRetriesThatRunOutAreTidied: what eight attempts left is taken away when the dispatch fails.
func TestRetriesThatRunOutAreTidied(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		busy := dispatchtest.Busy()
		b := newBench(t, busy, busy, busy, busy, busy, busy, busy, busy)
		channel := b.tidies(0)
		id := b.queue(b.account)
		b.must(b.store.UploadState(id).Save(t.Context(), []byte("chunks")))
		o := b.start(b.config(b.store))
		b.pass(24*time.Hour, time.Minute)
		b.wantState(id, dispatch.Failed)
		if len(channel.left) != 1 || len(channel.left[0].Attempts) != 8 || b.upload(id) != "" {
			t.Errorf("tidied %d times, kept %q", len(channel.left), b.upload(id))
		}
		o.stop()
	})
}
