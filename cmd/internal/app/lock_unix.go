//go:build !windows

package app

import (
	"os"
	"syscall"
)

// lockFile takes the lock of a file until it is closed, or fails at once.
func lockFile(file *os.File) error {
	return syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) //nolint:gosec // a descriptor is small
}
