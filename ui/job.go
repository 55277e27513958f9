package ui

import (
	"context"
	"fmt"

	"github.com/souspli/souspli/dispatch"
)

// slot is the place of one kind of job. It belongs to the goroutine that draws.
type slot struct {
	turn   int
	busy   bool
	cancel context.CancelFunc
}

// run does work away from the goroutine that draws, then shows its outcome on it. A newer job of the same
// slot supersedes an older one, whose context ends and whose outcome is dropped.
func run[T any](u *UI, s *slot, work func(context.Context) (T, error), show func(T, error)) {
	if u.ctx.Err() != nil {
		return
	}
	if s.cancel != nil {
		s.cancel()
	}
	ctx, cancel := context.WithCancel(u.ctx)
	s.turn++
	s.busy, s.cancel = true, cancel
	turn := s.turn
	u.jobs.Go(func() {
		defer cancel()
		value, err := guarded(u, ctx, work)
		u.onMain(func() {
			if s.turn != turn || u.ctx.Err() != nil {
				return
			}
			s.busy = false
			show(value, err)
		})
	})
}

// drop ends the job under way; its outcome is not shown.
func (s *slot) drop() {
	if s.cancel != nil {
		s.cancel()
	}
	s.turn++
	s.busy, s.cancel = false, nil
}

// act is run for work that must happen once: while it is under way, pressing again does nothing.
func act[T any](u *UI, s *slot, work func(context.Context) (T, error), show func(T, error)) {
	if s.busy {
		return
	}
	run(u, s, work, show)
}

// guarded turns a panic into an error, so that one fault does not take the window down.
func guarded[T any](u *UI, ctx context.Context, work func(context.Context) (T, error)) (value T, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			u.log.ErrorContext(ctx, "a job of the window failed", "cause", fmt.Sprintf("%T", cause))
			err = &dispatch.Error{Op: "ui.run", Kind: dispatch.KindInternal, Certainty: dispatch.Maybe}
		}
	}()
	return work(ctx)
}

// nothing is the value of a job that has none.
type nothing struct{}

func noValue(work func(context.Context) error) func(context.Context) (nothing, error) {
	return func(ctx context.Context) (nothing, error) { return nothing{}, work(ctx) }
}
