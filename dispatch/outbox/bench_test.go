package outbox_test

import (
	"context"
	"io"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/outbox"
)

// bench is a home in memory with one clock, one channel by account and outboxes that are started on it.
// Everything of it lives in a synctest bubble, where settle waits until nobody can go on.
type bench struct {
	*testing.T
	store   *dispatchtest.MemoryStore
	clock   *dispatchtest.Clock
	carrier *carrier
	channel *dispatchtest.ScriptedChannel // of the usual account
	account dispatch.ID
	mu      sync.Mutex
	random  io.Reader // seeded, so that a failing model can be repeated
	seeds   byte
	expires time.Time // until when what is queued shall be given access to
}

func newBench(t *testing.T, script ...dispatchtest.Try) *bench {
	t.Helper()
	b := &bench{
		T: t, store: dispatchtest.NewMemoryStore(), clock: dispatchtest.NewClock(dispatchtest.Epoch()),
		carrier: &carrier{channels: map[dispatch.ID]*dispatchtest.ScriptedChannel{}},
	}
	b.random = b.source()
	b.account = b.newID()
	b.channel = b.addAccount(b.account, script...)
	return b
}

// source is a source of its own for each outbox.
func (b *bench) source() io.Reader {
	b.seeds++
	return rand.NewChaCha8([32]byte{b.seeds})
}

func (b *bench) newID() dispatch.ID {
	b.mu.Lock()
	defer b.mu.Unlock()
	return dispatch.NewID(b.random)
}

func (b *bench) addAccount(id dispatch.ID, script ...dispatchtest.Try) *dispatchtest.ScriptedChannel {
	c := dispatchtest.NewScriptedChannel(script...)
	b.carrier.channels[id] = c
	return c
}

// queue stores a dispatch of an account whose undo window ends now.
func (b *bench) queue(account dispatch.ID) dispatch.ID {
	b.Helper()
	d := dispatchtest.SampleDispatch(b.clock.Now())
	d.ID, d.Account, d.Expires = b.newID(), account, b.expires
	b.must(b.store.Create(b.Context(), d, "", dispatch.Event{ID: b.newID(), Type: dispatch.EventCreated, Dispatch: d.ID}))
	return d.ID
}

func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// config is that of an outbox on the bench with a lease of its own.
func (b *bench) config(store outbox.Store) outbox.Config {
	return outbox.Config{
		Store: store, Carrier: b.carrier, Clock: b.clock, Random: b.source(), Holder: b.newID(),
	}
}

// running is an outbox that runs until it is stopped.
type running struct {
	*outbox.Outbox
	b      *bench
	cancel context.CancelFunc
	ended  chan error
}

func (b *bench) start(c outbox.Config) *running {
	b.Helper()
	ctx, cancel := context.WithCancel(b.Context())
	r := &running{Outbox: outbox.New(c), b: b, cancel: cancel, ended: make(chan error, 1)}
	go func() { r.ended <- r.Run(ctx) }()
	synctest.Wait()
	return r
}

// stop ends the outbox and lets the time pass that it gives its attempts.
func (r *running) stop() {
	r.b.Helper()
	r.cancel()
	for range 4 {
		synctest.Wait()
		select {
		case err := <-r.ended:
			r.b.must(err)
			return
		default:
			r.b.clock.Advance(20 * time.Second)
		}
	}
	r.b.Fatal("the outbox does not stop")
}

// pass lets time pass in steps, and everybody act in between.
func (b *bench) pass(total, step time.Duration) {
	for ; total > 0; total -= step {
		b.clock.Advance(min(step, total))
		synctest.Wait()
	}
}

func (b *bench) read(id dispatch.ID) dispatch.Dispatch {
	b.Helper()
	d, err := b.store.Dispatch(b.Context(), id)
	b.must(err)
	return d
}

func (b *bench) wantState(id dispatch.ID, want dispatch.State) dispatch.Dispatch {
	b.Helper()
	d := b.read(id)
	if d.State != want {
		b.Errorf("the dispatch is %s, want %s; attempts %+v", d.State, want, d.Attempts)
	}
	return d
}

// outcomes are what the events of a type tell under "outcome".
func (b *bench) outcomes(id dispatch.ID, kind dispatch.EventType) []string {
	b.Helper()
	return b.told(id, kind, "outcome")
}

// told is what the events of a type tell under a name.
func (b *bench) told(id dispatch.ID, kind dispatch.EventType, name string) (told []string) {
	b.Helper()
	events, err := b.store.Events(b.Context(), id)
	b.must(err)
	for _, e := range events {
		if e.Type == kind {
			told = append(told, e.Details[name])
		}
	}
	return told
}

// events counts the events of a type.
func (b *bench) events(id dispatch.ID, kind dispatch.EventType) int {
	b.Helper()
	events, err := b.store.Events(b.Context(), id)
	b.must(err)
	count := 0
	for _, e := range events {
		if e.Type == kind {
			count++
		}
	}
	return count
}

