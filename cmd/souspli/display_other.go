//go:build !linux

package main

import "context"

// requireDisplay has nothing to ask: these systems always have one.
func requireDisplay(context.Context) error { return nil }
