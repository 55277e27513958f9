//go:build !windows

package app

import "golang.org/x/sys/unix"

// freeSpace is what the person may still write to the disk of folder, in bytes.
func freeSpace(folder string) (uint64, error) {
	var stat unix.Statfs_t
	if err := unix.Statfs(folder, &stat); err != nil {
		return 0, homeError("home_unreadable", err)
	}
	return stat.Bavail * uint64(stat.Bsize), nil //nolint:gosec // a block size is positive
}