// person changes a dispatch as the desk does.
func (b *bench) person(id dispatch.ID, from, to dispatch.State) error {
	t := dispatch.Transition{Dispatch: id, From: from, To: to, Event: dispatch.Event{
		ID: b.newID(), Type: dispatch.EventResolved, Dispatch: id, At: b.clock.Now(), Actor: "camille",
	}}
	if to != dispatch.Cancelled {
		t.NextAt = b.clock.Now()
	}
	return b.store.Apply(b.Context(), t)
}

// carrier makes parcels, and remembers whose attempts they were for.
type carrier struct {
	mu         sync.Mutex
	channels   map[dispatch.ID]*dispatchtest.ScriptedChannel
	owners     map[dispatch.ID]dispatch.ID // attempt to dispatch
	channel    error                       // instead of a channel
	resumes    bool                        // every channel goes on with what was cut off
	recollects bool                        // its portal also keeps what it asked for
	instead    dispatch.Channel            // of every channel
	parcel     error                       // instead of a parcel
}

func (c *carrier) Channel(_ context.Context, d dispatch.Dispatch) (dispatch.Channel, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.channel != nil {
		return nil, c.channel
	}
	if c.instead != nil {
		return c.instead, nil
	}
	if c.recollects {
		return recollecting{resuming{c.channels[d.Account]}}, nil
	}
	if c.resumes {
		return resuming{c.channels[d.Account]}, nil
	}
	return c.channels[d.Account].As(), nil
}

// resuming is a portal that can be asked and goes on with what was cut off.
type resuming struct{ *dispatchtest.ScriptedChannel }

func (resuming) Capabilities() dispatch.Capabilities { return dispatch.Capabilities{Resume: true} }

func (c resuming) Find(_ context.Context, a dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error) {
	return c.Finds(a)
}

// recollecting keeps "unasked" of an attempt that certainly reached nobody.
type recollecting struct{ resuming }

func (recollecting) Unasked(_ dispatch.ID, upload []byte) bool { return string(upload) == "unasked" }

func (c *carrier) Parcel(_ context.Context, d dispatch.Dispatch, attempt dispatch.ID) (dispatch.Parcel, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.owners == nil {
		c.owners = map[dispatch.ID]dispatch.ID{}
	}
	c.owners[attempt] = d.ID
	return dispatch.Parcel{Attempt: attempt, Recipient: d.Recipient, Route: d.Route, At: d.Created}, c.parcel
}

// faultyStore fails when told to, before or after the store has done what it was asked.
type faultyStore struct {
	outbox.Store
	mu    sync.Mutex
	apply func(dispatch.Transition) fault
	lease func() fault
	read  func() fault // of InState
	drop  func()       // hears of DropLease
}

type fault int

const (
	works fault = iota
	failsBefore
	failsAfter
	isBusy
)

func (s *faultyStore) onApply(decide func(dispatch.Transition) fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.apply = decide
}

func (s *faultyStore) onLease(decide func() fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lease = decide
}

func (s *faultyStore) onRead(decide func() fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.read = decide
}

func (s *faultyStore) InState(ctx context.Context, state dispatch.State) (all []dispatch.Dispatch, err error) {
	s.mu.Lock()
	decide := s.read
	s.mu.Unlock()
	if decide == nil {
		return s.Store.InState(ctx, state)
	}
	err = failing(decide(), func() (err error) {
		all, err = s.Store.InState(ctx, state)
		return err
	})
	return all, err
}

func (s *faultyStore) Apply(ctx context.Context, t dispatch.Transition) error {
	s.mu.Lock()
	decide := s.apply
	s.mu.Unlock()
	if decide == nil {
		return s.Store.Apply(ctx, t)
	}
	return failing(decide(t), func() error { return s.Store.Apply(ctx, t) })
}

func (s *faultyStore) TakeLease(
	ctx context.Context, holder dispatch.ID, now, until time.Time,
) (ok bool, err error) {
	s.mu.Lock()
	decide := s.lease
	s.mu.Unlock()
	if decide == nil {
		return s.Store.TakeLease(ctx, holder, now, until)
	}
	err = failing(decide(), func() (err error) {
		ok, err = s.Store.TakeLease(ctx, holder, now, until)
		return err
	})
	return ok && err == nil, err
}

func (s *faultyStore) DropLease(ctx context.Context, holder dispatch.ID) error {
	if s.drop != nil {
		s.drop()
	}
	return s.Store.DropLease(ctx, holder)
}

func failing(f fault, call func() error) error {
	switch f {
	case works:
		return call()
	case failsAfter:
		_ = call()
	case isBusy:
		return &dispatch.Error{Op: "store", Kind: dispatch.KindStorage, Code: "database_busy"}
	}
	return &dispatch.Error{Op: "store", Kind: dispatch.KindStorage, Code: "disk_full"}
}
