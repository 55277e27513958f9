package desk_test

import (
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

func TestTheUndoWindowIsTheHomes(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	to := r.save("Clinique", "", fax("+15145550101"))
	held := func(draft desk.Draft) time.Duration {
		made, err := r.Send(t.Context(), draft)
		must(t, err)
		return made.NextAt.Sub(made.Created)
	}
	if got := held(r.draft(to)); got != desk.DefaultHold {
		t.Errorf("at first %s", got)
	}
	must(t, r.SaveUndoSeconds(t.Context(), 30))
	if got := held(r.draft(to)); got != 30*time.Second {
		t.Errorf("set to thirty, held for %s", got)
	}
	draft, none := r.draft(to), time.Duration(0)
	draft.Hold = &none
	if got := held(draft); got != 0 {
		t.Errorf("a draft that wants none is held for %s", got)
	}
	for _, wrong := range []int{-1, 0, desk.LeastUndoSeconds - 1, desk.MostUndoSeconds + 1} {
		if err := r.SaveUndoSeconds(t.Context(), wrong); dispatch.KindOf(err) != dispatch.KindInvalid {
			t.Errorf("%d seconds: %v", wrong, err)
		}
	}
}
