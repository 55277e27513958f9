package outbox

import (
	"context"
	"runtime/debug"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// guard turns a panic of a channel into an error. The panic's value may hold anything, so only the stack
// is logged.
func (r *runner) guard(d dispatch.Dispatch, call func() error) (err error) {
	defer func() {
		if recover() == nil {
			return
		}
		r.Log.Error("a channel panicked", "dispatch", d.ID, "channel", d.Channel, "stack", string(debug.Stack()))
		err = &dispatch.Error{Op: "outbox.attempt", Kind: dispatch.KindInternal, Code: CodePanicked}
	}()
	return call()
}

// within is a context for channels that ends with a stop or after limit.
func (r *runner) within(limit time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(r.jobs)
	over := r.Clock.After(limit)
	go func() {
		select {
		case <-over:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}
