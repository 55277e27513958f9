package store_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
)

func save(t *testing.T, h home, r dispatch.Recipient) dispatch.Recipient {
	t.Helper()
	wantError{}.check(t, h.SaveRecipient(t.Context(), r, event(dispatch.EventRecipientSaved, start)))
	return r
}

func TestUsesAreCountedWithTheDispatch(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	d := held()
	used, err := h.AddressUsed(t.Context(), d.Route.Channel, d.Route.Address)
	if err != nil || used {
		t.Fatalf("before: %v, %v", used, err)
	}
	create(t, h, d)
	wantError{dispatch.KindConflict, "already_stored"}.check(t, h.Create(t.Context(), d, "", event(dispatch.EventCreated, start)))
	uses, err := h.RecipientUses(t.Context())
	if err != nil || !reflect.DeepEqual(uses, map[dispatch.ID]int{d.Recipient.ID: 1}) {
		t.Errorf("uses %v, %v", uses, err)
	}
	for address, want := range map[string]bool{d.Route.Address: true, "+15145550143": false} {
		if used, err := h.AddressUsed(t.Context(), dispatch.CloudFax, address); err != nil || used != want {
			t.Errorf("%s used: %v, %v", address, used, err)
		}
	}
	if used, err := h.AddressUsed(t.Context(), dispatch.Portal, d.Route.Address); err != nil || used {
		t.Errorf("the same words over another channel: %v, %v", used, err)
	}
}

func TestColleaguesAreNoMoreThanAskedFor(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	for i := range 5 {
		r := pharmacy()
		if r.Organisation = "Clinique Alma"; i == 4 {
			r.Organisation = "Clinique Fleuve"
		}
		save(t, h, r)
	}
	for organisation, want := range map[string]int{"clinique alma": 3, "Fleuve": 1, "Ailleurs": 0, " ": 0} {
		if found, err := h.Colleagues(t.Context(), organisation, 3); err != nil || len(found) != want {
			t.Errorf("%q: %d found, %v", organisation, len(found), err)
		}
	}
}

func TestMergedRecipientsAreFoundByEveryOldID(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	a, b, c := save(t, h, pharmacy()), save(t, h, pharmacy()), save(t, h, pharmacy())
	for range 2 {
		d := held()
		d.Recipient = c
		create(t, h, d)
	}
	wantError{}.check(t, merge(t, h, b, c))
	wantError{}.check(t, merge(t, h, a, b))
	for _, id := range []dispatch.ID{a.ID, b.ID, c.ID} {
		if got, err := h.Recipient(t.Context(), id); err != nil || got.ID != a.ID {
			t.Errorf("%s is %s, %v", id, got.ID, err)
		}
	}
	if uses, err := h.RecipientUses(t.Context()); err != nil || !reflect.DeepEqual(uses, map[dispatch.ID]int{a.ID: 2}) {
		t.Errorf("uses %v, %v", uses, err)
	}
	wantError{dispatch.KindInternal, "store_misused"}.check(t, merge(t, h, a, c))
	wantError{dispatch.KindNotFound, "recipient_not_found"}.check(t, merge(t, h, a, pharmacy()))
	wantError{}.check(t, h.RemoveRecipient(t.Context(), a.ID, event(dispatch.EventRecipientRemoved, start)))
	for _, id := range []dispatch.ID{a.ID, b.ID, c.ID} {
		_, err := h.Recipient(t.Context(), id)
		notFound("recipient_not_found").check(t, err)
	}
	wantError{dispatch.KindNotFound, "recipient_not_found"}.check(t,
		h.RemoveRecipient(t.Context(), a.ID, event(dispatch.EventRecipientRemoved, start)))
	if found, err := h.Recipients(t.Context(), "", 0); err != nil || len(found) > 0 {
		t.Errorf("left: %v, %v", found, err)
	}
	verified(t, h, 8)
}

// merge keeps the first as it is.
func merge(t *testing.T, h home, kept, gone dispatch.Recipient) error {
	t.Helper()
	_, err := h.MergeRecipients(t.Context(), kept.ID, gone.ID, func(a, _ dispatch.Recipient) (dispatch.Recipient, dispatch.Event, error) {
		return a, event(dispatch.EventRecipientsMerged, start), nil
	})
	return err
}

func TestImportIsAllOrNothing(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	stored := save(t, h, pharmacy())
	changed, fresh, stale := stored, pharmacy(), stored
	changed.Name, changed.Updated = "Pharmacie Rosemont", start.Add(time.Hour)
	stale.Updated = start.Add(-time.Hour)
	imported := func(changes ...dispatch.Imported) error {
		return h.ImportRecipients(t.Context(), changes, event(dispatch.EventRecipientsImported, start))
	}
	wantError{dispatch.KindConflict, "import_stale"}.check(t, imported(dispatch.Imported{After: fresh}, dispatch.Imported{Before: &stale, After: changed}))
	_, err := h.Recipient(t.Context(), fresh.ID)
	notFound("recipient_not_found").check(t, err)
	if last, err := h.LastImport(t.Context()); err != nil || len(last) > 0 {
		t.Errorf("kept of a refused import: %v, %v", last, err)
	}

	changes := []dispatch.Imported{{After: fresh}, {Before: &stored, After: changed}}
	wantError{}.check(t, imported(changes...))
	if last, err := h.LastImport(t.Context()); err != nil || len(last) != 2 {
		t.Errorf("kept: %v, %v", last, err)
	}
	if found, err := h.Recipients(t.Context(), "rosemont", 0); err != nil || len(found) != 1 {
		t.Errorf("the new name finds %v, %v", found, err)
	}
	wantError{}.check(t, h.UndoImport(t.Context(), func(c dispatch.Imported, now dispatch.Recipient, uses int) bool {
		return uses == 0 && reflect.DeepEqual(c.After.Updated, now.Updated)
	}, func() dispatch.Event { return event(dispatch.EventRecipientsImported, start) }))
	if found, err := h.Recipients(t.Context(), "", 0); err != nil || len(found) != 1 || found[0].Name != stored.Name {
		t.Errorf("undone: %v, %v", found, err)
	}
	if last, err := h.LastImport(t.Context()); err != nil || len(last) > 0 {
		t.Errorf("kept of an undone import: %v, %v", last, err)
	}
	verified(t, h, 3)
}
