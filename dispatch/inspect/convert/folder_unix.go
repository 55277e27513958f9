//go:build !windows

package convert

import (
	"os"
	"syscall"
)

// hold takes the lock, or fails at once.
func hold(lock *os.File) error {
	return syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) //nolint:gosec // a descriptor is small
}
