package reader

import (
	"bytes"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// confineProcess makes the kernel refuse more memory, and keep no picture of a dead child.
func confineProcess(data uint64) {
	_ = unix.Setrlimit(unix.RLIMIT_DATA, &unix.Rlimit{Cur: data, Max: data})
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
}

// resident is the memory that the process holds, in bytes; 0 when the system does not tell.
func resident(uint64) uint64 {
	line, err := os.ReadFile("/proc/self/statm")
	fields := bytes.Fields(line)
	if err != nil || len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.ParseUint(string(fields[1]), 10, 64)
	return pages * uint64(os.Getpagesize()) //nolint:gosec // positive
}
