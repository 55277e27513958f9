package app

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/store"
)

// watchedStore is the outbox's store; the app sees what the outbox writes there.
type watchedStore struct {
	*store.Store
	app *App
}

// Apply stores a transition. The progress of an attempt ends with it, however it ended.
func (w watchedStore) Apply(ctx context.Context, t dispatch.Transition) error {
	if t.From == dispatch.Sending {
		w.app.progress.forget(t.Dispatch)
	}
	err := w.Store.Apply(ctx, t)
	if err == nil && t.To != t.From {
		w.app.changes.add(t.Dispatch)
	}
	return err
}

// changes are the dispatches that changed their state, in the order in which they first did.
type changes struct {
	mu     sync.Mutex
	noting bool
	ids    []dispatch.ID
}

func (c *changes) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.noting, c.ids = true, nil
}

func (c *changes) add(id dispatch.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.noting && !slices.Contains(c.ids, id) {
		c.ids = append(c.ids, id)
	}
}

func (c *changes) end() []dispatch.ID {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.noting = false
	return c.ids
}

// progressBoard holds the latest progress of each attempt under way.
type progressBoard struct {
	mu     sync.Mutex
	latest map[dispatch.ID]dispatch.Progress
}

func newProgressBoard() *progressBoard {
	return &progressBoard{latest: map[dispatch.ID]dispatch.Progress{}}
}

// put keeps p, and forgets a dispatch that is done.
func (b *progressBoard) put(id dispatch.ID, p dispatch.Progress) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if p.Done >= p.Total {
		delete(b.latest, id)
		return
	}
	b.latest[id] = p
}

func (b *progressBoard) forget(id dispatch.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.latest, id)
}

func (b *progressBoard) all() map[dispatch.ID]dispatch.Progress {
	b.mu.Lock()
	defer b.mu.Unlock()
	return maps.Clone(b.latest)
}
