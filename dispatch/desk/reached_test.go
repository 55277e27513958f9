package desk_test

import (
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// unfetched is a dispatch that a portal has, and of which a person was told that nobody fetches it.
func unfetched(t *testing.T) (*rig, *portalService, dispatch.ID) {
	t.Helper()
	r, s, id := onPortal(t, dispatch.Accepted, nil)
	x, err := r.Show(t.Context(), id)
	must(t, err)
	a := x.Attempts[0]
	a.Error = &dispatch.Failure{Kind: dispatch.KindUncertain.String(), Code: desk.CodeNotFetched}
	r.apply(id, dispatch.Transition{
		From: dispatch.Accepted, To: dispatch.Accepted, NextAt: x.NextAt, Attempt: &a, Event: dispatch.Event{Type: dispatch.EventFollowed},
	})
	return r, s, id
}

// TestWhoHasNotFetchedIsReached: the task is done, the portal is still asked, and the reminder counts from now.
func TestWhoHasNotFetchedIsReached(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		do   func(*rig, dispatch.ID) error
	}{
		{"by telephone", func(r *rig, id dispatch.ID) error {
			_, err := r.Reached(t.Context(), id, " La dame regarde ce soir ")
			return err
		}},
		{"with more days", func(r *rig, id dispatch.ID) error {
			_, err := r.Extend(t.Context(), id, r.clock.Now().AddDate(0, 0, 14))
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r, _, id := unfetched(t)
			before, err := r.Show(t.Context(), id)
			must(t, err)
			if !desk.Unfetched(before) || !before.AwaitsPerson() {
				t.Fatal("it is no task to begin with")
			}
			r.clock.Advance(5 * 24 * time.Hour)
			must(t, c.do(r, id))
			after, err := r.Show(t.Context(), id)
			must(t, err)
			if after.State != dispatch.Accepted || after.AwaitsPerson() || desk.Unfetched(after) || after.NextAt.IsZero() {
				t.Errorf("%s, awaits a person: %v, asked again at %s", after.State, after.AwaitsPerson(), after.NextAt)
			}
			events, err := r.Events(t.Context(), id)
			must(t, err)
			if got := desk.Attended(events); !got.Equal(r.clock.Now()) {
				t.Errorf("attended %s, want %s", got, r.clock.Now())
			}
		})
	}
}

func TestReachedNeedsANoteAndAReminder(t *testing.T) {
	t.Parallel()
	r, _, id := unfetched(t)
	if _, err := r.Reached(t.Context(), id, " "); dispatch.KindOf(err) != dispatch.KindInvalid {
		t.Errorf("without a note: %v", err)
	}
	fetched, _, other := onPortal(t, dispatch.Delivered, nil)
	if _, err := fetched.Reached(t.Context(), other, "appel"); dispatch.KindOf(err) != dispatch.KindConflict {
		t.Errorf("what was fetched: %v", err)
	}
}

func TestNobodyAttendedWhatOnlyTheProgramSaw(t *testing.T) {
	t.Parallel()
	r, _, id := unfetched(t)
	events, err := r.Events(t.Context(), id)
	must(t, err)
	if got := desk.Attended(events); !got.IsZero() {
		t.Errorf("attended %s", got)
	}
}

func TestAFieldGivesBackWhatItPuts(t *testing.T) {
	t.Parallel()
	for _, form := range desk.AccountForms() {
		a := dispatch.Account{}
		for _, f := range form.Fields {
			f.Put(&a, "valeur-"+f.Name)
		}
		for _, f := range form.Fields {
			want := "valeur-" + f.Name
			if f.Name == desk.FieldSecret {
				want = "" // never shown
			}
			if got := f.Of(a); got != want {
				t.Errorf("%s: %s is %q", form.Provider, f.Name, got)
			}
		}
	}
}
