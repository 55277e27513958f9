package outbox

import (
	"context"
	"log/slog"

	"github.com/souspli/souspli/dispatch"
)

// Outbox sends what a store holds.
type Outbox struct {
	Config
	wake chan struct{}
	turn chan struct{} // holds a token while Run or Settle is under way
}

// New makes an outbox; nothing happens before Run or Settle.
func New(c Config) *Outbox {
	return &Outbox{Config: c.withDefaults(), wake: make(chan struct{}, 1), turn: make(chan struct{}, 1)}
}

// Run sends until ctx ends. While another program holds the lease it waits, and takes over when that
// lease lapses. When ctx ends it starts nothing more, gives running attempts their grace, and drops the
// lease. What goes wrong in between is logged and tried again; Run fails only, with KindConflict, when
// this outbox is running already.
func (o *Outbox) Run(ctx context.Context) error {
	if !o.take() {
		return o.fail(dispatch.KindConflict, CodeBusy, nil)
	}
	defer o.give()
	r := newRunner(ctx, o)
	defer r.stop()
	told := ""
	for ctx.Err() == nil {
		err := r.step()
		if code := dispatch.CodeOf(err); err != nil && code != told {
			told = code
			o.logError("the outbox cannot read or write its store", err)
		}
		r.wait(ctx)
	}
	return nil
}

// Settle sends until nothing is due now and no attempt is running. When another program holds the lease it
// waits until a lease that nobody renews has lapsed, for its program may have died, and then fails with
// KindConflict. It fails with the store's error when that cannot be read or written.
func (o *Outbox) Settle(ctx context.Context) error {
	if !o.take() {
		return o.fail(dispatch.KindConflict, CodeBusy, nil)
	}
	defer o.give()
	r := newRunner(ctx, o)
	defer r.stop()
	lapsed := o.Clock.Now().Add(leaseTerm)
	for ctx.Err() == nil {
		if err := r.step(); err != nil {
			return err
		}
		switch {
		case !r.held && o.Clock.Now().After(lapsed):
			return o.fail(dispatch.KindConflict, CodeBusy, nil)
		case r.held && r.idle():
			return r.failure
		}
		r.wait(ctx)
	}
	return o.fail(dispatch.KindInternal, CodeStopped, context.Cause(ctx))
}

// Wake makes a running outbox look at the store now. It never blocks.
func (o *Outbox) Wake() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

func (o *Outbox) take() bool {
	select {
	case o.turn <- struct{}{}:
		return true
	default:
		return false
	}
}

func (o *Outbox) give() { <-o.turn }

// apply stores a transition at the present time and tells of it.
func (o *Outbox) apply(ctx context.Context, t dispatch.Transition) error {
	t.Event.At = o.Clock.Now()
	t.Event.Dispatch = t.Dispatch
	t.Event.Actor = o.Actor
	if t.Event.Type != "" {
		t.Event.ID = dispatch.NewID(o.Random)
	}
	if err := o.Store.Apply(ctx, t); err != nil {
		return err
	}
	o.Changed()
	return nil
}

// logError logs what went wrong without anybody's words.
func (o *Outbox) logError(message string, err error, args ...any) {
	args = append(args, slog.String("kind", dispatch.KindOf(err).String()), slog.String("code", dispatch.CodeOf(err)))
	o.Log.Error(message, args...)
}
