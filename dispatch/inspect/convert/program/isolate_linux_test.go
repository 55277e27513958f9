package program_test

import (
	"os/exec"
	"strings"
	"testing"
)

// Where an ordinary account may have a network of its own, the program has one with nothing in it.
func TestNoNetwork(t *testing.T) {
	t.Parallel()
	devices, err := shell(t, "tail -n +3 /proc/self/net/dev | cut -d: -f1").Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	alone := strings.TrimSpace(string(devices)) == "lo"
	if allowed := exec.Command("unshare", "-U", "-n", "true").Run() == nil; allowed && !alone {
		t.Errorf("the program sees %q", devices)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	c := shell(t, "ulimit -v")
	if out, err := c.Run(t.Context()); err != nil || strings.TrimSpace(string(out)) != "1048576" {
		t.Errorf("%q, %v", out, err)
	}
}
