package convert

import (
	"os"
	"path/filepath"
	"syscall"
)

// memoryRoom is what a conversion may need of it, in bytes.
const memoryRoom = 300 << 20

// memoryFolder finds a file system in memory with room.
func memoryFolder() (path string, found bool) {
	for _, path := range []string{os.Getenv("XDG_RUNTIME_DIR"), "/dev/shm"} {
		if filepath.IsAbs(path) && inMemory(path) {
			return path, true
		}
	}
	return "", false
}

func inMemory(path string) bool {
	const tmpfs = 0x01021994 // statfs(2)
	var info syscall.Statfs_t
	if syscall.Statfs(path, &info) != nil || info.Type != tmpfs {
		return false
	}
	return info.Bavail*uint64(info.Bsize) >= memoryRoom //nolint:gosec // a block has a size
}
