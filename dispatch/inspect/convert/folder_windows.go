package convert

import (
	"os"

	"golang.org/x/sys/windows"
)

// hold takes the lock, or fails at once.
func hold(lock *os.File) error {
	return windows.LockFileEx(windows.Handle(lock.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY,
		0, 1, 0, &windows.Overlapped{})
}
