package app

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// TestCopiesAreMadeWhileManyLeave makes one copy after the other while hundreds of dispatches leave by three channels.
// Each proves its whole log when it is made; the first, one in the middle and the last are opened with the recovery code
// alone, and hold every dispatch in a state of their own moment. The sending neither stops nor errs for it.
func TestCopiesAreMadeWhileManyLeave(t *testing.T) {
	t.Parallel()
	const copies, each = 20, 150
	queues := []queue{
		{dispatch.CloudFax, dispatch.NewID(rand.Reader), each, 5 * time.Millisecond},
		{dispatch.Portal, dispatch.NewID(rand.Reader), each, 5 * time.Millisecond},
		{dispatch.EmailEncrypted, dispatch.NewID(rand.Reader), each, 5 * time.Millisecond},
	}
	l := newLoaded(t, queues...)
	folder := t.TempDir()
	l.start(t)
	var events []int64
	for i := range copies {
		l.far.until(t, queues[0].account, i*each/copies/2) // while they leave, not before or after
		made, err := l.Desk.CopyHome(t.Context(), filepath.Join(folder, fmt.Sprint(i, copyExtension)))
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, made.Events)
	}
	for _, q := range queues {
		l.far.until(t, q.account, each)
	}
	l.stop()
	l.everyOneAccountedFor(t, l.all(t))
	if events[0] >= events[copies-1] {
		t.Errorf("nothing left between the copies: %v", events)
	}
	for _, i := range []int{0, copies / 2, copies - 1} {
		l.opensAsItWas(t, filepath.Join(folder, fmt.Sprint(i, copyExtension)), events[i], len(queues)*each)
	}
}

// opensAsItWas restores a copy elsewhere with the recovery code: its log proves, and what it holds as accepted did
// arrive. Nothing leaves from there by itself.
func (l *loaded) opensAsItWas(t *testing.T, path string, events int64, want int) {
	t.Helper()
	root := t.TempDir()
	code := filepath.Join(root, "code")
	if err := os.WriteFile(code, []byte(l.code), privateFile); err != nil {
		t.Fatal(err)
	}
	c := Config{Home: filepath.Join(root, "home"), RecoveryFile: code}
	restored, err := Restore(t.Context(), c, path)
	if err != nil || restored.Events != events {
		t.Fatalf("%d lines proven, %d when it was made: %v", restored.Events, events, err)
	}
	there := &loaded{config: c, far: l.far, stop: func() {}}
	there.open(t)
	defer there.close(t)
	before := len(l.far.attempts())
	if err := there.outbox.Settle(t.Context()); err != nil {
		t.Error(err)
	}
	if after := len(l.far.attempts()); after != before {
		t.Errorf("%d left from a restored home", after-before)
	}
	all, arrived := there.all(t), l.far.attempts()
	if len(all) != want {
		t.Errorf("%d dispatches in a copy, want %d", len(all), want)
	}
	for _, d := range all {
		if d.State == dispatch.Accepted && !arrived[d.Attempts[len(d.Attempts)-1].ID] {
			t.Errorf("a copy says that %s was accepted, and it never arrived", d.ID)
		}
	}
}
