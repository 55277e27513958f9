//go:build !windows

package store

import (
	"errors"
	"os"
	"syscall"
)

func diskFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// syncFolder makes renames in a folder last.
func syncFolder(path string) error {
	folder, err := os.Open(path) //nolint:gosec // a fixed name inside the home
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
