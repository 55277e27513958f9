package reader

import (
	"context"
	"errors"
	"os/exec"
	"sync/atomic"
	"time"
)

const (
	startTime = 2 * time.Minute        // for the first start, which compiles
	afterward = 250 * time.Millisecond // for a request that nobody waits for any more
)

// Config is what an Engine works with.
type Config struct {
	// Command makes the child: the same program with Argument. Nothing about a document is in it.
	Command func() *exec.Cmd
	// Cache is the folder that keeps the compiled reader; empty: compile at every start (3 s). Whoever can
	// write there can change what the child runs: it belongs in the person's own folders.
	Cache  string
	Idle   time.Duration // the child ends after this long without a request; zero: one minute
	Limits Limits        // zero fields: the defaults
	Now    func() time.Time
}

// Engine runs the child. It is safe for concurrent use; requests wait for each other.
type Engine struct {
	config Config
	turn   chan struct{} // who holds it may use what follows
	child  *child
	begun  uint64 // children so far
	used   time.Time
	closed bool

	idle      *time.Timer
	documents atomic.Uint64
	running   context.Context // ends with Close
	stop      context.CancelFunc
}

// New returns an engine that starts its child with the first request.
func New(c Config) *Engine {
	if c.Idle == 0 {
		c.Idle = time.Minute
	}
	c.Limits = c.Limits.orDefaults()
	e := &Engine{config: c, turn: make(chan struct{}, 1)}
	e.running, e.stop = context.WithCancel(context.Background())
	e.idle = time.AfterFunc(c.Idle, e.rest)
	return e
}

// Close ends the child, in the middle of a request if need be. Later requests fail with reader_failed.
func (e *Engine) Close() error {
	e.stop()
	e.turn <- struct{}{}
	e.closed = true
	e.idle.Stop()
	e.dismiss()
	<-e.turn
	return nil
}

// Warm starts the child before it is needed, so that the first document does not wait for it.
func (e *Engine) Warm(ctx context.Context) error {
	_, err := e.run(ctx, "start", e.config.Limits.Time, func(context.Context, *child) (answer, error) { return answer{}, nil })
	return err
}

// answer is what a request came to.
type answer struct {
	reply   reply
	payload []byte
}

// job is one request. It is given a child that is ready. An error that is not a refusal ends the child's life.
type job func(limit context.Context, c *child) (answer, error)

// run does a job in its turn. A caller who gives up returns at once; the job is then given a moment to end
// by itself, because a child that is killed costs more than one that is waited for.
func (e *Engine) run(ctx context.Context, op string, within time.Duration, do job) (answer, error) {
	select {
	case e.turn <- struct{}{}:
	case <-ctx.Done():
		return answer{}, ctx.Err()
	}
	if err := ctx.Err(); err != nil {
		<-e.turn
		return answer{}, err
	}
	type outcome struct {
		answer answer
		err    error
	}
	done := make(chan outcome, 1)
	limit, cancel := context.WithCancel(e.running)
	go func() {
		defer cancel()
		a, err := e.attempt(limit, within, do)
		<-e.turn
		done <- outcome{a, err}
	}()
	select {
	case o := <-done:
		if why, ok := errors.AsType[refusal](o.err); ok {
			return answer{}, refused(op, why)
		}
		return o.answer, o.err
	case <-ctx.Done():
		time.AfterFunc(afterward, cancel)
		return answer{}, ctx.Err()
	}
}

// attempt holds the turn. A child that was there before the job may have died before it: then the job is
// done once more by a new one.
func (e *Engine) attempt(running context.Context, within time.Duration, do job) (answer, error) {
	for {
		old := e.child != nil
		if err := e.begin(); err != nil {
			return answer{}, err
		}
		if running.Err() != nil { // nobody waits any more, but the child is ready for the next one
			return answer{}, refusal(codeFailed)
		}
		limit, cancel := context.WithTimeout(running, within)
		a, err := do(limit, e.child)
		died := limit.Err()
		cancel()
		if err == nil || errors.As(err, new(refusal)) {
			e.rested()
			return a, err
		}
		if why := e.buried(died); !old || why != codeDamaged || died != nil {
			return answer{}, why
		}
	}
}

// begin makes sure that there is a child. It goes on when nobody waits for the request any more: a first start
// that compiles would else never end for somebody who turns pages.
func (e *Engine) begin() error {
	if e.closed {
		return refusal(codeFailed)
	}
	if e.child != nil {
		return nil
	}
	e.begun++
	c, err := startChild(e.config.Command, e.begun)
	if err != nil {
		return err
	}
	e.child = c
	limit, cancel := context.WithTimeout(e.running, startTime)
	defer cancel()
	started, _, err := c.ask(limit, request{Op: opStart, Cache: e.config.Cache, Limits: e.config.Limits}, nil)
	if err != nil || started.Code != "" {
		_ = c.bury()
		e.child = nil
		return refusal(codeFailed)
	}
	return nil
}

// buried lets go of a child that died, and tells what that says of the document. late is not nil when the
// request had no time left.
func (e *Engine) buried(late error) refusal {
	why := e.child.bury()
	e.child = nil
	switch {
	case e.running.Err() != nil:
		return codeFailed
	case errors.Is(late, context.DeadlineExceeded):
		return codeTooComplex
	}
	return why
}

func (e *Engine) dismiss() {
	if e.child != nil {
		e.child.end()
		e.child = nil
	}
}

// rested begins the time after which the child is idle.
func (e *Engine) rested() {
	if e.child.retired {
		e.dismiss()
	}
	if e.config.Now != nil {
		e.used = e.config.Now()
	}
	e.idle.Reset(e.config.Idle)
}

// rest ends a child that was not used for a while. One that is at work is not idle.
func (e *Engine) rest() {
	select {
	case e.turn <- struct{}{}:
	default:
		return
	}
	defer func() { <-e.turn }()
	if e.config.Now != nil {
		if left := e.config.Idle - e.config.Now().Sub(e.used); left > 0 && !e.closed {
			e.idle.Reset(left)
			return
		}
	}
	e.dismiss()
}
