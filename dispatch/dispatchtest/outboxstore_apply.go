package dispatchtest

import (
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
)

func applyLaws() []storeLaw {
	return []storeLaw{
		{"apply: state, time and event together", lawApplyWhole},
		{"apply: same state, no event type: nothing logged", lawApplyQuietly},
		{"apply: unknown dispatch", lawApplyUnknown},
		{"apply: from another state: conflict, nothing changes", lawApplyFromElsewhere},
		{"apply: impossible: refused, nothing changes", lawApplyImpossible},
		{"apply: holder without the lease: conflict, nothing changes", lawApplyStranger},
		{"apply: holder whose turn has ended: conflict, nothing changes", lawApplyLapsed},
		{"apply: holder in its turn", lawApplyHolder},
		{"apply: of many at once one wins", lawApplyRace},
	}
}

func lawApplyWhole(b *storeBench) {
	d := b.create(b.now)
	next := b.now.Add(time.Hour)
	b.must(b.move(d.ID, dispatch.Held, dispatch.Queued, next))
	got, events := b.read(d.ID)
	if got.State != dispatch.Queued || !got.NextAt.Equal(next) || events != 2 {
		b.Errorf("state %s, next %s, %d events", got.State, got.NextAt, events)
	}
}

func lawApplyQuietly(b *storeBench) {
	d := b.create(b.now)
	next := b.now.Add(time.Hour)
	b.must(b.store.Apply(b.Context(), dispatch.Transition{
		Dispatch: d.ID, From: dispatch.Held, To: dispatch.Held, NextAt: next, Event: dispatch.Event{At: b.now},
	}))
	if got, events := b.read(d.ID); !got.NextAt.Equal(next) || events != 1 {
		b.Errorf("next %s, %d events", got.NextAt, events)
	}
}

func lawApplyUnknown(b *storeBench) {
	b.want(dispatch.KindNotFound, b.move(newID(), dispatch.Held, dispatch.Queued, b.now))
}

// unchanged wants d as it was created, after a transition was refused.
func (b *storeBench) unchanged(d dispatch.Dispatch) {
	b.Helper()
	if got, events := b.read(d.ID); got.State != d.State || !got.NextAt.Equal(d.NextAt) || events != 1 {
		b.Errorf("a refused change left state %s, next %s, %d events", got.State, got.NextAt, events)
	}
}

func lawApplyFromElsewhere(b *storeBench) {
	d := b.create(b.now)
	b.want(dispatch.KindConflict, b.move(d.ID, dispatch.Queued, dispatch.Cancelled, b.now.Add(time.Hour)))
	b.unchanged(d)
}

func lawApplyImpossible(b *storeBench) {
	d := b.create(b.now)
	if err := b.move(d.ID, dispatch.Held, dispatch.Delivered, b.now); err == nil {
		b.Error("held became delivered")
	}
	b.unchanged(d)
}

// moveAs releases d as holder at a time.
func (b *storeBench) moveAs(d dispatch.Dispatch, holder dispatch.ID, at time.Time) error {
	return b.store.Apply(b.Context(), dispatch.Transition{
		Dispatch: d.ID, From: dispatch.Held, To: dispatch.Queued, NextAt: at, Holder: holder,
		Event: event(dispatch.EventReleased, d.ID, at),
	})
}

func lawApplyStranger(b *storeBench) {
	d := b.create(b.now)
	b.want(dispatch.KindConflict, b.moveAs(d, newID(), b.now))
	b.take(newID(), b.now, b.now.Add(time.Minute))
	b.want(dispatch.KindConflict, b.moveAs(d, newID(), b.now))
	b.unchanged(d)
}

func lawApplyLapsed(b *storeBench) {
	d := b.create(b.now)
	holder := newID()
	b.take(holder, b.now, b.now.Add(time.Minute))
	b.want(dispatch.KindConflict, b.moveAs(d, holder, b.now.Add(time.Minute)))
	b.must(b.store.DropLease(b.Context(), holder))
	b.want(dispatch.KindConflict, b.moveAs(d, holder, b.now))
	b.unchanged(d)
}

func lawApplyHolder(b *storeBench) {
	d := b.create(b.now)
	holder := newID()
	b.take(holder, b.now, b.now.Add(time.Minute))
	b.must(b.moveAs(d, holder, b.now.Add(59*time.Second)))
}

func lawApplyRace(b *storeBench) {
	d := b.queued()
	wins := race(8, func() bool {
		_, err := b.start(d.ID, 1)
		if err != nil && dispatch.KindOf(err) != dispatch.KindConflict {
			b.Errorf("want a conflict, got %v", err)
		}
		return err == nil
	})
	if got, events := b.read(d.ID); wins != 1 || len(got.Attempts) != 1 || events != 3 {
		b.Errorf("%d won, %d attempts, %d events", wins, len(got.Attempts), events)
	}
}

