//go:build !linux

package main

// requireDisplay has nothing to ask: these systems always have one.
func requireDisplay() error { return nil }
