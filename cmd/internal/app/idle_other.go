//go:build !windows

package app

import "time"

// SystemIdle is how long nobody has touched mouse or keyboard in this session; ok is false where the system does not
// say.
func SystemIdle() (since time.Duration, ok bool) { return 0, false }
