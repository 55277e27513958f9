package app

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/store"
)

// watchedStore is the outbox's store; the app sees what the outbox writes there.
type watchedStore struct {
	*store.Store
	app *App
}

// Apply stores a transition. The progress of an attempt ends with it, however it ended. What it says of a
// number is kept first; a dispatch to a number in doubt is held instead, and one that a person asked to stop
// is not tried again.
func (w watchedStore) Apply(ctx context.Context, t dispatch.Transition) error {
	if t.From == dispatch.Sending {
		w.app.progress.forget(t.Dispatch)
	}
	t, err := w.app.Desk.Obey(ctx, t)
	if err != nil {
		return err
	}
	if t, err = w.app.Desk.HoldBackRestored(ctx, t); err != nil {
		return err
	}
	if err := w.heed(ctx, t); err != nil {
		return err
	}
	err = w.Store.Apply(ctx, t)
	if err == nil && t.To != t.From {
		w.app.changes.add(t.Dispatch)
	}
	return err
}

// heed stops only what has not begun: an outcome is stored whatever else fails.
func (w watchedStore) heed(ctx context.Context, t dispatch.Transition) error {
	err := w.app.Desk.Heed(ctx, t)
	switch {
	case err == nil:
		return nil
	case t.To != dispatch.Sending:
		w.app.config.Log.Warn("what came of a fax could not be kept with its number", "dispatch", t.Dispatch, "kind", dispatch.KindOf(err))
		return nil
	case dispatch.CodeOf(err) == desk.CodeNumberDoubtful:
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
