package main

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// initialMost is what a package of ours may allocate before main begins, in bytes: every start waits for it, that of
// each process which reads a document too.
const initialMost = 32 << 10

// TestNoWorkBeforeMain reads from the runtime's own trace what each package of ours does when the program is loaded.
func TestNoWorkBeforeMain(t *testing.T) {
	t.Parallel()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), program, "-test.run=^$")
	command.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	trace, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, trace)
	}
	seen := 0
	for line := range strings.Lines(string(trace)) {
		// init internal/bytealg @0.008 ms, 0 ms clock, 0 bytes, 0 allocs
		fields := strings.Fields(line)
		if len(fields) != 11 || fields[0] != "init" || !ofProgram(fields[1]) {
			continue
		}
		seen++
		if bytes, err := strconv.Atoi(fields[7]); err != nil || bytes > initialMost {
			t.Errorf("%s allocates %s bytes before main, more than %d", fields[1], fields[7], initialMost)
		}
	}
	if seen < 10 {
		t.Errorf("the trace tells of %d packages of ours only", seen)
	}
}

// ofProgram reports whether a package is ours and not one that only tests import.
func ofProgram(pkg string) bool {
	return strings.HasPrefix(pkg, "github.com/souspli/souspli/") && !strings.Contains(pkg, "test")
}
