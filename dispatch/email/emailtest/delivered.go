package emailtest

import (
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Delivered waits until nobody talks to Postfix and its queue is empty, and returns what was delivered since it or
// Next was last called. A session that was broken off may still end in a message: this is after it.
func (p *Postfix) Delivered(t testing.TB) (all []Delivery) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !p.quiet() {
		select {
		case <-tick.C:
		case <-t.Context().Done():
			t.Fatalf("Postfix is never done; it says:\n%s", p.log.String())
		}
	}
	for {
		select {
		case d := <-p.deliveries:
			all = append(all, d)
		default:
			return all
		}
	}
}

// quiet reports whether every session has ended and nothing lies in the queue.
func (p *Postfix) quiet() bool {
	said := p.log.String()
	if strings.Count(said, ": connect from ") != strings.Count(said, ": disconnect from ") {
		return false
	}
	for _, part := range []string{"maildrop", "incoming", "active", "deferred"} {
		if holdsFile(filepath.Join(p.queue, part)) {
			return false
		}
	}
	return true
}

func holdsFile(folder string) (found bool) {
	_ = filepath.WalkDir(folder, func(_ string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			found = true
			return fs.SkipAll
		}
		return nil // what has just gone is no longer there
	})
	return found
}
