//go:build !windows

package program

import (
	"fmt"
	"os/exec"
	"syscall"
)

// family is a process group.
type family struct{}

func (*family) gather(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	dieWithParent(cmd.SysProcAttr)
}

func (*family) join(*exec.Cmd) {}

func (*family) leave() {}

func (*family) kill(cmd *exec.Cmd) error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }

// confined sets the limits in a shell that becomes the program, so that not a moment goes without them.
// Files are counted in blocks of 512 bytes, memory in kibibytes.
func (c Command) confined() (path string, args []string) {
	limits := fmt.Sprintf("ulimit -c 0; ulimit -v %d 2>/dev/null; ulimit -f %d 2>/dev/null; exec \"$0\" \"$@\"",
		c.Memory>>10, c.File>>9)
	return "/bin/sh", append([]string{"-c", limits, c.Path}, c.Args...)
}
