package program

import (
	"os/exec"
	"unsafe"

	"golang.org/x/sys/windows"
)

// family is a job: what the program starts belongs to it too, and ends when the job is closed, also by the
// end of this program.
type family struct{ job windows.Handle }

func (*family) gather(*exec.Cmd) {}

func (f *family) join(cmd *exec.Cmd) {
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return
	}
	f.job = job
	limits := windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION{}
	limits.BasicLimitInformation.LimitFlags = windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
	_, _ = windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation,
		uintptr(unsafe.Pointer(&limits)), uint32(unsafe.Sizeof(limits)))
	process, err := windows.OpenProcess(windows.PROCESS_SET_QUOTA|windows.PROCESS_TERMINATE, false, uint32(cmd.Process.Pid))
	if err != nil {
		return
	}
	defer func() { _ = windows.CloseHandle(process) }()
	_ = windows.AssignProcessToJobObject(job, process)
}

func (f *family) leave() {
	if f.job != 0 {
		_ = windows.CloseHandle(f.job)
		f.job = 0
	}
}

func (f *family) kill(cmd *exec.Cmd) error {
	if f.job != 0 {
		return windows.TerminateJobObject(f.job, 1)
	}
	return cmd.Process.Kill()
}

func (c Command) confined() (path string, args []string) { return c.Path, c.Args }

// isolate does nothing: the firewall belongs to the administrator.
func isolate(*exec.Cmd) bool { return false }
