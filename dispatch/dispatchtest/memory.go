package dispatchtest

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// MemoryStore is a test store: it keeps what the outbox needs in memory, by the same laws as the real
// one (RunOutboxStore tries both), and forgets it with the test.
type MemoryStore struct {
	mu         sync.Mutex
	dispatches map[dispatch.ID]*dispatch.Dispatch
	events     []dispatch.Event
	uploads    map[dispatch.ID][]byte
	holder     dispatch.ID
	until      time.Time
}

// NewMemoryStore makes an empty store.
func NewMemoryStore() *MemoryStore {
	return &MemoryStore{dispatches: map[dispatch.ID]*dispatch.Dispatch{}, uploads: map[dispatch.ID][]byte{}}
}

// Create stores a new dispatch with its event.
func (s *MemoryStore) Create(_ context.Context, d dispatch.Dispatch, _ string, e dispatch.Event) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.dispatches[d.ID]; ok {
		return memoryError(dispatch.KindConflict, "dispatch_exists")
	}
	d = clone(&d)
	s.dispatches[d.ID] = &d
	s.append(e)
	return nil
}

// Dispatch returns a dispatch with its attempts.
func (s *MemoryStore) Dispatch(_ context.Context, id dispatch.ID) (dispatch.Dispatch, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d, ok := s.dispatches[id]
	if !ok {
		return dispatch.Dispatch{}, memoryError(dispatch.KindNotFound, "dispatch_not_found")
	}
	return clone(d), nil
}

// Events lists the events of a dispatch, oldest first.
func (s *MemoryStore) Events(_ context.Context, id dispatch.ID) ([]dispatch.Event, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var events []dispatch.Event
	for _, e := range s.events {
		if e.Dispatch == id {
			e.Details = maps.Clone(e.Details)
			events = append(events, e)
		}
	}
	return events, nil
}

const longestLease = 10 * time.Minute

// TakeLease makes holder the only one to run the outbox until the given time.
func (s *MemoryStore) TakeLease(_ context.Context, holder dispatch.ID, now, until time.Time) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.holder != holder && s.holder != "" && now.Before(s.until) && !s.until.After(now.Add(longestLease)) {
		return false, nil
	}
	s.holder, s.until = holder, until
	return true, nil
}

// DropLease ends holder's turn at once.
func (s *MemoryStore) DropLease(_ context.Context, holder dispatch.ID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.holder == holder {
		s.holder = ""
	}
	return nil
}

// Due lists dispatches in one of the states that are due, oldest NextAt first: so many of each account and state.
func (s *MemoryStore) Due(
	_ context.Context, states []dispatch.State, now time.Time, perAccount int,
) ([]dispatch.Dispatch, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	due := s.collect(func(d *dispatch.Dispatch) bool {
		return slices.Contains(states, d.State) && !d.NextAt.IsZero() && !d.NextAt.After(now)
	})
	slices.SortStableFunc(due, func(a, b dispatch.Dispatch) int { return a.NextAt.Compare(b.NextAt) })
	type queue struct {
		state   dispatch.State
		account dispatch.ID
	}
	listed := map[queue]int{}
	return slices.DeleteFunc(due, func(d dispatch.Dispatch) bool {
		q := queue{d.State, d.Account}
		listed[q]++
		return listed[q] > perAccount
	}), nil
}

// PutOff lists the dispatches that a clock put off that was ahead.
func (s *MemoryStore) PutOff(_ context.Context, now time.Time) ([]dispatch.Dispatch, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	soon := now.Add(time.Minute)
	return s.collect(func(d *dispatch.Dispatch) bool {
		late := d.State != dispatch.Held && d.NextAt.After(now.Add(48*time.Hour))
		return d.NextAt.After(soon) && (d.Updated.After(soon) || late)
	}), nil
}

// InState lists every dispatch in a state.
func (s *MemoryStore) InState(_ context.Context, state dispatch.State) ([]dispatch.Dispatch, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.collect(func(d *dispatch.Dispatch) bool { return d.State == state }), nil
}

// NextDue is the earliest NextAt of all dispatches.
func (s *MemoryStore) NextDue(context.Context) (at time.Time, ok bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.dispatches {
		if !d.NextAt.IsZero() && (!ok || d.NextAt.Before(at)) {
			at, ok = d.NextAt, true
		}
	}
	return at, ok, nil
}

