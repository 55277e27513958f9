package desk_test

import (
	"context"
	"slices"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
)

// service is a channel that took a dispatch. It answers an asking to stop, then says how it ended.
type service struct {
	*dispatchtest.ScriptedChannel
	r      *rig
	answer error
	status dispatch.Status
	during func() // happens while it is asked

	asked  []dispatch.ID
	logged bool // the asking stood in the log when it came
}

func (s *service) Recall(ctx context.Context, a dispatch.Attempt) error {
	for _, x := range s.r.search() {
		s.logged = s.logged || slices.Contains(s.r.eventTypes(x.ID), dispatch.EventRecallAsked)
	}
	s.asked = append(s.asked, a.ID)
	if s.during != nil {
		s.during()
	}
	return s.answer
}

func (s *service) Track(context.Context, dispatch.Attempt) (dispatch.Status, error) {
	if s.status.State == "" {
		return s.status, saying(dispatch.KindUnreachable, "fax_unreachable")
	}
	return s.status, nil
}

func saying(kind dispatch.Kind, code string) error {
	return &dispatch.Error{Op: "test.cancel", Kind: kind, Code: code, Certainty: dispatch.Maybe}
}

func (r *rig) search() []dispatch.Dispatch {
	r.t.Helper()
	page, err := r.Search(r.t.Context(), dispatch.Filter{Limit: 10})
	must(r.t, err)
	return page.Dispatches
}

func (r *rig) eventTypes(id dispatch.ID) (types []dispatch.EventType) {
	r.t.Helper()
	events, err := r.Events(r.t.Context(), id)
	must(r.t, err)
	for _, e := range events {
		types = append(types, e.Type)
	}
	return types
}

// taken is a fax that its service has, and that the outbox looks at tomorrow.
func (r *rig) taken() (dispatch.ID, dispatch.Attempt) {
	r.t.Helper()
	id := r.queued(r.recipient(dispatch.ExternalPartner, faxRoute))
	a, err := r.begin(id)
	must(r.t, err)
	a.Ended, a.Certainty, a.Receipt = r.clock.Now(), dispatch.Sent, &dispatch.Receipt{Provider: "p", Reference: "7"}
	r.apply(id, dispatch.Transition{
		From: dispatch.Sending, To: dispatch.Accepted, NextAt: r.clock.Now().AddDate(0, 0, 1), Attempt: &a,
		Event: dispatch.Event{Type: dispatch.EventAttemptEnded},
	})
	return id, a
}

func TestRecall(t *testing.T) {
	t.Parallel()
	killed := dispatch.Status{State: dispatch.Failed, Failure: &dispatch.Failure{Kind: "rejected", Code: "fax_killed"}}
	partly := dispatch.Status{
		State: dispatch.Partial, Failure: &dispatch.Failure{Kind: "rejected", Code: "fax_partial"},
		Receipt: dispatch.Receipt{Provider: "p", Reference: "7", Pages: 1},
	}
	for _, c := range []struct {
		name   string
		answer error
		status dispatch.Status
		kind   dispatch.Kind
		code   string // empty: stopped
		state  dispatch.State
		soon   bool // the outbox looks at once
	}{
		{"stopped", nil, killed, 0, "", dispatch.Failed, false},
		{"stopped, but the service does not say how it ended", nil, dispatch.Status{State: dispatch.Accepted}, 0, "", dispatch.Accepted, true},
		{"stopped, and then nobody answers", nil, dispatch.Status{}, 0, "", dispatch.Accepted, true},
		{"stopped, and delivered all the same", nil, dispatch.Status{State: dispatch.Delivered}, 0, "", dispatch.Delivered, false},
		{
			"stopped on a busy line, which is not called again", nil,
			dispatch.Status{State: dispatch.Failed, Failure: busy, Retry: true},
			0, "", dispatch.Failed, false,
		},
		{"some pages had left", saying(dispatch.KindConflict, "fax_stopped_partly"), partly, dispatch.KindConflict, "fax_stopped_partly", dispatch.Partial, false},
		{
			"it had arrived", saying(dispatch.KindConflict, "fax_too_late"),
			dispatch.Status{State: dispatch.Delivered},
			dispatch.KindConflict, "fax_too_late", dispatch.Delivered, false,
		},
		{"the service has no such thing", saying(dispatch.KindRefused, "fax_cancel_unavailable"), killed, dispatch.KindRejected, "fax_cancel_unavailable", dispatch.Accepted, false},
		{"in a moment", saying(dispatch.KindUnreachable, "fax_cancel_later"), killed, dispatch.KindUnreachable, "fax_cancel_later", dispatch.Accepted, false},
		{"nobody answers", saying(dispatch.KindUnreachable, "fax_unreachable"), killed, dispatch.KindUnreachable, "fax_unreachable", dispatch.Accepted, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			id, attempt := r.taken()
			s := &service{r: r, answer: c.answer, status: c.status}
			r.channel, r.woken = s, 0
			after, err := r.Recall(t.Context(), id)
			if dispatch.CodeOf(err) != c.code || err != nil && dispatch.KindOf(err) != c.kind {
				t.Errorf("answered %v", err)
			}
			if after.State != c.state || after.NextAt.Equal(r.clock.Now()) != c.soon || r.woken != 1 {
				t.Errorf("%s, next %s, woken %d", after.State, after.NextAt, r.woken)
			}
			if !s.logged || !slices.Equal(s.asked, []dispatch.ID{attempt.ID}) {
				t.Errorf("asked for %v, logged before: %v", s.asked, s.logged)
			}
			r.wantAnswer(id, c.code)
		})
	}
}

