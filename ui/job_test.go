package ui

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
)

func TestANewerJobSupersedes(t *testing.T) {
	r := newRig(t, nil)
	var s slot
	ended := make(chan error, 1)
	var shown []string
	show := func(v string, _ error) { shown = append(shown, v) }
	run(r.UI, &s, func(ctx context.Context) (string, error) {
		<-ctx.Done()
		ended <- ctx.Err()
		return "old", nil
	}, show)
	run(r.UI, &s, func(context.Context) (string, error) { return "new", nil }, show)
	r.settle()
	if err := <-ended; err == nil {
		t.Error("the older job was not cancelled")
	}
	if len(shown) != 1 || shown[0] != "new" {
		t.Errorf("shown: %v, want only the newer", shown)
	}
}

func TestAnActionIsNotSuperseded(t *testing.T) {
	r := newRig(t, nil)
	var s slot
	var times atomic.Int64
	for range 3 {
		act(r.UI, &s, func(context.Context) (int64, error) { return times.Add(1), nil }, func(int64, error) {})
	}
	r.settle()
	if times.Load() != 1 {
		t.Errorf("done %d times, want once", times.Load())
	}
}

func TestAFaultOfAJobIsAnErrorAndUncertain(t *testing.T) {
	r := newRig(t, nil)
	var s slot
	var got error
	run(r.UI, &s, func(context.Context) (int, error) { panic("fault") }, func(_ int, err error) { got = err })
	r.settle()
	if dispatch.KindOf(got) != dispatch.KindInternal || dispatch.CertaintyOf(got) != dispatch.Maybe {
		t.Errorf("got %v", got)
	}
}

func TestAClosedWindowShowsNothingMore(t *testing.T) {
	r := newRig(t, nil)
	var s slot
	shown := false
	run(r.UI, &s, func(ctx context.Context) (int, error) { <-ctx.Done(); return 0, nil }, func(int, error) { shown = true })
	r.Close()
	run(r.UI, &s, func(context.Context) (int, error) { return 0, nil }, func(int, error) { shown = true })
	r.settle()
	if shown {
		t.Error("an outcome was shown after the window closed")
	}
}

func TestShowFollowsTheHomeUntilClose(t *testing.T) {
	ticks, stopped := make(chan time.Time), false
	r := newRig(t, func(c *Config) {
		c.Ticks = func(time.Duration) (<-chan time.Time, func()) { return ticks, func() { stopped = true } }
	})
	r.Show([]string{"/documents/a.pdf"})
	r.settle()
	r.says("a.pdf")
	ticks <- noon
	ticks <- noon
	if _, err := r.desk.Send(t.Context(), r.draftFor("beaubien")); err != nil { // as another program would
		t.Fatal(err)
	}
	ticks <- noon
	ticks <- noon // the one before was seen
	r.settle()
	r.says("départ dans 10 s")
	r.Close() // waits for the watcher
	if !stopped {
		t.Error("the beat goes on")
	}
}