func attemptLaws() []storeLaw {
	return []storeLaw{
		{"attempt: stored as started, then as ended", lawAttemptStored},
		{"attempt: sending begins only with a new one", lawAttemptNew},
		{"attempt: sending ends only with the open one, ended", lawAttemptOpen},
		{"attempt: a slow program cannot end the next one's", lawAttemptSlow},
		{"attempt: an ended one can be corrected", lawAttemptCorrected},
	}
}

func lawAttemptStored(b *storeBench) {
	d := b.queued()
	a, err := b.start(d.ID, 1)
	b.must(err)
	got, _ := b.read(d.ID)
	if got.State != dispatch.Sending || len(got.Attempts) != 1 || !got.Attempts[0].Ended.IsZero() || got.Tries != 1 {
		b.Errorf("after the start: %s, %+v, %d tries", got.State, got.Attempts, got.Tries)
	}
	a.Receipt = &dispatch.Receipt{Provider: "p", Reference: "r", At: b.now, Pages: 2}
	a.Error = &dispatch.Failure{Kind: "k", Code: "c", Detail: "d"}
	b.must(b.end(d.ID, a, dispatch.Accepted, dispatch.Sent))
	got, _ = b.read(d.ID)
	last := got.Attempts[0]
	if last.ID != a.ID || last.N != 1 || last.Certainty != dispatch.Sent || last.Ended.IsZero() ||
		last.Receipt == nil || last.Receipt.Reference != "r" || last.Error == nil || *last.Error != *a.Error {
		b.Errorf("after the end: %+v", last)
	}
}

func lawAttemptNew(b *storeBench) {
	d := b.queued()
	if err := b.move(d.ID, dispatch.Queued, dispatch.Sending, b.now); err == nil {
		b.Error("sending began without an attempt")
	}
	a, err := b.start(d.ID, 1)
	b.must(err)
	b.must(b.end(d.ID, a, dispatch.Queued, dispatch.Unsent))
	b.want(dispatch.KindConflict, b.store.Apply(b.Context(), dispatch.Transition{
		Dispatch: d.ID, From: dispatch.Queued, To: dispatch.Sending, Attempt: &a,
		Event: event(dispatch.EventAttemptStarted, d.ID, b.now),
	}))
}

func lawAttemptOpen(b *storeBench) {
	d := b.queued()
	_, err := b.start(d.ID, 1)
	b.must(err)
	if err := b.move(d.ID, dispatch.Sending, dispatch.Failed, b.now); err == nil {
		b.Error("sending ended without its attempt")
	}
	other := dispatch.Attempt{ID: newID(), N: 1, Started: b.now}
	b.want(dispatch.KindConflict, b.end(d.ID, other, dispatch.Failed, dispatch.Unsent))
	if got, _ := b.read(d.ID); got.State != dispatch.Sending || len(got.Attempts) != 1 {
		b.Errorf("a refused end left %s and %d attempts", got.State, len(got.Attempts))
	}
}

func lawAttemptSlow(b *storeBench) {
	d := b.queued()
	slow, err := b.start(d.ID, 1)
	b.must(err)
	b.must(b.end(d.ID, slow, dispatch.Uncertain, dispatch.Maybe))
	b.must(b.move(d.ID, dispatch.Uncertain, dispatch.Queued, b.now))
	_, err = b.start(d.ID, 2)
	b.must(err)
	b.want(dispatch.KindConflict, b.end(d.ID, slow, dispatch.Accepted, dispatch.Sent))
	if got, _ := b.read(d.ID); got.State != dispatch.Sending {
		b.Errorf("the slow program made it %s", got.State)
	}
}

func lawAttemptCorrected(b *storeBench) {
	d := b.queued()
	a, err := b.start(d.ID, 1)
	b.must(err)
	b.must(b.end(d.ID, a, dispatch.Uncertain, dispatch.Maybe))
	a.Ended, a.Certainty = b.now, dispatch.Sent
	b.must(b.store.Apply(b.Context(), dispatch.Transition{
		Dispatch: d.ID, From: dispatch.Uncertain, To: dispatch.Accepted, Attempt: &a,
		Event: event(dispatch.EventAsked, d.ID, b.now),
	}))
	got, _ := b.read(d.ID)
	if got.State != dispatch.Accepted || len(got.Attempts) != 1 || got.Attempts[0].Certainty != dispatch.Sent {
		b.Errorf("after the correction: %s, %+v", got.State, got.Attempts)
	}
	if !got.NextAt.IsZero() {
		b.Errorf("a transition without a time left %s", got.NextAt)
	}
}

