//go:build failpoints

package failpoint

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// The variables that say what to do.
const (
	stopVariable  = "SOUSPLI_FAILPOINT"
	traceVariable = "SOUSPLI_FAILPOINT_TRACE"
)

// drill is what the environment asked for. There is one a process: whoever dies, dies once.
var drill = sync.OnceValue(func() *plan { return newPlan(os.Getenv(stopVariable), os.Getenv(traceVariable)) })

type plan struct {
	mu    sync.Mutex
	at    Point
	left  int // passings until the end
	trace *os.File
}

func newPlan(stop, trace string) *plan {
	p := &plan{}
	if stop != "" {
		name, number, _ := strings.Cut(stop, ":")
		n, err := strconv.Atoi(number)
		if p.at = Point(name); err != nil || n < 1 || !slices.Contains(All(), p.at) {
			abort("no such failpoint")
		}
		p.left = n
	}
	if trace == "" {
		return p
	}
	var err error
	if p.trace, err = os.OpenFile(trace, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600); err != nil {
		abort("the trace cannot be written")
	}
	return p
}

func abort(why string) {
	fmt.Fprintln(os.Stderr, why)
	os.Exit(99)
}

// At notes that p was passed, and dies where it is told to.
func At(p Point) { drill().pass(p) }

func (d *plan) pass(p Point) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.trace != nil {
		_, _ = d.trace.WriteString(string(p) + "\n")
	}
	if p != d.at {
		return
	}
	if d.left--; d.left == 0 {
		die()
	}
}

// die ends the process at once: SIGKILL, or TerminateProcess on Windows. No deferred function runs.
func die() {
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	if err != nil {
		abort("the process cannot kill itself")
	}
	select {}
}
