package app

import (
	"bytes"
	"context"

	"github.com/souspli/souspli/dispatch"
)

// Past is what a practice home is filled with: people, and dispatches that are over.
type Past interface {
	People() []dispatch.Recipient
	Dispatch(i int) dispatch.Dispatch
}

// fillBatch is how many dispatches one change stores: a commit for each would take hours for a million.
const fillBatch = 5000

// KeepSample stores a document that dispatches of Fill may hold.
func (a *App) KeepSample(ctx context.Context, content []byte) (dispatch.Document, error) {
	id := dispatch.NewID(a.config.Random)
	size, sum, err := a.store.AddDocument(ctx, id, bytes.NewReader(content))
	return dispatch.Document{ID: id, MediaType: "application/pdf", Size: size, SHA256: sum}, err
}

// Fill stores everybody of past and its first n dispatches, and tells how many there are so far. It refuses a real
// home, whose log holds only what happened.
func (a *App) Fill(ctx context.Context, past Past, n int, report func(done int)) error {
	if !a.home.Practice {
		return &dispatch.Error{Op: "fill", Kind: dispatch.KindRefused, Code: "real_home"}
	}
	for _, r := range past.People() {
		if err := a.store.SaveRecipient(ctx, r, dispatch.Event{Type: dispatch.EventRecipientSaved, At: r.Created}); err != nil {
			return err
		}
	}
	for first := 0; first < n; first += fillBatch {
		last := min(n, first+fillBatch)
		var batch []dispatch.Dispatch
		for i := first; i < last; i++ {
			batch = append(batch, past.Dispatch(i))
		}
		if err := a.store.AddPast(ctx, batch); err != nil {
			return err
		}
		report(last)
	}
	return nil
}
