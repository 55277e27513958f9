//go:build !failpoints

package main

import "time"

// present is the system's clock.
func present() time.Time { return time.Now() }
