package dispatchtest

import (
	"context"
	"reflect"
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// UploadState keeps what an adapter must know of the upload of a dispatch.
func (s *MemoryStore) UploadState(id dispatch.ID) dispatch.UploadState { return memoryUpload{s, id} }

type memoryUpload struct {
	store *MemoryStore
	id    dispatch.ID
}

// Load returns what Save kept last, or nil.
func (u memoryUpload) Load(context.Context) ([]byte, error) {
	u.store.mu.Lock()
	defer u.store.mu.Unlock()
	return slices.Clone(u.store.uploads[u.id]), nil
}

// Save keeps state; nothing forgets it.
func (u memoryUpload) Save(_ context.Context, state []byte) error {
	u.store.mu.Lock()
	defer u.store.mu.Unlock()
	d, ok := u.store.dispatches[u.id]
	switch {
	case !ok:
		return memoryError(dispatch.KindNotFound, "dispatch_not_found")
	case len(state) == 0:
		delete(u.store.uploads, u.id)
	case !d.State.Final():
		u.store.uploads[u.id] = slices.Clone(state)
	}
	return nil
}

// endUpload forgets what is not needed any more, and lets the outbox look at what is to be tidied.
func (s *MemoryStore) endUpload(d *dispatch.Dispatch, at time.Time) {
	switch _, kept := s.uploads[d.ID]; {
	case d.State != dispatch.Failed && d.State != dispatch.Cancelled:
		delete(s.uploads, d.ID)
	case kept:
		d.NextAt = at
	}
}

func sameAttempt(a, b dispatch.Attempt) bool { return reflect.DeepEqual(a, b) }
