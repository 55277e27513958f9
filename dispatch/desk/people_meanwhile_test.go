package desk_test

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/store"
)

// lateStore lets something happen to the people after the desk has looked, and before it stores.
type lateStore struct {
	*store.Store
	meanwhile func()
}

func (s *lateStore) MergeRecipients(ctx context.Context, kept, gone dispatch.ID,
	merge func(kept, gone dispatch.Recipient) (dispatch.Recipient, dispatch.Event, error),
) (dispatch.Recipient, error) {
	s.meanwhile()
	return s.Store.MergeRecipients(ctx, kept, gone, merge)
}

func (s *lateStore) UndoImport(ctx context.Context,
	takeBack func(c dispatch.Imported, now dispatch.Recipient, uses int) bool, told func() dispatch.Event,
) error {
	s.meanwhile()
	return s.Store.UndoImport(ctx, takeBack, told)
}

// late is a desk over the same home, which lets something happen in between.
func (r *rig) late(meanwhile func()) *desk.Desk {
	return desk.New(desk.Config{
		Store: &lateStore{Store: r.store, meanwhile: meanwhile}, Random: rand.Reader, Now: r.clock.Now, Actor: "clerk",
	})
}

func TestAMergeKeepsWhatWasLearnedMeanwhile(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	kept, gone := r.save("Pharmacie A", "", mailRoute), r.save("Pharmacie B", "", fax("+15145550102"))
	d := r.late(func() {
		gone.Restricted = true
		_, err := r.SaveRecipient(t.Context(), gone)
		must(t, err)
		_, err = r.DoubtRoute(t.Context(), gone.ID)
		must(t, err)
	})
	merged, err := d.MergeRecipients(t.Context(), kept.ID, gone.ID)
	must(t, err)
	stored := r.stored("")[0]
	if !merged.Restricted || !stored.Restricted || len(stored.Routes) != 2 || !stored.Routes[1].InDoubt() {
		t.Errorf("the refusal or the doubt is lost: %+v", stored)
	}
}

func TestAnUndoneImportKeepsWhatWasLearnedMeanwhile(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.recipient(dispatch.ExternalPartner, faxRoute)
	must(t, r.StoreImport(t.Context(), r.sheet("Nom;Télécopieur;Organisation", "Pharmacie Beaubien;+15145550142;Groupe", "Neuve;+15145550150;")))
	d := r.late(func() {
		r.clock.Advance(time.Second)
		for _, name := range []string{"Beaubien", "Neuve"} {
			_, err := r.DoubtRoute(t.Context(), r.stored(name)[0].ID)
			must(t, err)
		}
	})
	undone, err := d.UndoImport(t.Context())
	must(t, err)
	if undone != (desk.Undone{Kept: 2}) {
		t.Errorf("undone: %+v", undone)
	}
	for _, name := range []string{"Beaubien", "Neuve"} {
		if found := r.stored(name); len(found) != 1 || !found[0].Routes[0].InDoubt() {
			t.Errorf("%s: the doubt is lost: %+v", name, found)
		}
	}
}
