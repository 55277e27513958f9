// Package emailtest lends the e-mail channel's tests real counterparts: a Postfix that delivers, and a
// GnuPG that opens.
//
// Promise: everything lives under the test's own folder and on 127.0.0.1, and ends with the test.
// Failure policy: a program that is missing fails the test and says which package holds it.
package emailtest

import (
	"context"
	"fmt"
	"os/exec"
	"testing"
)

// tool finds a program, or fails with the Debian package to install.
func tool(t testing.TB, name, debianPackage string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is missing: apt-get install %s", name, debianPackage)
	}
	return path
}

// run runs a program to its end and returns what it printed.
func run(ctx context.Context, cmd *exec.Cmd) ([]byte, error) {
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return out, ctx.Err()
	}
	if err != nil {
		return out, fmt.Errorf("%s: %w\n%s", cmd.Path, err, out)
	}
	return out, nil
}
