package app

// LeaveNoCore does nothing: Go itself tells Windows at the start of a program to make no report of its crashes.
func LeaveNoCore() {}