// wantAnswer looks what the log tells of the answer.
func (r *rig) wantAnswer(id dispatch.ID, code string) {
	r.t.Helper()
	if code == "" {
		code = "stopped"
	}
	events, err := r.Events(r.t.Context(), id)
	must(r.t, err)
	i := slices.IndexFunc(events, func(e dispatch.Event) bool { return e.Type == dispatch.EventRecallAnswered })
	if i < 0 || events[i].Details["answer"] != code || events[i].Actor != "clerk" {
		r.t.Errorf("the log tells %+v", events)
	}
}

// What stands in the way is told, and nobody is asked.
func TestRecallTooLate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		state dispatch.State
		able  bool
		code  string
	}{
		"it is being given to the service": {dispatch.Sending, true, "recall_sending"},
		"nobody knows whether it left":     {dispatch.Uncertain, true, "recall_uncertain"},
		"a channel that cannot":            {dispatch.Accepted, false, "too_late"},
		"it has ended":                     {dispatch.Delivered, true, "too_late"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			s := &service{r: r}
			if r.channel = s; !c.able {
				r.channel = s.ScriptedChannel
			}
			id := r.in(c.state)
			after, err := r.Recall(t.Context(), id)
			if dispatch.CodeOf(err) != c.code || after.State != c.state || len(s.asked) != 0 {
				t.Errorf("%s, asked %d times: %v", after.State, len(s.asked), err)
			}
			if slices.Contains(r.eventTypes(id), dispatch.EventRecallAsked) {
				t.Error("an asking is told that never was")
			}
		})
	}
}

func (r *rig) in(state dispatch.State) dispatch.ID {
	r.t.Helper()
	if state == dispatch.Sending || state == dispatch.Uncertain {
		id := r.queued(r.recipient(dispatch.ExternalPartner, faxRoute))
		a, err := r.begin(id)
		must(r.t, err)
		if a.Ended, a.Certainty = r.clock.Now(), dispatch.Maybe; state == dispatch.Uncertain {
			r.apply(id, dispatch.Transition{
				From: dispatch.Sending, To: state, NextAt: r.clock.Now(), Attempt: &a, Event: dispatch.Event{Type: dispatch.EventRecovered},
			})
		}
		return id
	}
	id, a := r.taken()
	if state == dispatch.Delivered {
		r.apply(id, dispatch.Transition{From: dispatch.Accepted, To: state, Attempt: &a, Event: dispatch.Event{Type: dispatch.EventFollowed}})
	}
	return id
}

// The outbox heard of a busy line while the service was asked: the next attempt, which waits, never leaves.
func TestRecallStopsWhatWasQueuedAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id, a := r.taken()
	r.channel = &service{r: r, answer: saying(dispatch.KindConflict, "fax_too_late"), status: dispatch.Status{State: dispatch.Failed}, during: func() {
		a.Certainty = dispatch.Unsent
		r.apply(id, dispatch.Transition{From: dispatch.Accepted, To: dispatch.Queued, NextAt: r.clock.Now(), Attempt: &a, Event: dispatch.Event{Type: dispatch.EventFollowed}})
	}}
	if after, err := r.Recall(t.Context(), id); err != nil || after.State != dispatch.Cancelled {
		t.Errorf("%s: %v", after.State, err)
	}
	r.wantAnswer(id, "fax_too_late")
}

// A person who gives up waiting has asked all the same: the answer is kept.
func TestRecallKeepsTheAnswer(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id, _ := r.taken()
	ctx, giveUp := context.WithCancel(t.Context())
	r.channel = &service{r: r, status: dispatch.Status{State: dispatch.Accepted}, during: giveUp}
	if _, err := r.Recall(ctx, id); err != nil {
		t.Error(err)
	}
	r.wantAnswer(id, "")
}

func TestWhatWasAskedToStopIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id, a := r.taken()
	again := dispatch.Transition{
		Dispatch: id, From: dispatch.Accepted, To: dispatch.Queued, NextAt: r.clock.Now(), Attempt: &a,
		Event: dispatch.Event{Type: dispatch.EventFollowed, Details: map[string]string{"outcome": "again"}},
	}
	if got, err := r.Obey(t.Context(), again); err != nil || got.To != dispatch.Queued || got.NextAt.IsZero() {
		t.Errorf("nobody asked: %+v, %v", got, err)
	}
	r.channel = &service{r: r, answer: saying(dispatch.KindUnreachable, "fax_cancel_later")}
	if _, err := r.Recall(t.Context(), id); err == nil {
		t.Fatal("stopped")
	}
	got, err := r.Obey(t.Context(), again)
	if err != nil || got.To != dispatch.Failed || !got.NextAt.IsZero() || got.Event.Details["outcome"] != "final" {
		t.Errorf("asked: %+v, %v", got, err)
	}
	r.apply(id, got)
	begun := dispatch.Transition{Dispatch: id, From: dispatch.Queued, To: dispatch.Sending}
	if got, err := r.Obey(t.Context(), begun); err != nil || got.To != dispatch.Sending {
		t.Errorf("another transition was changed: %+v, %v", got, err)
	}
}
