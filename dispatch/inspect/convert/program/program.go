// Package program runs an outside program over foreign bytes.
//
// Promise: the program and all that it starts end with the call, whether it is done, late or no longer
// wanted; what it may cost in time, memory and output is bounded; where the system lets an ordinary account
// arrange it (Linux with user namespaces), it has no network. Failure policy: errors say how it ended, never
// what it said.
package program

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os/exec"
	"runtime"
	"time"
)

// How a program fails. A call that was cancelled returns the context's error.
var (
	ErrTime   = errors.New("program: out of time")
	ErrOutput = errors.New("program: more output than allowed")
	ErrFailed = errors.New("program: failed")
)

// patience is how long pipes may stay open after the program was killed.
const patience = 2 * time.Second

// Command is a program to run.
type Command struct {
	Path   string
	Args   []string
	Env    []string  // all of its environment
	Dir    string    // where it runs
	Stdin  io.Reader // nil: empty
	Time   time.Duration
	Memory uint64 // bytes of address space; macOS does not hold it
	File   uint64 // bytes of a file that it writes
	Output int    // bytes of standard output
}

// Run runs the program and returns its standard output.
func (c Command) Run(ctx context.Context) ([]byte, error) {
	limited, cancel := context.WithTimeout(ctx, c.Time)
	defer cancel()
	out := &bounded{room: c.Output}
	err := c.run(limited, out)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case limited.Err() != nil:
		return nil, ErrTime
	case out.full:
		return nil, ErrOutput
	case err != nil:
		return nil, ErrFailed
	}
	return out.kept.Bytes(), nil
}

// run tries without a network first. It stays on one thread: Linux ends the program with the thread that
// started it.
func (c Command) run(ctx context.Context, out io.Writer) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	family := &family{}
	cmd := c.prepare(ctx, out, family)
	if isolate(cmd) {
		if cmd.Start() == nil {
			return family.wait(cmd)
		}
		cmd = c.prepare(ctx, out, family)
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	return family.wait(cmd)
}

func (c Command) prepare(ctx context.Context, out io.Writer, f *family) *exec.Cmd {
	path, args := c.confined()
	cmd := exec.CommandContext(ctx, path, args...) //nolint:gosec // found by its fixed name, and given no words of a document
	cmd.Env, cmd.Dir, cmd.Stdin, cmd.Stdout = c.Env, c.Dir, c.Stdin, out
	cmd.WaitDelay = patience
	cmd.Cancel = func() error { return f.kill(cmd) }
	f.gather(cmd)
	return cmd
}

// wait waits for the program, and ends what it left running. A child that holds the output open is no
// failure of a program that ended well.
func (f *family) wait(cmd *exec.Cmd) error {
	f.join(cmd)
	err := cmd.Wait()
	_ = f.kill(cmd)
	f.leave()
	if errors.Is(err, exec.ErrWaitDelay) {
		return nil
	}
	return err
}

// bounded keeps output as far as there is room. It is a writer only: a buffer that read for itself would not
// stop.
type bounded struct {
	kept bytes.Buffer
	room int
	full bool
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.kept.Len()+len(p) > b.room {
		b.full = true
		return 0, ErrOutput
	}
	return b.kept.Write(p)
}
