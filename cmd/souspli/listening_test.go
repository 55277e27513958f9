//go:build linux

package main

import (
	"net/netip"
	"os/exec"
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
