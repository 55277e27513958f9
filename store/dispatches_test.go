package store_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
)

func TestCreate(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*dispatch.Dispatch)
		want   wantError
	}{
		"held":             {func(*dispatch.Dispatch) {}, wantError{}},
		"done by hand":     {func(d *dispatch.Dispatch) { d.State, d.NextAt = dispatch.ByHand, time.Time{} }, wantError{}},
		"already sending":  {func(d *dispatch.Dispatch) { d.State = dispatch.Sending }, wantError{dispatch.KindInternal, "state_impossible"}},
		"an id with a dot": {func(d *dispatch.Dispatch) { d.ID = "../../etc" }, wantError{dispatch.KindInvalid, "id_malformed"}},
		"no channel":       {func(d *dispatch.Dispatch) { d.Channel = "" }, wantError{dispatch.KindInvalid, "channel_unknown"}},
		"a document never given": {
			func(d *dispatch.Dispatch) { d.Documents = []dispatch.Document{{ID: newID()}} }, notFound("document_not_found"),
		},
		"by hand, a document never given": {func(d *dispatch.Dispatch) {
			d.State, d.Documents = dispatch.ByHand, []dispatch.Document{{ID: newID(), Name: "Note.pdf"}}
		}, wantError{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			d := held()
			test.change(&d)
			test.want.check(t, h.Create(t.Context(), d, "", event(dispatch.EventCreated, start)))
			if test.want != (wantError{}) {
				verified(t, h, 0)
				return
			}
			if got := stored(t, h, d.ID); !reflect.DeepEqual(got, d) {
				t.Errorf("got  %+v\nwant %+v", got, d)
			}
			verified(t, h, 1)
		})
	}
}

func TestCreateTwice(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	d := create(t, h, held())
	conflict("already_stored").check(t, h.Create(t.Context(), d, "", event(dispatch.EventCreated, start)))
	verified(t, h, 1)
}

func TestUnknownIDs(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	for name, ask := range map[string]func(dispatch.ID) error{
		"Dispatch":   func(id dispatch.ID) error { _, err := h.Dispatch(t.Context(), id); return err },
		"Passphrase": func(id dispatch.ID) error { _, err := h.Passphrase(t.Context(), id); return err },
		"Events":     func(id dispatch.ID) error { _, err := h.Events(t.Context(), id); return err },
		"Apply": func(id dispatch.ID) error {
			return h.Apply(t.Context(), dispatch.Transition{Dispatch: id, From: dispatch.Held, To: dispatch.Queued})
		},
		"Append": func(id dispatch.ID) error {
			return h.Append(t.Context(), dispatch.Event{Type: dispatch.EventAsked, Dispatch: id})
		},
	} {
		t.Run(name, func(t *testing.T) {
			notFound("dispatch_not_found").check(t, ask(newID()))
		})
	}
}

func TestPassphrase(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	for name, want := range map[string]string{"with one": "cheval agrafe pile correct", "without": ""} {
		d := held()
		wantError{}.check(t, h.Create(t.Context(), d, want, event(dispatch.EventCreated, start)))
		if got, err := h.Passphrase(t.Context(), d.ID); err != nil || got != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestEvents(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	d := create(t, h, held())
	create(t, h, held())
	shown := event(dispatch.EventPassphraseShown, start.Add(time.Minute))
	shown.Dispatch = d.ID
	bare := dispatch.Event{Type: dispatch.EventAsked, Dispatch: d.ID}
	for _, e := range []dispatch.Event{shown, bare} {
		wantError{}.check(t, h.Append(t.Context(), e))
	}
	got, err := h.Events(t.Context(), d.ID)
	if err != nil || len(got) != 3 {
		t.Fatalf("Events = %+v, %v", got, err)
	}
	shown.Seq = 3
	if !reflect.DeepEqual(got[1], shown) {
		t.Errorf("got  %+v\nwant %+v", got[1], shown)
	}
	if last := got[2]; last.Seq != 4 || !last.ID.Valid() || !last.At.Equal(start) {
		t.Errorf("an event without id and time is kept as %+v", last)
	}
	conflict("already_stored").check(t, h.Append(t.Context(), shown))
	verified(t, h, 4)
}

func TestDue(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	line, other := newID(), newID()
	of := func(account dispatch.ID, seconds int) dispatch.ID {
		d := held()
		d.Account = account
		if d.NextAt = start.Add(time.Duration(seconds) * time.Second); seconds == 0 {
			d.NextAt = time.Time{}
		}
		return create(t, h, d).ID
	}
	if _, ok, err := h.NextDue(t.Context()); ok || err != nil {
		t.Fatalf("an empty home has something due: %v, %v", ok, err)
	}
	late, early, later := of(line, 20), of(line, 10), of(other, 30)
	of(line, 0)                    // never
	inState(t, h, dispatch.Queued) // due at start + 1 min, in another state
	for name, test := range map[string]struct {
		states []dispatch.State
		after  time.Duration
		limit  int
		want   []dispatch.ID
	}{
		"nothing yet":       {[]dispatch.State{dispatch.Held}, 0, 0, nil},
		"at the very time":  {[]dispatch.State{dispatch.Held}, 10 * time.Second, 0, []dispatch.ID{early}},
		"oldest first":      {[]dispatch.State{dispatch.Held}, time.Hour, 0, []dispatch.ID{early, late, later}},
		"one an account":    {[]dispatch.State{dispatch.Held}, time.Hour, 1, []dispatch.ID{early, later}},
		"one a state":       {[]dispatch.State{dispatch.Queued, dispatch.Held}, 25 * time.Second, 1, []dispatch.ID{early}},
		"another state":     {[]dispatch.State{dispatch.Sending}, time.Hour, 0, nil},
		"no state":          {nil, time.Hour, 0, nil},
		"one of two states": {[]dispatch.State{dispatch.Sending, dispatch.Held}, 25 * time.Second, 0, []dispatch.ID{early, late}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			due, err := h.Due(t.Context(), test.states, start.Add(test.after), test.limit)
			if err != nil || !reflect.DeepEqual(ids(due), test.want) {
				t.Errorf("got %v, %v; want %v", ids(due), err, test.want)
			}
		})
	}
	if next, ok, err := h.NextDue(t.Context()); err != nil || !ok || !next.Equal(start.Add(10*time.Second)) {
		t.Errorf("NextDue = %v, %v, %v", next, ok, err)
	}
}

func ids(dispatches []dispatch.Dispatch) (all []dispatch.ID) {
	for _, d := range dispatches {
		all = append(all, d.ID)
	}
	return all
}

func TestInStateAndCounts(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	want := map[dispatch.State]int{}
	for _, state := range dispatch.States() {
		if state == dispatch.Draft {
			continue
		}
		for range len(state) % 3 {
			inState(t, h, state)
			want[state]++
		}
	}
	if got, err := h.CountByState(t.Context()); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("CountByState = %v, %v; want %v", got, err, want)
	}
	for _, state := range dispatch.States() {
		found, err := h.InState(t.Context(), state)
		if err != nil || len(found) != want[state] {
			t.Errorf("InState(%s) = %d, %v; want %d", state, len(found), err, want[state])
		}
		for _, d := range found {
			if d.State != state || (state == dispatch.Sending && len(d.Attempts) != 1) {
				t.Errorf("InState(%s) has %s with %d attempts", state, d.State, len(d.Attempts))
			}
		}
	}
}
