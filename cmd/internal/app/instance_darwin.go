package app

import (
	"net"
	"os"

	"golang.org/x/sys/unix"
)

// samePerson reports whether the other side runs as the same user, as the kernel says.
func samePerson(peer *net.UnixConn) bool {
	raw, err := peer.SyscallConn()
	if err != nil {
		return false
	}
	same := false
	failed := raw.Control(func(descriptor uintptr) {
		credentials, err := unix.GetsockoptXucred(int(descriptor), unix.SOL_LOCAL, unix.LOCAL_PEERCRED)
		same = err == nil && int(credentials.Uid) == os.Getuid()
	})
	return failed == nil && same
}
