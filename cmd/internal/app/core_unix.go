//go:build unix

package app

import "golang.org/x/sys/unix"

// LeaveNoCore lets no crash write the program's memory to a disk, for keys and documents are in it. Where the system
// refuses, the program goes on: the person's own limits hold then.
func LeaveNoCore() { _ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}) }
