//go:build !linux && !windows

package program

import (
	"os/exec"
	"syscall"
)

func dieWithParent(*syscall.SysProcAttr) {}

// isolate does nothing: these systems have no such thing for an ordinary account.
func isolate(*exec.Cmd) bool { return false }
