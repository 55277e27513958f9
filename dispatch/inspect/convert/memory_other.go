//go:build !linux

package convert

// memoryFolder finds none: these systems have no file system in memory that is always there.
func memoryFolder() (path string, found bool) { return "", false }
