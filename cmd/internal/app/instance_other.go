//go:build !linux && !darwin && !windows

package app

import "net"

// samePerson trusts the folder, which others cannot enter.
func samePerson(*net.UnixConn) bool { return true }