// Apply stores one transition whole.
func (s *MemoryStore) Apply(_ context.Context, t dispatch.Transition) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d, ok := s.dispatches[t.Dispatch]
	if !ok {
		return memoryError(dispatch.KindNotFound, "dispatch_not_found")
	}
	changed := clone(d)
	if err := s.change(&changed, t); err != nil {
		return err
	}
	*d = changed
	if t.Event.Type != "" {
		s.append(t.Event)
	}
	return nil
}

func (s *MemoryStore) change(d *dispatch.Dispatch, t dispatch.Transition) error {
	switch {
	case d.State != t.From:
		return memoryError(dispatch.KindConflict, "state_changed")
	case t.From != t.To && !t.From.CanBecome(t.To):
		return memoryError(dispatch.KindInternal, "no_such_transition")
	case t.Holder != "" && (s.holder != t.Holder || !t.Event.At.Before(s.until)):
		return memoryError(dispatch.KindConflict, "lease_lost")
	}
	if err := changeAttempt(d, t); err != nil {
		return err
	}
	d.State, d.NextAt, d.Updated, d.Tries = t.To, t.NextAt, t.Event.At, len(d.Attempts)
	if t.From != t.To && t.To.Final() {
		s.endUpload(d, t.Event.At)
	}
	return nil
}

// changeAttempt starts, ends or corrects an attempt; open and known are -1 for none.
func changeAttempt(d *dispatch.Dispatch, t dispatch.Transition) error {
	open := slices.IndexFunc(d.Attempts, func(a dispatch.Attempt) bool { return a.Ended.IsZero() })
	known := slices.IndexFunc(d.Attempts, func(a dispatch.Attempt) bool {
		return t.Attempt != nil && a.ID == t.Attempt.ID
	})
	switch {
	case t.Known != nil && (known < 0 || !sameAttempt(d.Attempts[known], *t.Known)):
		return memoryError(dispatch.KindConflict, "attempt_changed")
	case !attemptFits(t, open, known):
		return memoryError(dispatch.KindConflict, "attempt_not_open")
	case t.Attempt == nil:
	case known >= 0:
		d.Attempts[known] = cloneAttempt(*t.Attempt)
	default:
		d.Attempts = append(d.Attempts, cloneAttempt(*t.Attempt))
	}
	return nil
}

// attemptFits reports whether the attempt of t may change as t wants: only entering Sending starts one,
// and leaving it ends the open one.
func attemptFits(t dispatch.Transition, open, known int) bool {
	switch {
	case t.From != dispatch.Sending && t.To == dispatch.Sending:
		return t.Attempt != nil && t.Attempt.Ended.IsZero() && known < 0 && open < 0
	case t.From == dispatch.Sending && t.To != dispatch.Sending:
		return t.Attempt != nil && !t.Attempt.Ended.IsZero() && known >= 0 && known == open
	default:
		return t.Attempt == nil || known >= 0
	}
}

func (s *MemoryStore) append(e dispatch.Event) {
	e.Seq = int64(len(s.events)) + 1
	e.Details = maps.Clone(e.Details)
	s.events = append(s.events, e)
}

// collect clones what matches, in the order of creation.
func (s *MemoryStore) collect(match func(*dispatch.Dispatch) bool) []dispatch.Dispatch {
	var found []dispatch.Dispatch
	for _, d := range s.dispatches {
		if match(d) {
			found = append(found, clone(d))
		}
	}
	slices.SortFunc(found, func(a, b dispatch.Dispatch) int {
		if order := a.Created.Compare(b.Created); order != 0 {
			return order
		}
		return cmp.Compare(a.ID, b.ID)
	})
	return found
}

func clone(d *dispatch.Dispatch) dispatch.Dispatch {
	c := *d
	c.Attempts = make([]dispatch.Attempt, len(d.Attempts))
	for i, a := range d.Attempts {
		c.Attempts[i] = cloneAttempt(a)
	}
	return c
}

func cloneAttempt(a dispatch.Attempt) dispatch.Attempt {
	if a.Receipt != nil {
		receipt := *a.Receipt
		a.Receipt = &receipt
	}
	if a.Error != nil {
		failure := *a.Error
		a.Error = &failure
	}
	return a
}

func memoryError(kind dispatch.Kind, code string) error {
	return &dispatch.Error{Op: "dispatchtest.store", Kind: kind, Code: code, Certainty: dispatch.Unsent}
}
