//go:build linux

package main

import (
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch/dispatchtest/listening"
)

// listens are the addresses at which a running program can be reached.
func listens(t testing.TB, program *exec.Cmd) []netip.AddrPort {
	t.Helper()
	at, err := listening.Sockets(program.Process.Pid)
	must(t, err)
	return at
}

// practiceListensHere: the services of a practice home are there, and only for this computer.
func (j *journey) practiceListensHere() {
	j.t.Helper()
	at := listens(j.t, j.program)
	if len(at) == 0 {
		j.t.Error("a practice home has no services")
	}
	for _, a := range at {
		if !a.Addr().IsLoopback() {
			j.t.Errorf("others can reach %v", a)
		}
	}
}

// leavesNoCore: a crash writes none of the program's memory to a disk, where its keys would lie.
func leavesNoCore(t testing.TB, program *exec.Cmd) {
	t.Helper()
	limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", program.Process.Pid))
	must(t, err)
	for line := range strings.Lines(string(limits)) {
		if f := strings.Fields(line); strings.HasPrefix(line, "Max core file size") && (f[4] != "0" || f[5] != "0") {
			t.Errorf("it may leave its memory: %s", line)
		}
	}
}