func dueLaws() []storeLaw {
	return []storeLaw{
		{"due: in the states, not later than now, oldest first, so many an account", lawDue},
		{"due: with its attempts", lawDueAttempts},
		{"next due: the earliest, or none", lawNextDue},
		{"in state: all of them", lawInState},
		{"put off: by a clock that was ahead, and not because it was meant", lawPutOff},
	}
}

func lawDue(b *storeBench) {
	late, early := b.create(b.now), b.create(b.now.Add(-time.Minute))
	same := SampleDispatch(b.now)
	same.Account, same.NextAt = early.Account, b.now.Add(-time.Second)
	b.must(b.store.Create(b.Context(), same, "", event(dispatch.EventCreated, same.ID, b.now)))
	b.create(b.now.Add(time.Second))
	b.create(time.Time{})
	queued := b.queued()
	held := []dispatch.State{dispatch.Held}
	both := []dispatch.State{dispatch.Held, dispatch.Queued}
	b.wantDue([]dispatch.ID{early.ID, same.ID, late.ID}, held, 10)
	b.wantDue([]dispatch.ID{early.ID, late.ID}, held, 1)
	b.wantDue([]dispatch.ID{queued.ID}, []dispatch.State{dispatch.Queued}, 10)
	b.wantDue(nil, []dispatch.State{dispatch.Accepted}, 10)
	if due, err := b.store.Due(b.Context(), both, b.now, 10); err != nil || len(due) != 4 {
		b.Errorf("%d due in two states: %v", len(due), err)
	}
}

func (b *storeBench) wantDue(want []dispatch.ID, states []dispatch.State, limit int) {
	b.Helper()
	due, err := b.store.Due(b.Context(), states, b.now, limit)
	b.must(err)
	var got []dispatch.ID
	for _, d := range due {
		got = append(got, d.ID)
	}
	if !slices.Equal(got, want) {
		b.Errorf("due in %v: %v, want %v", states, got, want)
	}
}

func lawDueAttempts(b *storeBench) {
	d := b.queued()
	a, err := b.start(d.ID, 1)
	b.must(err)
	open, err := b.store.InState(b.Context(), dispatch.Sending)
	b.must(err)
	if len(open) != 1 || len(open[0].Attempts) != 1 || !open[0].Attempts[0].Ended.IsZero() {
		b.Fatalf("being sent: %+v", open)
	}
	b.must(b.end(d.ID, a, dispatch.Queued, dispatch.Unsent))
	due, err := b.store.Due(b.Context(), []dispatch.State{dispatch.Queued}, b.now, 10)
	b.must(err)
	if len(due) != 1 || len(due[0].Attempts) != 1 || due[0].Attempts[0].ID != a.ID {
		b.Errorf("due: %+v", due)
	}
}

func lawNextDue(b *storeBench) {
	if _, ok, err := b.store.NextDue(b.Context()); ok || err != nil {
		b.Errorf("an empty store has something due: %v", err)
	}
	b.create(time.Time{})
	b.create(b.now.Add(time.Hour))
	b.create(b.now.Add(time.Minute))
	at, ok, err := b.store.NextDue(b.Context())
	if !ok || err != nil || !at.Equal(b.now.Add(time.Minute)) {
		b.Errorf("next due is %s, %t: %v", at, ok, err)
	}
}

func lawInState(b *storeBench) {
	b.create(time.Time{})
	b.create(b.now.Add(time.Hour))
	b.queued()
	held, err := b.store.InState(b.Context(), dispatch.Held)
	b.must(err)
	sending, err := b.store.InState(b.Context(), dispatch.Sending)
	b.must(err)
	if len(held) != 2 || len(sending) != 0 {
		b.Errorf("%d held, %d being sent", len(held), len(sending))
	}
}

func lawPutOff(b *storeBench) {
	b.create(b.now.Add(30 * 24 * time.Hour)) // held for long, as somebody asked
	b.create(time.Time{})
	meant := b.queued()
	b.must(b.move(meant.ID, dispatch.Queued, dispatch.Queued, b.now.Add(24*time.Hour)))
	looked := b.queued()
	b.must(b.store.Apply(b.Context(), dispatch.Transition{
		Dispatch: looked.ID, From: dispatch.Queued, To: dispatch.Queued, NextAt: b.now.AddDate(1, 0, 0),
	}))
	now := b.now
	b.now = b.now.AddDate(1, 0, 0)
	made := b.create(b.now.Add(10 * time.Second))
	b.now = now
	ahead, err := b.store.PutOff(b.Context(), now)
	b.must(err)
	if len(ahead) != 2 || ahead[0].ID != looked.ID && ahead[1].ID != looked.ID || ahead[0].ID != made.ID && ahead[1].ID != made.ID {
		b.Errorf("put off: %+v", ahead)
	}
}
