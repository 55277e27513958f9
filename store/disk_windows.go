package store

import (
	"errors"
	"syscall"
)

// Windows' own codes: the errno names that package syscall invents for Windows never occur.
const (
	errorHandleDiskFull syscall.Errno = 39
	errorDiskFull       syscall.Errno = 112
)

func diskFull(err error) bool {
	return errors.Is(err, errorDiskFull) || errors.Is(err, errorHandleDiskFull)
}

// syncFolder has nothing to do: NTFS journals renames, and a folder cannot be flushed.
func syncFolder(string) error { return nil }
