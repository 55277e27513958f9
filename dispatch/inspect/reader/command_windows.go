package reader

import (
	"os/exec"
	"syscall"
)

// systemVariables are what a program needs to start.
var systemVariables = []string{"SystemRoot", "TEMP", "TMP"}

// hide keeps a console from showing.
func hide(command *exec.Cmd) { command.SysProcAttr = &syscall.SysProcAttr{HideWindow: true} }
